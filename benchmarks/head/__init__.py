"""How the learned head of `vision.head` is made: clips from seeds, recordings, training, figures."""
