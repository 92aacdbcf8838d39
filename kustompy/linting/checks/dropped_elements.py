"""A strategic merge that loses elements of a list, since several have the key that the list is merged by."""

from __future__ import annotations

from collections import Counter

from kustompy.errors import Diagnostic
from kustompy.validation.schema.finding import path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.observer import Found, Step
    from kustompy.model.values import Value


def dropped_elements(step: Step) -> Iterator[Found]:
    """The patch, if a list of mappings became shorter though nothing in the patch says to delete."""
    if _says_to_delete(step):
        return
    alive = {id(each): each for each in step.resources}
    for resource, before in step.before:
        if id(resource) not in alive:
            continue
        for path, count in _shorter(before, resource.manifest, ()):
            text = f"{resource.kind} {resource.name}: the merge drops {count} of the elements of {path_text(path)}"
            hint = "elements of the list have the same merge key; make them differ, or use a JSON patch"
            yield step.place, Diagnostic(text, code="KST959", hint=hint)
            return


def _says_to_delete(step: Step) -> bool:
    config = step.config
    if isinstance(config, dict) and ("paths" in config or "patches" in config):
        config = [*config.get("paths", ()), config.get("patches") or ""]
    for entry in config if isinstance(config, list) else [config]:
        text = entry if isinstance(entry, str) else str(entry.get("patch") or "")
        name = entry if isinstance(entry, str) else entry.get("path")
        if name and "\n" not in name:
            text += step.context.session.files.read(step.context.root.path_of(name)).decode("utf-8", "replace")
        if any(word in text for word in ("$patch", "$deleteFromPrimitiveList", "op:", '"op"', "null", "~")):
            return True
    return False


def _shorter(before: Value, after: Value, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], int]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key, each in before.items():
            if key in after:
                yield from _shorter(each, after[key], (*path, key))
    elif isinstance(before, list) and isinstance(after, list):
        lost = max(_lost(key, before, after) for key in _KEYS)
        if lost:
            yield path, lost
        for index, (old, new) in enumerate(zip(before, after, strict=False)):
            yield from _shorter(old, new, (*path, index))


_KEYS = ("name", "containerPort", "port", "mountPath", "key", "ip")


def _lost(key: str, before: list[Value], after: list[Value]) -> int:
    """How many elements are gone of which several had the same value of the key."""
    counts = [
        Counter(str(each[key]) for each in values if isinstance(each, dict) and key in each)
        for values in (before, after)
    ]
    return sum(count - counts[1][value] for value, count in counts[0].items() if count > 1 and counts[1][value] < count)
