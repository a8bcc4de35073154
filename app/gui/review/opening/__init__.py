"""Opening videos: what was opened lately, what waits, and how far an analysis is."""
