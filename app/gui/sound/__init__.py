"""Voice and tones: silent, and saying so once, where the system has no sound libraries."""
