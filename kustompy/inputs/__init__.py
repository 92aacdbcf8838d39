"""Inputs that the pipeline gives: declared in ``kustompy.toml`` or by flags, never written into the tree."""
