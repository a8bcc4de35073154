"""What every drill is made of: definitions, events, excursions, peaks, warnings, timing."""
