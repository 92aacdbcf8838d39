"""A render brought to a cluster through the user's own kubectl: waves, waiting, pruning, drift."""
