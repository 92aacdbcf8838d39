"""Operations of JSON 6902 patches, applied to resources and shown in messages."""

from __future__ import annotations

from kustompy.errors import KustompyError, PatchError, YamlError
from kustompy.model.secrets import FIELDS, HIDDEN, is_secret, may_select_secrets, values_of
from kustompy.model.selector import Selector
from kustompy.model.values import copied
from kustompy.transformers.internal_annotations import has_internal_annotations, with_internal_annotations
from kustompy.transformers.string_maps import settle_strings
from kustompy.yamlio.read.reader import read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kustompy.kustomization.records import Selector as Target
    from kustompy.model.ids import IdKey
    from kustompy.model.paths import Source
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest, Value
    from kustompy.session.context import Context
    from kustompy.session.session import Session

    Transform = Callable[[ResourceSet], None]


def shown(text: str, kind: str) -> str:
    """The operations as kustomize prints them: JSON as it is, YAML as JSON; those for Secrets are not shown."""
    # Without a kind the target may be a Secret, and the operations have values in them.
    if kind in ("", "Secret"):
        return HIDDEN
    if text[:1] == "[":
        return text
    from kustompy.yamlio.go.go_json import dumps

    return dumps(read_config(text))


def keep_secrets(
    merges: Iterable[Manifest],
    operations: list[dict[str, Value]],
    target: Target | None,
    session: Session,
    source: Callable[[], Source],
) -> bool:
    """Mark what a patch may write into the values of Secrets, if it does; ``source`` is where it says so."""
    is_for_secrets = target is not None and may_select_secrets(target.kind)
    found = [
        values_of(each)
        for each in merges
        if any(field in each for field in FIELDS) and (is_secret(each) or is_for_secrets)
    ]
    written = [each["value"] for each in operations if "value" in each and str(each.get("path")).startswith(_DATA)]
    if written and (target is None or is_for_secrets):
        found.append(written)
    if found:
        session.secrets.append((source(), found))
    return bool(found)


APPLYING = 40
"""What a patch takes for each resource, in steps of ``Session.hold``."""
_DATA = tuple(f"/{field}" for field in FIELDS)


def json_transform(
    operations: list[dict[str, Value]], target: Target | None, source: object, context: Context
) -> Transform:
    """The operations for all resources that the target selects."""
    selector = None if target is None else Selector(target, context.session)

    def run(resources: ResourceSet) -> None:
        if selector is None:
            raise PatchError(f"must specify a target for JSON patch {source}", hint="add `target:` with kind and name")
        selected = selector.selected(resources)
        context.session.hold(selector.looks_at(resources))
        # kustomize notes each transformation in the annotations (buildMetadata), and writing there makes strings of
        # all.
        settle_annotations(selected)
        for resource in selected:
            # PatchTransformer stores the former id, PatchJson6902Transformer does not: references follow the one and
            # not the other.
            resource.remember_id()
        apply_to_all(selected, operations, resources, context)

    return run


def settle_annotations(selected: list[Resource]) -> None:
    """Make the annotations strings where a transformation was noted among them, as kustomize did then."""
    for resource in selected:
        metadata = resource.manifest.get("metadata")
        if resource.transformations and isinstance(metadata, dict) and "annotations" in metadata:
            settle_strings(metadata, "annotations", resource.trace)


def apply_to_all(
    selected: list[Resource], operations: list[dict[str, Value]], resources: ResourceSet, context: Context
) -> None:
    """Apply the operations to each of the resources."""
    from kustompy.patches.json_patch import json_patch
    from kustompy.yamlio.go.go_json import through_json

    copies = context.copies()
    context.session.hold(len(selected) * (APPLYING + 3 * len(operations)))
    if any(resource.in_braces for resource in selected):
        # kustomize makes JSON of the text of a resource, in which the quotes are written already
        from kustompy.model.flow_style import settle_flow_style

        settle_flow_style(selected)
    if context.changes:
        _write_keys(selected, context)
    moved = False
    # An operation sees the annotations in which kustomize keeps the history of a resource. They are made for those few
    # patches that can see them, since writing them costs more than a patch.
    reads_annotations = any(map(_reads_annotations, operations))
    meets_annotations = any(map(_meets_annotations, operations))
    writes_annotations = any(map(_writes_annotations, operations))
    for resource in selected:
        found_by = resource.key, resource.previous
        if meets_annotations:
            _have_annotations(resource)
        manifest = resource.manifest
        if reads_annotations:
            manifest = _seen(resource)
        elif context.session.purpose.collects:
            # the build goes on after a refused patch, with the resource as it was before the first operation
            manifest = _copied(resource, manifest)
        try:
            # Go decodes the resource into float64 and prints it: integers beyond 2^53 lose digits, and 12345678 is
            # 1.2345678e+07 until somebody reads it as a number again.
            written = through_json(json_patch(manifest, operations, copies, resource.trace))
        except YamlError as error:
            # it was like this before the patch
            error.noted(resource=str(resource.id), sources=(resource.source,))
            raise
        except KustompyError as error:
            error.located(resource=str(resource.id))
            raise
        _replace_manifest(resource, written)
        if resource.trace is not None and resource.name != found_by[0][3]:
            resource.trace.note_renamed(resource, found_by[0][3])
        if writes_annotations and resource.transformations is not None:
            # kustomize puts back the annotations of the history alone, and not these two.
            resource.origin, resource.transformations = None, None
        moved = moved or has_moved(resource, *found_by)
    if moved:
        resources.ids_changed()


def _write_keys(selected: list[Resource], context: Context) -> None:
    """Let JSON have keys that are no strings, at a level that does."""
    from kustompy.model.levels import WRITTEN_KEYS
    from kustompy.yamlio.written_keys import write_keys

    if WRITTEN_KEYS in context.changes:
        write_keys(selected)


def _seen(resource: Resource) -> Manifest:
    """A copy of the manifest with the annotations that kustomize has on it."""
    return _copied(resource, with_internal_annotations(resource))


def _copied(resource: Resource, manifest: Manifest) -> Manifest:
    """A copy that keeps the record of who wrote what."""
    twin: Manifest = copied(manifest) if resource.trace is None else resource.trace.copied(manifest)
    return twin


def _have_annotations(resource: Resource) -> None:
    """Make annotations where kustomize has some, those that it keeps the history in: operations may count on them."""
    metadata = resource.manifest.get("metadata")
    if has_internal_annotations(resource) and isinstance(metadata, dict) and not metadata.get("annotations"):
        metadata["annotations"] = {}


def _replace_manifest(resource: Resource, manifest: Manifest) -> None:
    """Let the manifest be what the operations made of it."""
    resource.manifest, resource.shared, resource.untagged = manifest, None, frozenset()
    # The text that comes back from JSON is block style, and all its scalars have a type.
    resource.untagged_values, resource.in_braces = None, False
    _put_annotations_back(resource)
    resource.ids_changed()


def _meets_annotations(operation: dict[str, Value]) -> bool:
    """Whether the operation may come by the annotations, wherever it goes from there."""
    paths = (operation.get("path", ""), operation.get("from", "/"))
    # A pointer to metadata or through it; one part may be written with ~0 or ~1, which no such name has.
    return any(not isinstance(path, str) or not path or "metadata" in path for path in paths)


def _reads_annotations(operation: dict[str, Value]) -> bool:
    """Whether the operation can see the annotations in which kustomize keeps the history."""
    kind = operation.get("op")
    return kind in ("copy", "move", "test") and operation.get("path" if kind == "test" else "from") in _WITH_ANNOTATIONS


def _writes_annotations(operation: dict[str, Value]) -> bool:
    """Whether the operation puts other annotations, or none, in the place of those that are there."""
    kind = operation.get("op")
    # A move onto itself, which removes the annotations and puts the same ones back.
    if operation.get("from") == operation.get("path"):
        return False
    return (kind != "test" and operation.get("path") in _WITH_ANNOTATIONS) or (
        kind == "move" and operation.get("from") in _WITH_ANNOTATIONS
    )


_WITH_ANNOTATIONS = ("", "/metadata", "/metadata/annotations")


def _put_annotations_back(resource: Resource) -> None:
    """Write the annotations anew, all of them strings, as kustomize does to keep the history that is among them."""
    if resource.previous:
        resource.manifest.setdefault("metadata", {})
    metadata = resource.manifest.get("metadata")
    if not isinstance(metadata, dict):
        resource.forget()
    elif "annotations" in metadata:
        settle_strings(metadata, "annotations", resource.trace)


def has_moved(resource: Resource, key: IdKey, previous: tuple[object, ...]) -> bool:
    """Whether the resource is found by other ids than when it had this key and these previous ids."""
    return resource.key != key or len(resource.previous) < len(previous)
