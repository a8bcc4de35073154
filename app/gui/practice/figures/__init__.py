"""Drawn people: doing a drill right and wrong, and in front of the camera."""
