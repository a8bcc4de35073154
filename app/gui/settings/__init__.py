"""The settings page and its cards."""
