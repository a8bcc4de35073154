"""What is chosen, typed or ticked."""
