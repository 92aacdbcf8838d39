"""Annotations and labels that tell how a resource was built, and the ones that nobody is to see (spec section 2.1)."""

from __future__ import annotations

from kustompy.errors import wrapping
from kustompy.model.history import INTERNAL, NOTES, ORIGIN, TRANSFORMATIONS
from kustompy.model.values import Literal, Quoted, UnprintableMapping, is_null, is_scalar, text_of
from kustompy.yamlio.restyle import KEY_IS_NO_STRING, reads_as_no_key, wrong_node_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest, Value
    from kustompy.provenance.record import Record

# The label that Kubernetes recommends; kustomize writes its version behind the name.
MANAGED_BY = "app.kubernetes.io/managed-by"
BUILD_ANNOTATIONS = frozenset(
    (
        *(INTERNAL + name for name in (*NOTES, "refBy", "path", "index", "id")),
        "config.kubernetes.io/path",
        "config.kubernetes.io/index",
        "config.k8s.io/id",
        "kustomize.config.k8s.io/id",
        INTERNAL + "annotations-migration-resource-id",
    )
)  # fmt: skip
"""What kustomize notes on resources while it builds, and takes off at the end, whoever wrote it."""


def drop_local_config(resources: ResourceSet) -> None:
    """Take out the resources that only served the build; refuse one that has lost its name or kind."""
    gone = []
    for resource in resources:
        _, _, kind, name, _ = resource.key
        # A patch may have taken either: kustomize reads all resources anew here, and refuses those as in a file.
        if not name or not kind:
            from kustompy.transformers.internal_annotations import with_internal_annotations
            from kustompy.yamlio.read.identity import check_identity

            check_identity(with_internal_annotations(resource))
        metadata = resource.manifest.get("metadata")
        annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
        if isinstance(annotations, dict) and "config.kubernetes.io/local-config" in annotations:
            value = annotations["config.kubernetes.io/local-config"]
            # Any value but false means local, a list or mapping included.
            if not is_scalar(value) or text_of(value) != "false":
                gone.append(resource)
    resources.remove(gone)


def finish_metadata(resources: ResourceSet, build_metadata: list[str], managed_by: str) -> None:
    """Write what ``buildMetadata`` asks for, and leave of the annotations only the user's, all of them strings."""
    origins = "originAnnotations" in build_metadata
    transformations = "transformerAnnotations" in build_metadata
    # Taken off whoever wrote them, so that a manifest cannot bring such an annotation through a build.
    hidden = BUILD_ANNOTATIONS
    if not origins:
        hidden |= {ORIGIN}
    if not transformations:
        hidden |= {TRANSFORMATIONS}
    for resource in resources:
        notes = (origins and resource.origin) or (transformations and resource.transformations)
        metadata = resource.manifest.get("metadata")
        if not isinstance(metadata, dict):
            if "metadata" in resource.manifest and not managed_by and not notes:
                continue
            metadata = resource.manifest["metadata"] = {}
        if managed_by:
            labels = metadata.get("labels")
            if is_null(labels):
                labels = metadata["labels"] = {}
            if not isinstance(labels, dict):
                with wrapping(f"considering field 'metadata/labels' of object {resource.id}"):
                    raise wrong_node_kind("MappingNode", labels)
            # A plain label: unlike commonLabels: it is in no selector, where it could not change with the version.
            labels[MANAGED_BY] = managed_by
            if resource.trace is not None:
                _note_label(resource.trace, labels, build_metadata)
            resource.written(labels, MANAGED_BY)
        if notes:
            _note(resource, metadata, build_metadata)
        if "annotations" in metadata:
            before = metadata["annotations"]
            if UnprintableMapping in (type(metadata), type(before)):
                united = resource.manifest["metadata"] = _united(metadata)
                if resource.trace is not None:
                    _note_united(resource.trace, metadata, united)
                metadata, before = united, united["annotations"]
            _clean(metadata, hidden)
            if resource.trace is not None and "annotations" in metadata:
                resource.trace.derived(metadata["annotations"], before)


def _note_label(trace: Record, labels: Manifest, build_metadata: list[str]) -> None:
    """Note who asks for the label: an entry, or an option of the build."""
    if "managedByLabel" in build_metadata:
        trace.over(labels, MANAGED_BY, trace.place.below(build_metadata.index("managedByLabel")))
        return
    from kustompy.provenance.places import NOWHERE

    field, trace.step = trace.step, trace.step._replace(what="managed_by_label")
    trace.over(labels, MANAGED_BY, NOWHERE)
    trace.step = field


def _note(resource: Resource, metadata: Manifest, build_metadata: list[str]) -> None:
    from kustompy.yamlio.go.node_text import node_text

    annotations = metadata.get("annotations")
    if not isinstance(annotations, dict):
        annotations = metadata["annotations"] = {}
    for asked, key, note in (
        ("originAnnotations", ORIGIN, resource.origin),
        ("transformerAnnotations", TRANSFORMATIONS, list(resource.transformations or ())),
    ):
        if note and asked in build_metadata:
            # YAML in a text, which kustomize prints as a block even if it is one line.
            annotations[key] = Literal(node_text(note))
            if resource.trace is not None:
                resource.trace.over(annotations, key, resource.trace.place.below(build_metadata.index(asked)))


def _note_united(trace: Record, before: Manifest, after: Manifest) -> None:
    """Note who wrote the annotations that are one mapping now: what stood behind another of its key has no place."""
    trace.derived(after, before)
    old, new = before["annotations"], after["annotations"]
    if isinstance(old, dict) and isinstance(new, dict) and new is not old:
        trace.derived(new, old)
        for key, value in new.items():
            if key not in old or old[key] is not value:
                trace.over(new, key, trace.place_of(old))


def _united(metadata: Manifest) -> Manifest:
    """The metadata with the annotations as one mapping, which kustomize writes anew.

    Of several mappings the first that has a key counts, unless another one has the key twice: then its last.
    """
    repeated, problem = (metadata.repeated, metadata.problem) if isinstance(metadata, UnprintableMapping) else ((), "")
    mappings = [metadata["annotations"], *(value for key, value in repeated if key == "annotations")]
    if not all(isinstance(each, dict) or is_null(each) for each in mappings):
        return metadata
    if len(mappings) == 1 and not mappings[0].repeated:
        return metadata
    annotations: Manifest = {}
    for each in mappings:
        annotations = {**(each or {}), **annotations, **dict(getattr(each, "repeated", ()))}
    others = tuple(entry for entry in repeated if entry[0] != "annotations")
    entries = {**metadata, "annotations": annotations}
    if not others:
        return entries
    lines = [line for line in problem.split("\n") if ' key "annotations" ' not in line]
    return UnprintableMapping(entries, "\n".join(lines), others)


def _clean(metadata: Manifest, hidden: frozenset[str]) -> None:
    annotations = metadata["annotations"]
    if not annotations or not isinstance(annotations, dict):
        del metadata["annotations"]
        return
    # Nearly all annotations are strings that stay: they are looked at and not copied.
    for key, value in annotations.items():  # a look at what most of them are
        if key in hidden or type(value) not in _WRITTEN_AS_THEY_ARE or reads_as_no_key(key):
            break
    else:
        return
    odd = [key for key, value in annotations.items() if key in hidden or type(value) not in _WRITTEN_AS_THEY_ARE]
    for key in odd:
        if key in hidden:
            del annotations[key]
        else:
            annotations[key] = _string(annotations[key])
    if not annotations:
        del metadata["annotations"]
    elif any(map(reads_as_no_key, annotations)):
        metadata["annotations"] = UnprintableMapping(annotations, KEY_IS_NO_STRING)


_WRITTEN_AS_THEY_ARE = frozenset((str, Quoted, Literal))


def _string(value: Value) -> str:
    if isinstance(value, str):
        return text_of(value)
    return text_of(value) if is_scalar(value) else ""
