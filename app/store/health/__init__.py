"""A damaged database: what is wrong with it, and what can be saved."""
