"""The picture of a clip: zoomed on request, with what is drawn on it by hand."""
