"""Which overlays change with the version of kustomize, and whether a binary that is installed prints the same."""
