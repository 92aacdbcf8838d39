"""The paths of rows: ``a.b`` and ``a[].b`` from an object to values in it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Value
    from kustompy.validation.schema.facts import Path

EVERY = "[]"


def steps(path: str) -> tuple[str, ...]:
    """The fields of a path with ``[]`` for the entries of a list; empty for ``.``, the object itself."""
    found: list[str] = []
    for part in path.split(".") if path != "." else ():
        found.append(part.removesuffix(EVERY))
        if part.endswith(EVERY):
            found.append(EVERY)
    return tuple(found)


def reached(value: Value, way: tuple[str, ...], path: Path = ()) -> Iterator[tuple[Path, Value]]:
    """The values at the end of a way with their paths; None for one that is not there."""
    for index, step in enumerate(way):
        if step == EVERY:
            for number, each in enumerate(value if isinstance(value, list) else ()):
                yield from reached(each, way[index + 1 :], (*path, number))
            return
        value = value.get(step) if isinstance(value, dict) else None
        path = (*path, step)
    yield path, value


def field(value: Value, way: tuple[str, ...]) -> Value:
    """The one value at the end of a way without lists, None if it is not there."""
    for step in way:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value
