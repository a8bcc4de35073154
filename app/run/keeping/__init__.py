"""What is stored of a run, and what protects it: marks, temporary files, the pass phrase."""
