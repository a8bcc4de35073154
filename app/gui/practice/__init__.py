"""The pages for practising: from the choice of a drill to the summary of a set."""
