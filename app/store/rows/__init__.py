"""Rows of the database: their schema, how they go in and how they come out."""
