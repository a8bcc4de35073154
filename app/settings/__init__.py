"""What the user can choose, as plain objects."""
