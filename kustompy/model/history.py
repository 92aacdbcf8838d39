"""A history that a manifest claims for itself: kustomize keeps it in annotations, and honours those (spec 2.4)."""

from __future__ import annotations

from kustompy.model.values import is_scalar, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest

NEEDS_HASH = "kustomize.config.k8s.io/needs-hash"
BEHAVIOR = "kustomize.config.k8s.io/behavior"
"""What a generator outside of the build asks for in an annotation."""
INTERNAL = "internal.config.kubernetes.io/"
ORIGIN = "config.kubernetes.io/origin"
TRANSFORMATIONS = "alpha.config.kubernetes.io/transformations"


def claim_history(resource: Resource) -> None:
    """Take over the previous ids and flags that the resource's annotations carry, if there are any."""
    metadata = resource.manifest.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    if not isinstance(annotations, dict) or not any(key.startswith(INTERNAL) for key in annotations):
        return
    take_notes(resource, {key: text_of(value) if is_scalar(value) else "" for key, value in annotations.items()})


# The flags of a resource, the notes that kustomize keeps them in, and what these say.
_FLAGS = (
    ("needs_hash", "needsHashSuffix", "enabled"),
    ("allow_name_change", "allowNameChange", "enabled"),
    ("allow_kind_change", "allowKindChange", "enabled"),
    ("from_helm", "helm-generated", "true"),
)
# One list each for names, namespaces and kinds, joined by commas, as kustomize writes them.
_OF_IDS = ("previousNames", "previousNamespaces", "previousKinds")
NOTES = (*_OF_IDS, "prefixes", "suffixes", "generatorBehavior", *(name for _, name, _ in _FLAGS))
"""The annotations, behind ``INTERNAL``, in which kustomize keeps the history of a resource."""


def notes_of(resource: Resource) -> dict[str, str]:
    """The history of a resource as annotations."""
    previous = zip(*resource.previous, strict=True) if resource.previous else ((), (), ())
    notes = dict(zip(_OF_IDS, map(",".join, previous), strict=True))
    notes |= {"prefixes": ",".join(resource.prefixes), "suffixes": ",".join(resource.suffixes)}
    notes |= {name: text if getattr(resource, field) else "" for field, name, text in _FLAGS}
    notes["generatorBehavior"] = resource.behavior
    return {INTERNAL + name: text for name, text in notes.items() if text}


def take_notes(resource: Resource, annotations: dict[str, str]) -> None:
    """Let the history of the resource be what the annotations say; how it was generated is left alone."""
    names, namespaces, kinds = (_list(annotations, name) for name in _OF_IDS)
    if len(names) == len(namespaces) == len(kinds):
        resource.previous = tuple(zip(names, namespaces, kinds, strict=True))
    resource.prefixes, resource.suffixes = _list(annotations, "prefixes"), _list(annotations, "suffixes")
    for field, name, text in _FLAGS:
        setattr(resource, field, annotations.get(INTERNAL + name) == text)


def with_history(resource: Resource, more: dict[str, str] | None = None) -> Manifest:
    """The manifest with the annotations that kustomize keeps its history in, and perhaps with more of them."""
    metadata = resource.manifest.get("metadata") or {}
    if not isinstance(metadata, dict):
        return resource.manifest
    written = metadata.get("annotations")
    annotations = {
        **(written if isinstance(written, dict) else {}),
        **notes_of(resource),
        **(more or {}),
    }
    if not annotations:
        return resource.manifest
    manifest = {**resource.manifest, "metadata": {**metadata, "annotations": annotations}}
    if resource.trace is not None:
        resource.trace.derived(manifest, resource.manifest)
        resource.trace.derived(manifest["metadata"], metadata)
        resource.trace.derived(annotations, written)
        for key in annotations.keys() - (written.keys() if isinstance(written, dict) else ()):
            resource.trace.over(annotations, key)
    return manifest


def _list(annotations: dict[str, str], name: str) -> tuple[str, ...]:
    text = annotations.get(INTERNAL + name, "")
    return tuple(text.split(",")) if text else ()
