"""Review: a recorded video analysed, played with its measures, compared, exported."""
