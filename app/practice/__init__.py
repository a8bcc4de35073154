"""What is shown and said while somebody practises, as plain objects."""
