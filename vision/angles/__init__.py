"""A body against its neutral: angles with their intervals, and the signals that count reps."""
