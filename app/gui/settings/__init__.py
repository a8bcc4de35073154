"""Settings: what the user prefers, and the page for it."""
