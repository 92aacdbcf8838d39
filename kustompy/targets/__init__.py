"""What there is to check below a directory: its overlay set, and the manifests that no kustomization owns."""
