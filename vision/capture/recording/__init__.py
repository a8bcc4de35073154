"""Recorded videos: opening, decoding, and decoding in a process of its own."""
