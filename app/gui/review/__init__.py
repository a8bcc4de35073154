"""Review: a recorded video is analysed, played with its measures, compared, exported."""
