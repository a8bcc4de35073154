"""The page of a set: picture, numbers, and what is shown over the picture."""
