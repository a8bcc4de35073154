"""Practise: from the choice of a drill to the summary of a set."""
