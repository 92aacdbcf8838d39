"""What Go's standard library does to text, where kustomize's output depends on it."""
