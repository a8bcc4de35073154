"""Progress over several sessions as it is shown: the page in the window and the report."""
