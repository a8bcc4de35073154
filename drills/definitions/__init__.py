"""One file a drill: everything about it that is not code."""
