"""What surrounds the pages: their names, keys, the place on the screen, help."""
