"""Opening videos: those opened recently, those waiting, and the progress of an analysis."""
