"""Deploys of a render through the user's own kubectl: waves, waiting, pruning, drift."""
