"""How the learned head is made: clips from seeds, recordings, training, intervals."""
