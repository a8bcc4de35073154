"""The pages of practice: from the choice of a drill to the summary of a set."""
