"""Recorded videos to result folders: one, or many in parallel."""
