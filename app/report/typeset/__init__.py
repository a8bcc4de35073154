"""A document of plain blocks, set as PDF and as HTML; knows nothing of drills."""
