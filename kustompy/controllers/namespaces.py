"""The namespace of the object's destination, for resources that have none of their own."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.resource import Resource
    from kustompy.provenance.places import Place
    from kustompy.session.session import Session


def set_namespaces(resources: list[Resource], namespace: str, session: Session, place: Place | None = None) -> None:
    """Put resources without a namespace into this one, except for kinds that are known to be cluster-scoped."""
    if not namespace:
        return
    if session.trace is not None and place is not None:
        session.trace.begin("destination", place)
    # The controller asks the API server for the scope of a kind. Without a cluster the definitions in the same build
    # answer for custom kinds, and kustomize's table for the others; an unknown kind counts as namespaced.
    scopeless = {kind for each in resources for kind in _scopeless_kind(each)}
    for each in resources:
        metadata = each.manifest["metadata"]
        if each.namespace or each.is_cluster_scoped or metadata.get("namespace") or _group_kind(each) in scopeless:
            continue
        metadata["namespace"] = namespace
        if session.trace is not None:
            session.trace.over(metadata, "namespace")
        # The resource's indexed ids are read from its manifest.
        each.ids_changed()


def _group_kind(resource: Resource) -> tuple[str, str]:
    return str(resource.manifest.get("apiVersion")).rpartition("/")[0], resource.kind


def _scopeless_kind(resource: Resource) -> list[tuple[str, str]]:
    """The cluster-scoped kind that a CustomResourceDefinition declares; empty for any other resource."""
    spec = resource.manifest.get("spec")
    if resource.kind != "CustomResourceDefinition" or not isinstance(spec, dict) or spec.get("scope") != "Cluster":
        return []
    names = spec.get("names")
    return [(str(spec.get("group")), str(names.get("kind")))] if isinstance(names, dict) else []
