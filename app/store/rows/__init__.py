"""Rows of the database: their schema, and how they are written and read."""
