"""The namespace of resources that have none, which is that of the object's destination."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.resource import Resource
    from kustompy.provenance.places import Place
    from kustompy.session.session import Session


def set_namespaces(resources: list[Resource], namespace: str, session: Session, place: Place | None = None) -> None:
    """Put resources without a namespace into this one, but for kinds that have none, as far as that is known."""
    if not namespace:
        return
    if session.trace is not None and place is not None:
        session.trace.begin("destination", place)
    scopeless = {kind for each in resources for kind in _scopeless_kind(each)}
    for each in resources:
        metadata = each.manifest["metadata"]
        if each.namespace or each.is_cluster_scoped or metadata.get("namespace") or _group_kind(each) in scopeless:
            continue
        metadata["namespace"] = namespace
        if session.trace is not None:
            session.trace.over(metadata, "namespace")
        each.ids_changed()


def _group_kind(resource: Resource) -> tuple[str, str]:
    return str(resource.manifest.get("apiVersion")).rpartition("/")[0], resource.kind


def _scopeless_kind(resource: Resource) -> list[tuple[str, str]]:
    """The kind that a CustomResourceDefinition of the build declares, if its resources have no namespace."""
    spec = resource.manifest.get("spec")
    if resource.kind != "CustomResourceDefinition" or not isinstance(spec, dict) or spec.get("scope") != "Cluster":
        return []
    names = spec.get("names")
    return [(str(spec.get("group")), str(names.get("kind")))] if isinstance(names, dict) else []
