"""Killing the program and its processes at random instants: what is lost, what is left."""
