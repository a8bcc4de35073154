"""Several sessions compared: differences, trends, how regularly somebody practises. Pure."""
