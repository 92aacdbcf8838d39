"""Who names whom: the references that kustomize follows, and those that it does not."""
