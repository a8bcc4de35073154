"""Angles over time to phases, reps, ranges and warnings: pure functions on frozen values."""
