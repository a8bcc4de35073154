"""What stands around the pages: names of pages, keys, place on the screen, help."""
