"""What guards a session while it is being kept: marks, temporary files, the pass phrase."""
