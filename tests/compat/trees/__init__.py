"""Whole kustomization trees, drawn at random: the differential test builds them twice."""
