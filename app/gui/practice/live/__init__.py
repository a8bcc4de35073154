"""The page of a set: picture, numbers, what lies over the picture."""
