"""Recorded videos: opening, decoding, and decoding in a separate process."""
