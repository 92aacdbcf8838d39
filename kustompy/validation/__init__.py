"""Manifests against the schemas of Kubernetes and of custom resources, and the rules that the API server adds."""
