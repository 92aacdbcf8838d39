"""The version of kustompy itself; which kustomize it follows stands in kustompy.cli.version."""

__version__ = "0.1.0"
