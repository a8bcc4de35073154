"""One reviewed clip: player, bar, plots, and what is said of it by hand."""
