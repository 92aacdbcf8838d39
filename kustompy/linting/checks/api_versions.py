"""Objects without ``apiVersion``, which kustomize builds and the API server refuses."""

from __future__ import annotations

from kustompy.errors.diagnostic import Diagnostic
from kustompy.upstream import NEWEST
from kustompy.validation.schema.store import store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.built import Built, Result

NO_API_VERSION = "no apiVersion"
"""The fault of an object without apiVersion, by which ``lint --fix`` knows what to do."""


def missing_api_versions(built: Built) -> Iterator[Result]:
    """Each object that has a kind, and no apiVersion."""
    for resource in built.resources:
        if resource.manifest.get("apiVersion") in (None, "") and resource.kind:
            text = f"{resource.kind} {resource.name} has no apiVersion, which the API server asks for"
            known = api_versions_of(resource.kind)
            # Kinds of several groups or versions, such as Event or HorizontalPodAutoscaler, have no one right answer.
            hint = f"write `apiVersion: {known[0]}`" if len(known) == 1 else "write the one that is meant"
            yield resource, ("kind",), Diagnostic(text, code="KST048", hint=hint, fault=NO_API_VERSION)


def api_versions_of(kind: str) -> list[str]:
    """The versions that Kubernetes has of a kind, as they are written into manifests."""
    found = [each.split("/") for each in store(NEWEST).kinds]
    return [f"{group}/{version}".lstrip("/") for group, version, name in found if name == kind]
