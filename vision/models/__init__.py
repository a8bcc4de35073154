"""The pose model, shipped as package data (see NOTICE.md)."""
