"""Entries of a list map or set that are there twice."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kustompy.model.values import Value
    from kustompy.validation.store import Schema

    Path = tuple[str | int, ...]

_DEFAULTS = {"protocol": "TCP"}
# The API server stores these, and warns: the last of two variables counts, two ports of one number are one.
_ONLY_WARNED = frozenset(("env", "ports"))


def duplicates(schema: Schema, value: Value, lookup: Callable[[str], Schema]) -> Iterator[tuple[Path, str]]:
    """Where the entries of a list repeat one before, and what they repeat."""
    yield from _below(schema, value, lookup, ())


def is_only_warned(path: Path, custom: bool) -> bool:
    """Whether the API server takes the duplicate in spite of it."""
    return (
        not custom
        and len(path) > 1
        and path[-2] in _ONLY_WARNED
        and any(str(part).endswith("ontainers") for part in path)
    )


def _below(schema: Schema, value: Value, lookup: Callable[[str], Schema], path: Path) -> Iterator[tuple[Path, str]]:
    while "$ref" in schema:
        schema = lookup(schema["$ref"])
    for each in schema.get("allOf", ()):
        yield from _below(each, value, lookup, path)
    if isinstance(value, dict):
        properties, others = schema.get("properties", {}), schema.get("additionalProperties")
        for key, each in value.items():
            inner = properties.get(key, others)
            if isinstance(inner, dict) and isinstance(each, (dict, list)):
                yield from _below(inner, each, lookup, (*path, key))
    elif isinstance(value, list):
        yield from _repeated(schema, value, path)
        items = schema.get("items")
        if isinstance(items, dict):
            for index, each in enumerate(value):
                if isinstance(each, (dict, list)):
                    yield from _below(items, each, lookup, (*path, index))


def _repeated(schema: Schema, entries: list[Value], path: Path) -> Iterator[tuple[Path, str]]:
    kind = schema.get("x-kubernetes-list-type")
    keys = schema.get("x-kubernetes-list-map-keys", ())
    first: dict[str, int] = {}
    for index, entry in enumerate(entries):
        if kind == "map" and keys and isinstance(entry, dict):
            wanted = {key: entry.get(key, _DEFAULTS.get(key)) for key in keys}
            said = ", ".join(f"{key} {wanted[key]!r}" for key in keys if wanted[key] is not None)
        elif kind == "set":
            wanted, said = entry, "the value"
        else:
            continue
        known = repr(wanted)
        if known in first:
            yield (*path, index), f"{said} is in entry {first[known]} already"
        else:
            first[known] = index
