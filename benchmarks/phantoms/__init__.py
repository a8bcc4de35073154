"""Whether what is no drill is counted: real tracks changed, rendered people at other things."""
