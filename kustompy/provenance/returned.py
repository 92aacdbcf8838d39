"""What a program gave back of the resources it was given: what is as it was keeps its writers."""

from __future__ import annotations

from kustompy.model.values import CONTAINERS, is_scalar, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable

    from kustompy.model.values import Value
    from kustompy.provenance.record import Record


def note_returned(record: Record, old: Value, new: Value) -> None:
    """The new structure took the place of the old one: scalars with other texts, and what is new, the step wrote."""
    if isinstance(old, dict):
        record.derived(new, old)
        for key in new:
            _note(record, old, key if key in old else None, new, key)
        # Programs may drop fields: who removed one is told as for a patch.
        for key in old:
            if key not in new:
                record.removed(new, key)
        return
    record.made(new)
    for index, was in enumerate(partners(old, new)):
        _note(record, old, was, new, index)


def _note(record: Record, old: Value, was: str | int | None, new: Value, key: str | int) -> None:
    after = new[key]
    if was is not None:
        before = old[was]
        if isinstance(before, (dict, list)) and isinstance(after, dict if isinstance(before, dict) else list):
            note_returned(record, before, after)
            return
        if is_scalar(before) and is_scalar(after) and text_of(before) == text_of(after):
            record.put(new, key, record.chain(old, was))
            return
    if type(after) in CONTAINERS:
        record.made(after)
    else:
        record.over(new, key)


KEYS = ("name", "key", "mountPath", "containerPort", "port", "ip", "topologyKey", "uid")
"""What elements of lists are merged by in Kubernetes, and so told apart by."""


def partners(old: list[Value], new: list[Value]) -> list[int | None]:
    """For each new element the index of the old one that it was, if any: the one with its merge key, or its text."""
    waiting: dict[Hashable, list[int]] = {}
    # From the end, so that pop gives the first of those that look alike.
    for index in range(len(old) - 1, -1, -1):
        waiting.setdefault(_identity(old[index]), []).append(index)
    found: list[int | None] = []
    for each in new:
        same = waiting.get(_identity(each))
        found.append(same.pop() if same else None)
    return found


def _identity(element: Value) -> Hashable:
    if isinstance(element, dict):
        for key in KEYS:
            if key in element and is_scalar(element[key]):
                return key, text_of(element[key])
        # A mapping without any of these keys is known by which fields it has.
        return tuple(sorted(map(str, element)))
    return "" if isinstance(element, list) else text_of(element)
