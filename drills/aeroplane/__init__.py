"""The hip aeroplane."""
