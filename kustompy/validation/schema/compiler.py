"""JSON schemas compiled into closures that decide whether a value is valid.

A value that a closure accepts is valid; one that it refuses goes to jsonschema, which decides and explains.
"""

from __future__ import annotations

from kustompy.model.json_schema import LIST_MAP_KEYS, LIST_TYPE
from kustompy.validation.schema.assertions import (
    INTEGER_RANGES,
    NUMBER_KEYWORDS,
    STRING_KEYWORDS,
    enumerated,
    in_range,
    matches,
)
from kustompy.validation.schema.closures import (
    ARRAYS,
    EVERY,
    INTEGERS,
    NOTHING,
    NUMBERS,
    OBJECTS,
    STRINGS,
    TYPES,
    by_type_of,
    closed_mapping,
    different,
    free_mapping,
    guarded,
    guarded_mapping,
    is_known,
    narrowed,
    open_mapping,
    refuse,
    sequence,
    whole_number,
)
from kustompy.validation.schema.formats import FORMATS, STRING_FORMATS
from kustompy.validation.schema.marks import FITS, GUARD, KEY_DEFAULTS, OWN_KEY_DEFAULTS, UNRULED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from kustompy.model.steps import Steps
    from kustompy.model.values import Value
    from kustompy.validation.schema.closures import Check, Guard, Plan, Types
    from kustompy.validation.schema.marks import Schema
    from kustompy.validation.table.table import Table

_OBJECT_KEYWORDS = frozenset(("properties", "additionalProperties", "required", "minProperties", "maxProperties"))
_ARRAY_KEYWORDS = frozenset(("items", "minItems", "maxItems", LIST_TYPE, LIST_MAP_KEYS))
_ANY_KEYWORDS = frozenset(("type", "format", "enum", "allOf", "anyOf", "oneOf", "not", "$ref"))
_SILENT = frozenset(
    (
        "title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly", "$schema",
        "$id", "$comment", "$defs", "definitions", "nullable", "externalDocs",
    )
)  # fmt: skip
# The price of one branch of allOf, anyOf, oneOf or not for one value.
_BRANCH_STEPS = 3
_ENUM_KEYWORDS = frozenset(("type", "enum"))
# A keyword outside of these (`if`, `patternProperties`, `dependentRequired`, …) leaves the whole schema to jsonschema:
# to skip it would accept what it refuses. Words that begin with `x-` are remarks unless they are named above.
_KNOWN = (
    _OBJECT_KEYWORDS
    | _ARRAY_KEYWORDS
    | _ANY_KEYWORDS
    | _SILENT
    | NUMBER_KEYWORDS.keys()
    | STRING_KEYWORDS.keys()
    | {"pattern"}
)


class UnsupportedError(Exception):
    """A schema has a keyword or form that only jsonschema implements."""


class CyclicReferenceError(Exception):
    """A schema refers to itself for the same value, as in ``{"$ref": "#"}``: nobody could evaluate it."""


class Compiler:
    """The closures of one set of definitions, each made when it is first referred to.

    ``lookup`` gives the schema behind a ``$ref``; ``formats`` are the formats that are checked; with ``unique`` the
    entries of list maps and sets have to differ. A ``lazy`` compiler compiles a field when the first manifest has it,
    which suits schemas that are known to be good. The rules of a ``table`` become part of the closures.
    """

    def __init__(
        self,
        lookup: Callable[[str], Schema],
        formats: Collection[str] = FORMATS,
        *,
        unique: bool = True,
        lazy: bool = False,
        steps: Steps | None = None,
        table: Table | None = None,
    ) -> None:
        self._steps = steps
        self._lookup, self._formats, self._unique, self._lazy = lookup, formats, unique, lazy
        self._table = table
        self._unruled: Compiler | None = None
        self._plans: dict[str, Plan] = {}
        self._making: set[str] = set()
        # The references that are being followed for one and the same value.
        self._open: list[str] = []

    def check(self, schema: Schema) -> Check:
        """The closure for a whole schema."""
        accepted, deeper = self.plan(schema)
        if not accepted:
            return deeper
        return lambda value: type(value) in accepted or deeper(value)

    def plan(self, schema: Schema | bool) -> Plan:
        """The plan of a value: the types that suffice, and the closure for all other values."""
        if isinstance(schema, bool):
            return (EVERY if schema else frozenset(), refuse)
        if not isinstance(schema, dict):
            raise UnsupportedError("a schema that is no mapping")
        if UNRULED in schema:
            return self._without_rules().plan({key: each for key, each in schema.items() if key != UNRULED})
        made = self._plan(schema)
        return narrowed(made, schema[FITS]) if FITS in schema else made

    def _without_rules(self) -> Compiler:
        # Another compiler, since plans are kept by reference: PersistentVolumeClaim has rules of its own as a resource,
        # and none as a claim template of a StatefulSet.
        if self._unruled is None:
            self._unruled = Compiler(
                self._lookup, self._formats, unique=self._unique, lazy=self._lazy, steps=self._steps
            )
        return self._unruled

    def _plan(self, schema: Schema) -> Plan:
        reference = schema.get("$ref")
        if isinstance(reference, str):
            # Drafts before 2019-09 ignore what stands beside a $ref, later ones do not: jsonschema knows which it is.
            if not _SILENT.issuperset(each for each in schema if each != "$ref" and each[:2] != "x-"):
                raise UnsupportedError("$ref with siblings")
            return self._referred(reference)
        for keyword in schema:
            if keyword not in _KNOWN and keyword[:2] != "x-":
                raise UnsupportedError(keyword)
        return self._planned(schema)

    def _referred(self, reference: str) -> Plan:
        """The plan behind a reference, which may still be in the making."""
        found = self._plans.get(reference)
        if found is not None:
            return found
        if reference in self._open:
            raise CyclicReferenceError(reference)
        # A definition that contains itself, such as JSONSchemaProps: the plan is looked up when a value is checked.
        if reference in self._making:
            plans = self._plans
            return frozenset(), lambda value: plans[reference][1](value) or type(value) in plans[reference][0]
        self._making.add(reference)
        self._open.append(reference)
        try:
            made = self._plans[reference] = self._ruled(reference)
        finally:
            self._making.discard(reference)
            self._open.pop()
        return made

    def _ruled(self, reference: str) -> Plan:
        """The plan of a definition, narrowed by the rules of the table for it."""
        rules = self._table.of(reference) if self._table is not None else None
        if rules is None:
            return self.plan(self._lookup(reference))
        return self.plan(rules.narrowed(self._lookup(reference)))

    def _planned(self, schema: Schema) -> Plan:
        allowed = _allowed(schema)
        parts: dict[Types, Check | None] = {
            OBJECTS: self._object(schema) if allowed & OBJECTS else None,
            ARRAYS: self._array(schema) if allowed & ARRAYS else None,
            STRINGS: self._string(schema) if allowed & STRINGS else None,
            NUMBERS: _number(schema, self._formats) if allowed & NUMBERS else None,
        }
        general = self._general(schema)
        checked = [(types & allowed, check) for types, check in parts.items() if check is not None]
        # Types about which no keyword says anything: their values need no closure at all.
        free = allowed.difference(*(types for types, _ in checked))
        # A string that has to be one of a few words, as most enums have it: one closure, without a look at the type.
        if (
            "enum" in schema
            and schema.keys() <= _ENUM_KEYWORDS
            and allowed >= STRINGS
            and all(type(each) is str for each in schema["enum"])
        ):
            return frozenset(), general[0]
        if not general:
            # A part looks at the type by itself, so that one alone needs nothing around it.
            if not checked:
                return free, whole_number if "integer" in _type_names(schema) and float not in allowed else refuse
            if len(checked) == 1 and checked[0][0] is not NUMBERS:
                return free, checked[0][1]
        by_type = {each: check for types, check in checked for each in types}
        return frozenset() if general else free, by_type_of(by_type, free, general)

    def _general(self, schema: Schema) -> list[Check]:
        """The checks that apply to values of any type."""
        found: list[Check] = []
        if "enum" in schema:
            check = enumerated(schema["enum"])
            if check is None:
                raise UnsupportedError("enum of mappings")
            found.append(check)
        if "allOf" in schema:
            found += self._branches(schema["allOf"])
        if "anyOf" in schema:
            some = self._branches(schema["anyOf"])
            found.append(lambda value: any(check(value) for check in some))
        # A closure that refuses too much makes anyOf refuse too much, which is harmless; oneOf and not would accept.
        if "oneOf" in schema:
            branches = self._branches(schema["oneOf"])
            found.append(lambda value: is_known(value) and sum(check(value) for check in branches) == 1)
        if "not" in schema:
            refused = self._branches([schema["not"]])[0]
            found.append(lambda value: is_known(value) and not refused(value))
        return found

    def _branches(self, schemas: list[Schema]) -> list[Check]:
        """The closures of schemas for one value, which spend steps."""
        # Everything else looks at each value once. Branches in branches look at it once for each path through them, so
        # that a schema of a few kilobytes could take hours.
        checks = [self.check(each) for each in schemas]
        steps = self._steps
        return checks if steps is None else [_counted(each, steps) for each in checks]

    def _object(self, schema: Schema) -> Check | None:
        if _OBJECT_KEYWORDS.isdisjoint(schema):
            return None
        properties = schema.get("properties", {})
        required = tuple(schema.get("required", ()))
        others = self._inner(schema.get("additionalProperties", True))
        low, high = schema.get("minProperties", 0), schema.get("maxProperties")
        guard = schema.get(GUARD)
        if not properties:
            check = free_mapping(others, required)
        elif others == NOTHING and guard is not None:
            lazily: dict[str, Plan] = {}
            check = guarded_mapping(lazily, properties, self._inner, _with_required(required, guard))
        elif others == NOTHING:
            # A user's schema is compiled as a whole, so that its problems are reported for every manifest alike.
            plans = {} if self._lazy else {name: self._inner(each) for name, each in properties.items()}
            check = closed_mapping(plans, properties, self._inner, required)
        else:
            check = open_mapping({name: self._inner(each) for name, each in properties.items()}, others, required)
        if guard is not None and others != NOTHING:
            check = guarded(check, guard)
        if not low and high is None:
            return check
        return lambda value: check(value) and low <= len(value) and (high is None or len(value) <= high)

    def _array(self, schema: Schema) -> Check | None:
        if _ARRAY_KEYWORDS.isdisjoint(schema):
            return None
        items = self._inner(schema.get("items", True))
        check = sequence(items)
        kind = schema.get(LIST_TYPE)
        keys = tuple(schema.get(LIST_MAP_KEYS, ()))
        low, high = schema.get("minItems", 0), schema.get("maxItems")
        if self._unique and (kind == "set" or (kind == "map" and keys)):
            check = different(check, keys, schema.get(KEY_DEFAULTS, OWN_KEY_DEFAULTS))
        if not low and high is None:
            # None says that a list of anything is valid, so that its type alone decides.
            return check if items != (EVERY, refuse) or kind in ("set", "map") else None
        inner = check
        return lambda value: inner(value) and low <= len(value) and (high is None or len(value) <= high)

    def _inner(self, schema: Schema | bool) -> Plan:
        """The plan of a value inside the value."""
        # From here on a reference may lead back to one that is open: each round of the circle consumes a level of the
        # value, which has an end.
        outer, self._open = self._open, []
        try:
            return self.plan(schema)
        finally:
            self._open = outer

    def _string(self, schema: Schema) -> Check | None:
        checks = [make(schema[word]) for word, make in STRING_KEYWORDS.items() if word in schema]
        if "pattern" in schema:
            checks.append(matches(schema["pattern"], self._steps))
        name = schema.get("format")
        if name in STRING_FORMATS and name in self._formats:
            checks.append(STRING_FORMATS[name])
        if not checks:
            return None
        if len(checks) == 1:
            only = checks[0]
            return lambda value: type(value) in STRINGS and only(value)
        return lambda value: type(value) in STRINGS and all(check(value) for check in checks)


def _counted(check: Check, steps: Steps) -> Check:
    def counted(value: Value) -> bool:
        steps.spend(_BRANCH_STEPS)
        return check(value)

    return counted


def _with_required(required: tuple[str, ...], guard: Guard) -> Guard:
    """The guard that also refuses a mapping without the required fields."""

    # Checked here, once for each set of fields, and not for each mapping.
    def whole(keys: Collection[str]) -> tuple[Callable[[Value], object], ...]:
        return guard(keys) if all(name in keys for name in required) else (refuse,)

    return whole


def _number(schema: Schema, formats: Collection[str]) -> Check | None:
    checks = [make(schema[word]) for word, make in NUMBER_KEYWORDS.items() if word in schema]
    name = schema.get("format")
    if name in INTEGER_RANGES and name in formats:
        checks.append(in_range(name))
    if not checks:
        return None
    types = NUMBERS if "number" in _type_names(schema) else INTEGERS
    if len(checks) == 1:
        only = checks[0]
        return lambda value: (type(value) in types or whole_number(value)) and only(value)
    return lambda value: (type(value) in types or whole_number(value)) and all(check(value) for check in checks)


def _type_names(schema: Schema) -> list[str]:
    names = schema.get("type", [])
    return [names] if isinstance(names, str) else names


def _allowed(schema: Schema) -> Types:
    if "type" not in schema:
        return EVERY
    allowed: Types = frozenset()
    for name in _type_names(schema):
        if name not in TYPES:
            raise UnsupportedError(f"type {name}")
        allowed |= TYPES[name]
    return allowed
