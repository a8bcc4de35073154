"""The picture of a clip: larger on request, with what is drawn on it by hand."""
