"""What the program costs: time, memory, disk."""
