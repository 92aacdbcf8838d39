"""``localize``: a kustomization with everything it refers to, copied into one directory."""
