"""Which element of a list becomes which of its successor."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value


def alignment(old: list[Value], new: list[Value]) -> list[int | None]:
    """For each new element the index of the old one that it comes from, None for one that is only new.

    Equal elements are the same; then those of one name and namespace; then, between what both lists share, as many as
    stand there in both, in their order.
    """
    sources: list[int | None] = [None] * len(new)
    free = set(range(len(old)))
    # Equal elements come first: one that only moved must not be taken for another that was changed to look like it.
    for key_of in (_whole, _identity):
        places: dict[object, list[int]] = {}
        # From the end, so that `pop` gives the first of several equal elements, and these keep their order.
        for index in sorted(free, reverse=True):
            places.setdefault(key_of(old[index]), []).append(index)
        for position, value in enumerate(new):
            waiting = places.get(key_of(value)) if sources[position] is None else None
            if waiting and key_of(value) is not None:
                sources[position] = waiting.pop()
                free.discard(sources[position] or 0)
    _pair_runs(old, sources, free)
    return sources


def _whole(value: Value) -> object:
    return _frozen(value)


def _frozen(value: Value) -> object:
    if isinstance(value, dict):
        return frozenset((key, _frozen(each)) for key, each in value.items())
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    # In Python True equals 1 and 1 equals 1.0; in JSON they are three values.
    return (type(value).__name__, value)


def _identity(value: Value) -> object:
    if not isinstance(value, dict) or "name" not in value:
        return None
    return (str(value["name"]), str(value.get("namespace", "")))


def _pair_runs(old: list[Value], sources: list[int | None], free: set[int]) -> None:
    """Pair the elements between two that stay, where the old and the new list have equally many there."""
    position, low = 0, 0
    while position < len(sources):
        if sources[position] is not None:
            low = (sources[position] or 0) + 1
            position += 1
            continue
        end = position
        while end < len(sources) and sources[end] is None:
            end += 1
        high = sources[end] if end < len(sources) else len(old)
        run = [index for index in range(low, high or 0) if index in free]
        # As many stand there as before, so each was changed in its place (`a:v1` became `a:v2`) and keeps its
        # comments. With more or fewer nobody can say which comment belongs to which.
        if len(run) == end - position:
            for offset, index in enumerate(run):
                sources[position + offset] = index
                free.discard(index)
        position = end
