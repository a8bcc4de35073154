"""Two reps beside each other."""
