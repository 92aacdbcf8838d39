"""A ``-`` at the end of the path of a JSON patch: the end of a list, and in a mapping a key like any other."""

from __future__ import annotations

from kustompy.errors import KustompyError
from kustompy.errors.diagnostic import Diagnostic
from kustompy.linting.checks.patch_names import inline_patch, patch_text, place_of_patch
from kustompy.model.selector import Selector
from kustompy.patches.json_patch import parse_json_patch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.kustomization.records import Patch, PatchJson6902Transformer
    from kustompy.linting.observer import Found, Step
    from kustompy.model.values import Value

_DASH = "/-"


def dashes_in_mappings(step: Step) -> Iterator[Found]:
    """Each operation that has added the key ``-`` to a mapping, where the key of a label or annotation is meant."""
    patch: Patch | PatchJson6902Transformer = step.config
    target, path = patch.target, patch.path
    inline, field = inline_patch(step)
    text = patch_text(step.context, path, inline)
    if target is None or _DASH not in text:
        return
    place = place_of_patch(step, path, field)
    for index, operation in enumerate(operations(text)):
        pointer = operation.get("path")
        if not isinstance(pointer, str) or not pointer.endswith(_DASH):
            continue
        for resource in Selector(target).selected(step.resources):
            if isinstance(at_pointer(resource.manifest, pointer), dict):
                said = f"{resource.kind} {resource.name}: {pointer} adds the key `-` to a mapping"
                hint = "`-` is the end of a list: write the key that is meant, with `~1` for each `/` in it"
                yield place.at(0, (index, "path")), Diagnostic(said, code="KST018", severity="warning", hint=hint)
                break


def operations(text: str) -> list[dict[str, Value]]:
    """The operations of a JSON patch; none if the text is none."""
    try:
        return parse_json_patch(text)
    except KustompyError:
        return []  # a strategic merge


def at_pointer(manifest: Value, pointer: str) -> Value:
    """The container that the last part of the pointer is a key or index of; None if there is none."""
    value = manifest
    for part in pointer.split("/")[1:-1]:
        # In this order, by RFC 6901: `~01` is `~1`, and no slash.
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            value = value[int(key)] if key.isdigit() and int(key) < len(value) else None
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value
