"""Whether anything that is not a drill is counted, in tracks of real and of rendered people."""
