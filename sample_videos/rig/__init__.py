"""Synthetic test footage: renders people doing hip drills with known joint angles."""
