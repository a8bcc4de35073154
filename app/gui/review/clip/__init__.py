"""One reviewed clip: player, bar, plots, and corrections by hand."""
