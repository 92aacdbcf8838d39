"""Manifests against the schemas of Kubernetes and of custom resources, and the rules that the API server adds."""

from __future__ import annotations

from kustompy.validation.check.documents import validate
from kustompy.validation.schema.finding import Finding, path_text

__all__ = ["Finding", "path_text", "validate"]
