"""Several sessions side by side: differences, trends, how regularly somebody practises. Pure."""
