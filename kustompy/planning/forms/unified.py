"""Changes as unified diffs of what kustomize prints."""

from __future__ import annotations

from kustompy.model.secrets import FIELDS, HIDDEN, is_secret, shown
from kustompy.model.values import copied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kustompy.model.ids import ResourceId
    from kustompy.model.values import Manifest
    from kustompy.planning.changes.change import Change


def rendered(changes: Iterable[Change]) -> str:
    """A unified diff of all changes."""
    return "".join(map(unified, changes))


def unified(change: Change) -> str:
    """A unified diff of one resource; of the values of a Secret it only tells which changed."""
    import difflib

    old, new = hidden(*change.veiled())
    lines = difflib.unified_diff(
        _lines(old), _lines(new),
        titled(change.former_id) if old else "/dev/null", titled(change.id) if new else "/dev/null",
    )  # fmt: skip
    return "".join(lines)


def titled(resource: ResourceId) -> str:
    """The resource as the heads of a diff name it: ``apps/v1 Deployment shop/web``."""
    place = f"{resource.namespace}/{resource.name}" if resource.namespace else resource.name
    return f"{resource.gvk.api_version} {resource.gvk.kind} {place}"


def _lines(manifest: Manifest | None) -> list[str]:
    from kustompy.yamlio.writer import write_document

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
            changed = [key for key in becomes if key in was and was[key] != becomes[key]]
            new[field].update(dict.fromkeys(changed, f"{HIDDEN} (changed)"))
        elif old is not None and new is not None and field in old and field in new and was != becomes:
            new[field] = f"{HIDDEN} (changed)"
    return old, new
