"""A document of plain blocks, set as PDF and as HTML, without any knowledge of drills."""
