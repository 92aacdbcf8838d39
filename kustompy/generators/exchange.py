"""What a program is given of the resources, and how what it returns becomes resources again.

kustomize keeps a resource's history in annotations, so programs see them, and may drop or copy them.
"""

from __future__ import annotations

from kustompy.errors import FunctionError
from kustompy.golang.text import FALSE, TRUE
from kustompy.model.history import BEHAVIOR, INTERNAL, NEEDS_HASH, NOTES, notes_of, take_notes
from kustompy.model.resource import Resource
from kustompy.model.values import copied, is_scalar, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest
    from kustompy.session.context import Context

_ID = "kustomize.config.k8s.io/id"
# Annotations that tell a program and kustomize which object is which; they mean nothing behind the exchange.
_OF_THE_EXCHANGE = (
    _ID, "config.k8s.io/id", "config.kubernetes.io/index", "config.kubernetes.io/path", f"{INTERNAL}id",
    f"{INTERNAL}index", f"{INTERNAL}path", f"{INTERNAL}seqindent", f"{INTERNAL}annotations-migration-resource-id",
)  # fmt: skip


def given(resources: ResourceSet) -> list[Manifest]:
    """The resources as a program gets them, with their ids and histories as annotations."""
    return [_annotated(each) for each in resources]


def _annotated(resource: Resource) -> Manifest:
    from kustompy.yamlio.writer import write_document

    group, version, kind = resource.gvk
    parts = {"group": group, "version": version, "kind": kind, "name": resource.name, "namespace": resource.namespace}
    manifest: Manifest = copied(resource.manifest)
    annotations = {**_annotations(manifest), **notes_of(resource)}
    # kustomize gives each object its id as a YAML text.
    annotations[_ID] = write_document({key: value for key, value in parts.items() if value})
    manifest["metadata"]["annotations"] = annotations
    return manifest


def _annotations(manifest: Manifest) -> dict[str, str]:
    found = manifest["metadata"].get("annotations")
    if not isinstance(found, dict):
        return {}
    return {key: text_of(value) if is_scalar(value) else "" for key, value in found.items()}


def returned(manifest: Manifest, context: Context) -> Resource:
    """The resource that a program returned, its history read from the annotations that say it."""
    annotations = _annotations(manifest)
    for each in _OF_THE_EXCHANGE:
        annotations.pop(each, None)
    resource = context.resource(manifest)
    # A program may drop the notes, and the history of the resource with them, or copy them to what it makes.
    take_notes(resource, annotations)
    resource.behavior = annotations.get(f"{INTERNAL}generatorBehavior", "")
    for name in NOTES:
        annotations.pop(INTERNAL + name, None)
    _set_annotations(manifest, annotations)
    return resource


def _set_annotations(manifest: Manifest, annotations: dict[str, str]) -> None:
    from kustompy.yamlio.restyle import string_in_place_of

    if annotations:
        manifest["metadata"]["annotations"] = {
            key: string_in_place_of(None, text) for key, text in sorted(annotations.items())
        }
    else:
        manifest["metadata"].pop("annotations", None)


def generated(manifests: list[Manifest], context: Context) -> list[Resource]:
    """The resources that a generator returned; annotations say whether to hash the name, and how to join."""
    found = []
    for manifest in manifests:
        resource = returned(manifest, context)
        annotations = _annotations(manifest)
        asked = annotations.pop(NEEDS_HASH, "false")
        # strconv.ParseBool: 1, t, T, true, TRUE and True, and the like for false.
        if asked not in TRUE | FALSE:
            raise FunctionError(f'the annotation "{NEEDS_HASH}" contains an invalid value ("{asked}")', code="KST620")
        resource.needs_hash = asked in TRUE
        resource.behavior = annotations.pop(BEHAVIOR, "")
        _set_annotations(manifest, annotations)
        found.append(resource)
    return found


def take_back(resources: ResourceSet, manifests: list[Manifest], plugin: str, context: Context) -> None:
    """Make the resources what a transformer returned: matched by current id, others added, and missing ones removed."""
    context.session.admit(len(manifests))
    kept = set()
    for manifest in manifests:
        new = returned(manifest, context)
        # Two objects of one id would make the second one overwrite the first in silence.
        if new.key in kept:
            raise FunctionError(f"plugin {plugin} generated duplicate resource: {_json_id(new)}", code="KST621")
        kept.add(new.key)
        same = resources.with_key(new.key)
        if not same:
            if new.trace is not None:
                new.trace.made(new.manifest)
            resources.append(new)
            continue
        old = same[0]
        new.origin, new.transformations, new.vars = old.origin, old.transformations, old.vars
        if old.trace is not None:
            from kustompy.provenance.returned import note_returned

            note_returned(old.trace, old.manifest, new.manifest)
        old.manifest = new.manifest
        old.inherit(new)
        old.ids_changed()
    # What the program did not give back is gone: so does a function delete.
    resources.remove([each for each in resources if each.key not in kept])
    resources.ids_changed()


def _json_id(resource: Resource) -> str:
    from kustompy.yamlio.go.json_strings import quoted

    group, version, kind = resource.gvk
    parts = {"group": group, "version": version, "kind": kind, "name": resource.name, "namespace": resource.namespace}
    return "{" + ",".join(f'"{key}":{quoted(value)}' for key, value in parts.items() if value) + "}"
