"""Labels and annotations that Flux sets on what it applies: ``spec.commonMetadata``, and the labels of ownership."""

from __future__ import annotations

from kustompy.controllers.objects import place_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.controllers.objects import Object
    from kustompy.model.resource import Resource
    from kustompy.provenance.record import Record
    from kustompy.session.session import Session


def add_metadata(resources: list[Resource], subject: Object, group: str, session: Session) -> None:
    """Set labels and annotations of the object on each resource; ``group`` is that of the object's kind."""
    if session.trace is not None:
        session.trace.begin("commonMetadata", place_in(subject, "spec"))
    # `flux tree` and other tools find by these labels what belongs to an object. kustomize-controller sets them first,
    # so `commonMetadata` may override them.
    own = {f"{group}/name": subject.name, f"{group}/namespace": subject.namespace}
    for each in resources:
        _add(each, "labels", own, subject, (), session.trace)
    for field in ("labels", "annotations"):
        path = ("spec", "commonMetadata", field)
        added = subject.pairs(*path)
        for each in resources:
            _add(each, field, added, subject, path, session.trace)


def _add(
    resource: Resource, field: str, added: dict[str, str], subject: Object, path: tuple[str, ...], record: Record | None
) -> None:
    """Set labels or annotations of a resource."""
    if not added:
        return
    metadata = resource.manifest["metadata"]
    old = metadata.get(field)
    # A new mapping: two resources may share the old one, or the object's own.
    made = {**old, **added} if isinstance(old, dict) else dict(added)
    metadata[field] = made
    if record is not None:
        if isinstance(old, dict):
            record.derived(made, old)
        for key in added:
            record.over(made, key, place_in(subject, *path, *([key] if path else ["metadata", key.rpartition("/")[2]])))
