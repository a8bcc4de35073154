"""One pose read as a body: posture, outline of the back, neutral, place in the picture."""
