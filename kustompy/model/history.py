"""A history that a manifest claims for itself: kustomize keeps it in annotations, and honours those (spec 2.4)."""

from __future__ import annotations

from kustompy.model.values import is_scalar, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest, Value

INTERNAL = "internal.config.kubernetes.io/"
ORIGIN = "config.kubernetes.io/origin"
TRANSFORMATIONS = "alpha.config.kubernetes.io/transformations"


def claim_history(resource: Resource) -> None:
    """Take over the previous ids and flags that the resource's annotations carry, if there are any."""
    metadata = resource.manifest.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    if not isinstance(annotations, dict) or not any(key.startswith(INTERNAL) for key in annotations):
        return
    names, namespaces, kinds = (_list(annotations, f"previous{each}") for each in ("Names", "Namespaces", "Kinds"))
    if len(names) == len(namespaces) == len(kinds):
        resource.previous = tuple(zip(names, namespaces, kinds, strict=True))
    resource.prefixes = tuple(_list(annotations, "prefixes"))
    resource.suffixes = tuple(_list(annotations, "suffixes"))
    resource.needs_hash = _text(annotations, "needsHashSuffix") == "enabled"
    resource.from_helm = _text(annotations, "helm-generated") == "true"
    resource.allow_name_change = _text(annotations, "allowNameChange") == "enabled"
    resource.allow_kind_change = _text(annotations, "allowKindChange") == "enabled"


def with_history(resource: Resource, more: dict[str, str] | None = None) -> Manifest:
    """The manifest with the annotations that kustomize keeps its history in, and perhaps with more of them."""
    notes: dict[str, str] = {}
    if resource.behavior:
        notes["generatorBehavior"] = resource.behavior
    if resource.needs_hash:
        notes["needsHashSuffix"] = "enabled"
    for name, values in (("prefixes", resource.prefixes), ("suffixes", resource.suffixes)):
        if values:
            notes[name] = ",".join(values)
    for index, name in enumerate(("previousNames", "previousNamespaces", "previousKinds")):
        if resource.previous:
            notes[name] = ",".join(each[index] for each in resource.previous)
    metadata = resource.manifest.get("metadata") or {}
    if not isinstance(metadata, dict):
        return resource.manifest
    written = metadata.get("annotations")
    annotations = {
        **(written if isinstance(written, dict) else {}),
        **{INTERNAL + name: text for name, text in notes.items()},
        **(more or {}),
    }
    if not annotations:
        return resource.manifest
    return {**resource.manifest, "metadata": {**metadata, "annotations": annotations}}


def _text(annotations: Value, name: str) -> str:
    value = annotations.get(INTERNAL + name, "")
    return text_of(value) if is_scalar(value) else ""


def _list(annotations: Value, name: str) -> list[str]:
    text = _text(annotations, name)
    return text.split(",") if text else []
