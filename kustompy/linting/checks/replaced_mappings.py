"""Mappings that an ``add`` of a JSON patch replaces: by RFC 6902 it takes the place of what is there, keys and all."""

from __future__ import annotations

from kustompy.errors.diagnostic import Diagnostic
from kustompy.linting.checks.dashes import at_pointer, operations
from kustompy.linting.checks.patch_names import inline_patch, patch_text, place_of_patch
from kustompy.model.selector import Selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.kustomization.records import Patch, PatchJson6902Transformer
    from kustompy.linting.observer import Found, Step

_SHOWN = 4
# Mappings with keys of the user's own. One with fields of the API, such as a source of a volume, is mostly replaced on
# purpose.
_OF_MANY = frozenset(
    ("annotations", "data", "labels", "limits", "matchLabels", "nodeSelector", "requests", "selector", "stringData")
)


def replaced_mappings(step: Step) -> Iterator[Found]:
    """Each ``add`` of a mapping where one is that has other keys."""
    patch: Patch | PatchJson6902Transformer = step.config
    target, path = patch.target, patch.path
    inline, field = inline_patch(step)
    text = patch_text(step.context, path, inline)
    if target is None or "add" not in text:
        return

    place = place_of_patch(step, path, field)
    for index, operation in enumerate(operations(text)):
        pointer, value = operation.get("path"), operation.get("value")
        if operation.get("op") != "add" or not isinstance(pointer, str) or not isinstance(value, dict):
            continue
        key = pointer.rpartition("/")[2]
        if key not in _OF_MANY:
            continue
        for resource in Selector(target).selected(step.resources):
            around = at_pointer(resource.manifest, pointer)
            there = around.get(key) if isinstance(around, dict) else None
            lost = sorted(map(str, there.keys() - value.keys())) if isinstance(there, dict) else []
            if lost:
                shown = ", ".join(lost[:_SHOWN]) + (", …" if len(lost) > _SHOWN else "")
                said = f"{resource.kind} {resource.name}: `add` replaces the whole of {pointer} (lost: {shown})"
                hint = f"add each key by itself, as `path: {pointer}/KEY`; write `op: replace` if all is to go"
                yield place.at(0, (index, "path")), Diagnostic(said, code="KST049", severity="warning", hint=hint)
                break
