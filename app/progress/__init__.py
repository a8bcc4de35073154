"""Progress over several sessions, as shown: the page in the window and the report."""
