"""Reports of one session: the content in words, and the pages that set it."""
