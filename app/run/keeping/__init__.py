"""What is kept of a run, and what guards it meanwhile: marks, temporary files, the pass phrase."""
