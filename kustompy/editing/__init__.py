"""Kustomization files as text that is edited in place: only the lines that an edit is about change."""
