"""The frogger rock."""
