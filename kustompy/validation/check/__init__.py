"""Manifests in, findings out."""
