"""Pictures to the points of one person, checked and smoothed."""
