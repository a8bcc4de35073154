"""A set while it is done: what is shown and said at every instant."""
