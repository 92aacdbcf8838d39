"""Text to values and back, exactly as kustomize reads and prints YAML."""
