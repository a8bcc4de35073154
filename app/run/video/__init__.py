"""Pictures and videos that a run writes: overlays, stills, the annotated and the kept video."""
