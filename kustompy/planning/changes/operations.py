"""The operations of RFC 6902 that turn one manifest into another."""

from __future__ import annotations

from kustompy.model.values import copied
from kustompy.planning.changes.elements import in_order, paired_elements
from kustompy.planning.changes.same import same

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.fieldspecs.merge_schema import MergeType
    from kustompy.model.values import Manifest, Value

    Operation = dict[str, Value]


def operations(before: Manifest | None, after: Manifest | None) -> list[Operation]:
    """The operations; elements of lists are taken out from the end, and put in from the beginning."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return [] if same(before, after) else [{"op": "replace", "path": "", "value": copied(after)}]
    from kustompy.fieldspecs.merge_schema import merge_schema

    kind = merge_schema().root(str(after.get("apiVersion")), str(after.get("kind")))
    return list(_between(before, after, "", kind))


def _between(old: Value, new: Value, path: str, kind: MergeType | None) -> Iterator[Operation]:
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _of_mappings(old, new, path, kind)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _of_lists(old, new, path, kind)
    elif not same(old, new):
        yield {"op": "replace", "path": path, "value": copied(new)}


def _of_mappings(old: Value, new: Value, path: str, kind: MergeType | None) -> Iterator[Operation]:
    for key in sorted({*old, *new}, key=str):
        below = f"{path}/{_escaped(key)}"
        if key not in new:
            yield {"op": "remove", "path": below}
        elif key not in old:
            yield {"op": "add", "path": below, "value": copied(new[key])}
        else:
            yield from _between(old[key], new[key], below, None if kind is None else kind.field(key))


def _of_lists(old: Value, new: Value, path: str, kind: MergeType | None) -> Iterator[Operation]:
    if same(old, new):
        return
    pairs = [pair for pair in paired_elements(old, new, kind) if None not in pair]
    ordered = in_order([index for index, _ in pairs if index is not None])
    # `move` would need the indexes of the moment. Elements outside of the longest run that keeps its order are taken
    # out and put in anew.
    partner = {other: index for number, (index, other) in enumerate(pairs) if number in ordered}
    staying = set(partner.values())
    # RFC 6902 applies operations one after the other: from the end, so that no index of those that are left moves;
    # then additions from the beginning, each at its final index.
    for index in range(len(old) - 1, -1, -1):
        if index not in staying:
            yield {"op": "remove", "path": f"{path}/{index}"}
    below = None if kind is None else kind.items
    for other, value in enumerate(new):
        was = partner.get(other)
        if was is None:
            yield {"op": "add", "path": f"{path}/{other}", "value": copied(value)}
        else:
            yield from _between(old[was], value, f"{path}/{other}", below)


def _escaped(key: Value) -> str:
    # In this order: a tilde that is made of a slash must not be escaped again (RFC 6901, section 3).
    return str(key).replace("~", "~0").replace("/", "~1")
