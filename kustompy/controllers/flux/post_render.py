"""``spec.postRenderers``: kustomize's patches and images applied to the resources of a chart, one after the other."""

from __future__ import annotations

import os

from kustompy.controllers.overlay import Overlay, Overlays
from kustompy.errors import KustompyError
from kustompy.kustomization.builtins import function_of
from kustompy.kustomization.fields import transformer_configs
from kustompy.model.resource_set import ResourceSet
from kustompy.session.context import Context
from kustompy.system.root import Root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.controllers.objects import Object
    from kustompy.model.resource import Resource
    from kustompy.model.values import Value
    from kustompy.session.session import Session

# The two older fields are those of v2beta1 and v2beta2, where a patch is written as YAML; both become `patches`.
_LISTS = ("patches", "images", "patchesStrategicMerge", "patchesJson6902")


def post_render(resources: list[Resource], subject: Object, top: str, session: Session) -> list[Resource]:
    """The resources of a chart after all post renderers; an error (KST251) for a malformed one."""
    made: list[Overlay] = []
    for number, each in enumerate(subject.mappings("spec", "postRenderers")):
        path = ("spec", "postRenderers", number, "kustomize")
        chosen = each.get("kustomize")
        if chosen is None:
            continue
        if not isinstance(chosen, dict):
            raise subject.error("`kustomize` is not a mapping", *path)
        made.append(Overlay(top, subject, [], path))
        session.overlaid = Overlays(made)
        # Flux writes a kustomization for each post renderer. This one exists nowhere: its fields stand in the object,
        # and the name only tells the post renderers apart.
        file = os.path.join(top, f"postRenderers[{number}]")
        fields = made[-1].lay(_filled(made[-1], chosen, subject, path), file)
        resources = _changed(resources, fields, Context(session, Root(session.files, top), file))
    return resources


def _filled(made: Overlay, chosen: dict[str, Value], subject: Object, path: tuple[str | int, ...]) -> dict[str, Value]:
    for field, value in chosen.items():
        if field not in _LISTS:
            raise subject.error(f"a post renderer has no `kustomize.{field}`", *path, field)
        entries = value or []
        if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
            raise subject.error(f"`kustomize.{field}` is not a list of mappings", *path, field)
        for number, entry in enumerate(entries):
            made.append(*_entry(field, entry, subject, (*path, field, number)), *path, field, number)
    return {}


def _entry(
    field: str, entry: dict[str, Value], subject: Object, path: tuple[str | int, ...]
) -> tuple[str, dict[str, Value]]:
    """The field and entry of a kustomization for an entry of a post renderer."""
    from kustompy.yamlio.writer import write_document

    if field == "images":
        if not isinstance(entry.get("name"), str):
            raise subject.error("an entry of `images` has no name", *path)
        return field, entry
    if field == "patchesStrategicMerge":
        return "patches", {"patch": write_document(entry)}
    patch = entry.get("patch", "")
    return "patches", {**entry, "patch": patch if isinstance(patch, str) else write_document(patch)}


def _changed(resources: list[Resource], fields: dict[str, Value], context: Context) -> list[Resource]:
    found = ResourceSet()
    for each in resources:
        found.append(each)
    trace = context.session.trace
    for config in transformer_configs(fields, context.tables):
        if trace is not None:
            trace.begin(str(config.entry[0]), trace.file(context.file), config.entry)
        try:
            function_of(config.kind)(config, context)(found)
        except KustompyError as error:
            context.refuse(error, config.entry)
    return list(found)
