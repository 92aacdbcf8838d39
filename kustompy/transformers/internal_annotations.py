"""A manifest as kustomize has it while it builds: with the annotations in which it notes what it knows."""

from __future__ import annotations

from kustompy.model.history import ORIGIN, TRANSFORMATIONS, with_history

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest


def with_internal_annotations(resource: Resource) -> Manifest:
    """The manifest with all annotations that kustomize would have on it at this moment."""
    if resource.transformations is None:
        return with_history(resource)
    from kustompy.yamlio.go.node_text import node_text

    # Only under buildMetadata: kustomize keeps origin and transformations as the YAML text of a struct each.
    more = {}
    if resource.origin:
        more[ORIGIN] = node_text(resource.origin)
    if resource.transformations:
        more[TRANSFORMATIONS] = node_text(list(resource.transformations))
    return with_history(resource, more)


def has_internal_annotations(resource: Resource) -> bool:
    """Whether there is any such annotation, so that paths into the annotations lead somewhere."""
    return bool(resource.previous or resource.behavior or resource.transformations is not None)
