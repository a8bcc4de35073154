"""From pictures to a recorded session, live or from a file."""
