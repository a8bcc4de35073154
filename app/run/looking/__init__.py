"""From the frames of an input to looks: one at a time, or in pieces over several processes."""
