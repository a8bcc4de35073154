"""Two reps side by side."""
