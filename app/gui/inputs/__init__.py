"""Widgets to choose, type or tick something."""
