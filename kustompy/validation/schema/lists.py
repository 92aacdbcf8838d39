"""Entries that a list map or set has twice."""

from __future__ import annotations

from kustompy.model.json_schema import LIST_MAP_KEYS, LIST_TYPE
from kustompy.validation.schema.compiler import UnsupportedError
from kustompy.validation.schema.facts import CONTAINERS
from kustompy.validation.schema.finding import shown
from kustompy.validation.schema.marks import KEY_DEFAULTS, OWN_KEY_DEFAULTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kustompy.model.steps import Steps
    from kustompy.model.values import Value
    from kustompy.validation.schema.marks import Schema

    Path = tuple[str | int, ...]

# The lists that ValidatePodSpec and the validation of other kinds refuse duplicates in. In other list maps the API
# server takes them: of two variables with one name the last counts, and server-side apply alone refuses such a list.
_REFUSED = frozenset(CONTAINERS) | {
    "volumes", "volumeMounts", "volumeDevices", "topologySpreadConstraints", "ports", "schedulingGates", "webhooks",
    "resourceClaims", "drivers",
}  # fmt: skip
_REFERENCE_STEPS = 5


def duplicates(
    schema: Schema, value: Value, lookup: Callable[[str], Schema], steps: Steps
) -> Iterator[tuple[Path, str]]:
    """Where an entry of a list repeats an earlier one, and which one."""

    # Properties of a definition may refer to itself, so that a chain of references is not bounded by the schema.
    def counted(reference: str) -> Schema:
        steps.spend(_REFERENCE_STEPS)
        return lookup(reference)

    yield from _below(schema, value, counted, ())


def is_only_warned(path: Path, *, custom: bool) -> bool:
    """Whether the API server accepts the duplicate."""
    # ValidateListSetsAndMaps refuses duplicates in every list map and set of a custom kind.
    if custom or len(path) < 2:
        return False
    # Ports of a container may share number and protocol, ports of a Service may not.
    of_container = len(path) > 3 and path[-4] in CONTAINERS
    return path[-2] not in _REFUSED or (of_container and path[-2] == "ports")


def _below(schema: Schema, value: Value, lookup: Callable[[str], Schema], path: Path) -> Iterator[tuple[Path, str]]:
    try:
        while "$ref" in schema:
            schema = lookup(schema["$ref"])
    except UnsupportedError:
        # A reference into another file, which only jsonschema follows: nothing is known of its lists.
        return
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
    kind = schema.get(LIST_TYPE)
    keys = schema.get(LIST_MAP_KEYS, ())
    defaults = schema.get(KEY_DEFAULTS, OWN_KEY_DEFAULTS)
    first: dict[str, int] = {}
    for index, entry in enumerate(entries):
        if kind == "map" and keys and isinstance(entry, dict):
            wanted = {key: entry.get(key, defaults.get(key)) for key in keys}
            said = ", ".join(f"{key} {shown(wanted[key])}" for key in keys if wanted[key] is not None)
            # An entry without any of the keys is a missing field, which the schema reports.
            if not said:
                continue
        elif kind == "set":
            wanted, said = entry, "the value"
        else:
            continue
        # By repr, since keys may be mappings, which have no hash; 1 and "1" stay different.
        known = repr(wanted)
        if known in first:
            yield (*path, index), f"{said} is in entry {first[known]} already"
        else:
            first[known] = index
