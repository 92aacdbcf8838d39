"""The rules of all definitions for one Kubernetes version, as closures beside those of the schemas."""

from __future__ import annotations

from kustompy.validation.schema.marks import FITS, GUARD, UNRULED
from kustompy.validation.schema.store import REF
from kustompy.validation.table.broken import is_null, is_set
from kustompy.validation.table.rows import rows_of
from kustompy.validation.table.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from kustompy.model.values import Manifest, Value
    from kustompy.validation.schema.closures import Check
    from kustompy.validation.schema.marks import Schema
    from kustompy.validation.table.broken import Broken

EVERY_FIELD = frozenset(("*",))
# Fields of a definition with rules whose contents the API server does not validate at this place.
_UNCHECKED_FIELDS = {
    ("apps.v1.StatefulSetSpec", "volumeClaimTemplates"),
    ("storage.v1.VolumeAttachmentSource", "inlineVolumeSpec"),
}
CODES = frozenset(("KST911", "KST912", "KST930", "KST931", "KST932", "KST933", "KST934", "KST916"))
"""The codes of rules of the table."""


class Rules:
    """The rules of one definition."""

    __slots__ = ("_fields", "_guards", "all", "unruled")

    def __init__(self, rules: list[Rule], unruled: Collection[str]) -> None:
        self.all, self.unruled = rules, unruled
        """``unruled`` are the fields whose contents the API server does not validate."""
        self._fields: dict[str, list[Rule]] = {}
        self._guards: list[Rule] = []
        for rule in rules:
            if rule.is_of_field:
                self._fields.setdefault(rule.way[0], []).append(rule)
            else:
                self._guards.append(rule)

    def narrowed(self, schema: Schema) -> Schema:
        """The schema of the definition, with rules about single fields attached to those fields."""
        # A copy: the definitions are shared by all runs, with and without rules that are switched off.
        properties = dict(schema.get("properties", {}))
        for name, rules in self._fields.items():
            if name in properties:
                checks = [rule.holds for rule in rules if rule.holds is not None]
                properties[name] = {**properties[name], FITS: _all(checks)}
        for name in properties if self.unruled is EVERY_FIELD else self.unruled:
            properties[name] = {**properties[name], UNRULED: True}
        made = {**schema, "properties": properties}
        return {**made, GUARD: self._guard} if self._guards else made

    def _guard(self, keys: Collection[str]) -> tuple[Callable[[Manifest], object], ...]:
        """The checks of an object that has these fields."""
        # Required fields that are present only have to be filled: they are checked in pairs, with one call for two.
        there = [each.way[0] for each in self._guards if each.is_there(keys)]
        found = [rule.asked(keys) for rule in self._guards if not rule.is_there(keys)]
        return tuple(each for each in (*_filled(there), *found) if each is not None)

    def problems(self, of: Manifest) -> Iterator[tuple[str, Broken]]:
        """The codes and broken rules of an object, which may have any shape."""
        for rule in self.all:
            yield from rule.problems(of)


def _filled(names: list[str]) -> list[Callable[[Manifest], object]]:
    """The checks that none of these fields is empty, for two fields each, since a call costs more than the test."""
    pairs = [(names[at], names[at + 1]) for at in range(0, len(names) - 1, 2)]
    found = [_both_filled(*each) for each in pairs]
    if len(names) % 2:
        last = names[-1]
        found.append(lambda value: value[last] or is_set(value[last]))
    return found


def _both_filled(one: str, other: str) -> Callable[[Manifest], object]:
    # A value that is true is set; only a false one (0, {}, null) needs the call.
    return lambda value: (value[one] or is_set(value[one])) and (value[other] or is_set(value[other]))


def _all(checks: list[Callable[[Value], bool]]) -> Check:
    if len(checks) == 1:
        return checks[0]
    if len(checks) == 2:
        first, second = checks
        return lambda value: first(value) and second(value)
    return lambda value: all(check(value) for check in checks)


class Table:
    """The rules of one minor version, without those that are switched off."""

    __slots__ = ("_disabled", "_made", "_minor")

    def __init__(self, minor: int, disabled: Collection[str] = ()) -> None:
        self._minor, self._disabled = minor, frozenset(disabled)
        self._made: dict[str, Rules | None] = {}

    def of(self, reference: str) -> Rules | None:
        """The rules of the definition behind a reference, None if it has none."""
        if reference not in self._made:
            self._made[reference] = self._rules(reference)
        return self._made[reference]

    def _rules(self, reference: str) -> Rules | None:
        # `io.k8s.api.core.v1.Container` is `core.v1.Container` in the tables.
        name = ".".join(reference.removeprefix(REF).split(".")[-3:])
        rules = [Rule(row) for row in rows_of(name, self._minor)]
        kept = [rule for rule in rules if rule.code not in self._disabled]
        if name.endswith("Status"):
            # The strategies of built-in kinds empty the status on create, before validation.
            return Rules([], EVERY_FIELD)
        unruled = [field for definition, field in _UNCHECKED_FIELDS if definition == name]
        return Rules(kept, unruled) if kept else None


def broken(schema: Schema, value: Value, lookup: Callable[[str], Schema], table: Table) -> Iterator[tuple[str, Broken]]:
    """Every rule that a manifest (plain data) breaks, with paths from its top."""
    yield from _below(schema, value, lookup, table, ())


def _below(
    schema: Schema, value: Value, lookup: Callable[[str], Schema], table: Table, path: tuple[str | int, ...]
) -> Iterator[tuple[str, Broken]]:
    unruled: Collection[str] = ()
    while "$ref" in schema:
        reference = schema["$ref"]
        if not reference.startswith(REF):
            return
        rules = table.of(reference)
        if rules is not None and isinstance(value, dict):
            unruled = rules.unruled
            for code, each in rules.problems(value):
                rivals = tuple((*path, *rival) for rival in each.rivals)
                yield code, each._replace(path=(*path, *each.path), rivals=rivals)
        if unruled is EVERY_FIELD:
            return
        schema = lookup(reference)
    for each in schema.get("allOf", ()):
        yield from _below(each, value, lookup, table, path)
    if isinstance(value, dict):
        properties, others = schema.get("properties", {}), schema.get("additionalProperties")
        for key, inner in value.items():
            below = properties.get(key, others)
            if isinstance(below, dict) and isinstance(inner, (dict, list)) and key not in unruled:
                yield from _below(below, inner, lookup, table, (*path, key))
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        for index, inner in enumerate(value):
            if isinstance(inner, (dict, list)) and not is_null(inner):
                yield from _below(schema["items"], inner, lookup, table, (*path, index))
