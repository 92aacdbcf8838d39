"""The kustomization file: its fields, their types, and the KRM objects that say the same."""
