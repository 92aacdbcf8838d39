"""Changes as unified diffs of what kustomize prints."""

from __future__ import annotations

from kustompy.model.secrets import FIELDS, HIDDEN, is_secret, shown
from kustompy.model.values import copied
from kustompy.yamlio.writer import write_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kustompy.model.ids import ResourceId
    from kustompy.model.values import Manifest, Value
    from kustompy.planning.changes.resource_change import ResourceChange


def rendered(changes: Iterable[ResourceChange]) -> str:
    """A unified diff of all changes."""
    return "".join(map(unified, changes))


def unified(change: ResourceChange, context: int = 3, without: Collection[str] = ()) -> str:
    """A unified diff of one resource; of the values of a Secret it only shows which ones changed.

    ``context`` is how many lines around a change are shown; labels and annotations called as in ``without`` are not.
    """
    import difflib

    old, new = hidden(*change.veiled())
    if without:
        # A copy: the manifests belong to the change, and others look at them.
        old, new = stripped(copied(old), without), stripped(copied(new), without)
    lines = difflib.unified_diff(
        _lines(old), _lines(new),
        titled(change.former_id) if old else "/dev/null", titled(change.id) if new else "/dev/null",
        n=context,
    )  # fmt: skip
    return "".join(lines)


def stripped(value: Value, names: Collection[str]) -> Value:
    """The value itself, without labels and annotations of these names at any depth."""
    for each in value if isinstance(value, list) else ():
        stripped(each, names)
    # A list, since keys are deleted on the way.
    for key, each in list(value.items()) if isinstance(value, dict) else ():
        stripped(each, names)
        if key in ("labels", "annotations") and isinstance(each, dict):
            value[key] = {name: text for name, text in each.items() if name not in names}
            if not value[key]:
                del value[key]
    return value


def titled(resource: ResourceId) -> str:
    """The resource as the heads of a diff name it: ``apps/v1 Deployment shop/web``."""
    place = f"{resource.namespace}/{resource.name}" if resource.namespace else resource.name
    return f"{resource.gvk.api_version} {resource.gvk.kind} {place}"


def _lines(manifest: Manifest | None) -> list[str]:
    # `keepends`: the writer ends each line, and difflib wants it so.
    return [] if manifest is None else write_document(manifest).splitlines(keepends=True)


def hidden(before: Manifest | None, after: Manifest | None) -> tuple[Manifest | None, Manifest | None]:
    """Both sides, with the values of a Secret blotted out; a value that changed still reads differently."""
    if not is_secret(before) and not is_secret(after):
        return before, after
    old, new = copied(before and shown(before)), copied(after and shown(after))
    for field in FIELDS:
        was, becomes = (before or {}).get(field), (after or {}).get(field)
        for side, value in ((old, was), (new, becomes)):
            if side is not None and field in side:
                side[field] = dict.fromkeys(value, HIDDEN) if isinstance(value, dict) else HIDDEN
        if isinstance(was, dict) and isinstance(becomes, dict):
            # Two stars are equal: what tells that a value changed is a word behind them.
            changed = [key for key in becomes if key in was and was[key] != becomes[key]]
            new[field].update(dict.fromkeys(changed, f"{HIDDEN} (changed)"))
        elif old is not None and new is not None and field in old and field in new and was != becomes:
            new[field] = f"{HIDDEN} (changed)"
    return old, new
