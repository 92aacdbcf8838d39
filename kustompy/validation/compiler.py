"""JSON schemas compiled into closures that only say whether a value is valid.

What a closure accepts is valid; what it refuses may still be, and goes to jsonschema. So a closure need not know
everything, but it never accepts what jsonschema would refuse.
"""

from __future__ import annotations

from collections.abc import Callable

from kustompy.model.values import (
    Folded,
    Literal,
    Quoted,
    Retyped,
    WrittenBool,
    WrittenFloat,
    WrittenInt,
    WrittenNull,
)
from kustompy.validation.assertions import INTEGER_RANGES, NUMBER_KEYWORDS, STRING_KEYWORDS, enumerated, in_range
from kustompy.validation.formats import FORMATS, STRING_FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import TypeAlias

    from kustompy.model.values import Value
    from kustompy.validation.store import Schema

    Check: TypeAlias = Callable[[Value], bool]
    Types: TypeAlias = frozenset[type]
    Plan: TypeAlias = tuple[Types, Check]
    """The types that are valid whatever the value, and the check of every other value."""

STRINGS = frozenset((str, Quoted, Literal, Folded, Retyped))
INTEGERS = frozenset((int, WrittenInt))
NUMBERS = INTEGERS | {float, WrittenFloat}
BOOLEANS = frozenset((bool, WrittenBool))
NULLS = frozenset((type(None), WrittenNull))
OBJECTS = frozenset((dict,))
ARRAYS = frozenset((list,))

_TYPES: dict[str, Types] = {
    "string": STRINGS,
    "integer": INTEGERS,
    "number": NUMBERS,
    "boolean": BOOLEANS,
    "null": NULLS,
    "object": OBJECTS,
    "array": ARRAYS,
}
_EVERY: Types = frozenset().union(*_TYPES.values())

KEY_DEFAULTS = {"protocol": "TCP"}
"""What the keys of list maps are where they are not written."""

_OBJECT_KEYWORDS = frozenset(("properties", "additionalProperties", "required", "minProperties", "maxProperties"))
_ARRAY_KEYWORDS = frozenset(("items", "minItems", "maxItems", "x-kubernetes-list-type", "x-kubernetes-list-map-keys"))
_ANY_KEYWORDS = frozenset(("type", "format", "enum", "allOf", "anyOf", "oneOf", "not", "$ref"))
_SILENT = frozenset(
    (
        "title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly", "$schema",
        "$id", "$comment", "$defs", "definitions", "nullable", "externalDocs",
    )
)  # fmt: skip
_ENUM_KEYWORDS = frozenset(("type", "enum"))
_KNOWN = _OBJECT_KEYWORDS | _ARRAY_KEYWORDS | _ANY_KEYWORDS | _SILENT | NUMBER_KEYWORDS.keys() | STRING_KEYWORDS.keys()


class UnsupportedError(Exception):
    """A schema says something that only jsonschema understands."""


class CyclicReferenceError(Exception):
    """A schema refers to itself without going into the value."""


def refuse(value: Value) -> bool:
    """No value is valid, as far as the closures know."""
    return False


class Compiler:
    """The closures of one set of definitions, each made when it is first referred to.

    ``lookup`` gives the schema behind a ``$ref``; ``formats`` are those that are checked; ``unique`` tells whether
    the entries of list maps and sets have to differ. A ``lazy`` compiler, for schemas that are known to be good,
    compiles a field when a manifest has it.
    """

    def __init__(
        self,
        lookup: Callable[[str], Schema],
        formats: Collection[str] = FORMATS,
        unique: bool = True,
        lazy: bool = False,
    ) -> None:
        self._lookup, self._formats, self._unique, self._lazy = lookup, formats, unique, lazy
        self._plans: dict[str, Plan] = {}
        self._making: set[str] = set()
        self._open: list[str] = []
        """The references that are being followed without going into the value."""

    def check(self, schema: Schema) -> Check:
        """The closure for a whole schema."""
        accepted, deeper = self.plan(schema)
        if not accepted:
            return deeper
        return lambda value: type(value) in accepted or deeper(value)

    def plan(self, schema: Schema | bool) -> Plan:
        """How a value is checked: by its type alone, or by a closure."""
        if isinstance(schema, bool):
            return (_EVERY if schema else frozenset(), refuse)
        if not isinstance(schema, dict):
            raise UnsupportedError("a schema that is no mapping")
        reference = schema.get("$ref")
        if isinstance(reference, str):
            if not _SILENT.issuperset(each for each in schema if each != "$ref" and each[:2] != "x-"):
                raise UnsupportedError("$ref with siblings")
            return self._referred(reference)
        for keyword in schema:
            if keyword not in _KNOWN and keyword[:2] != "x-":
                raise UnsupportedError(keyword)
        return self._planned(schema)

    def _referred(self, reference: str) -> Plan:
        """The plan behind a reference, which may be one that is still being made."""
        found = self._plans.get(reference)
        if found is not None:
            return found
        if reference in self._open:
            raise CyclicReferenceError(reference)
        if reference in self._making:
            plans = self._plans
            return frozenset(), lambda value: plans[reference][1](value) or type(value) in plans[reference][0]
        self._making.add(reference)
        self._open.append(reference)
        try:
            made = self._plans[reference] = self.plan(self._lookup(reference))
        finally:
            self._making.discard(reference)
            self._open.pop()
        return made

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
        free = allowed.difference(*(types for types, _ in checked))
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
        return frozenset() if general else free, _by_type(by_type, free, general)

    def _general(self, schema: Schema) -> list[Check]:
        """What applies to a value of any type."""
        found: list[Check] = []
        if "enum" in schema:
            check = enumerated(schema["enum"])
            if check is None:
                raise UnsupportedError("enum of mappings")
            found.append(check)
        if "allOf" in schema:
            found += [self.check(each) for each in schema["allOf"]]
        if "anyOf" in schema:
            some = [self.check(each) for each in schema["anyOf"]]
            found.append(lambda value: any(check(value) for check in some))
        if "oneOf" in schema:
            branches = [self.check(each) for each in schema["oneOf"]]
            found.append(lambda value: is_known(value) and sum(check(value) for check in branches) == 1)
        if "not" in schema:
            refused = self.check(schema["not"])
            found.append(lambda value: is_known(value) and not refused(value))
        return found

    def _object(self, schema: Schema) -> Check | None:
        if _OBJECT_KEYWORDS.isdisjoint(schema):
            return None
        properties = schema.get("properties", {})
        required = tuple(schema.get("required", ()))
        others = self._inner(schema.get("additionalProperties", True))
        low, high = schema.get("minProperties", 0), schema.get("maxProperties")
        if not properties:
            check = _map(others, required)
        elif others == _NOTHING:
            plans = {} if self._lazy else {name: self._inner(each) for name, each in properties.items()}
            check = _closed_mapping(plans, properties, self._inner, required)
        else:
            check = _open_mapping({name: self._inner(each) for name, each in properties.items()}, others, required)
        if not low and high is None:
            return check
        return lambda value: check(value) and low <= len(value) and (high is None or len(value) <= high)

    def _array(self, schema: Schema) -> Check | None:
        if _ARRAY_KEYWORDS.isdisjoint(schema):
            return None
        items = self._inner(schema.get("items", True))
        check = _sequence(items)
        kind = schema.get("x-kubernetes-list-type")
        keys = tuple(schema.get("x-kubernetes-list-map-keys", ()))
        low, high = schema.get("minItems", 0), schema.get("maxItems")
        if self._unique and (kind == "set" or (kind == "map" and keys)):
            check = _different(check, keys)
        if not low and high is None:
            return check if items != (_EVERY, refuse) or kind in ("set", "map") else None
        inner = check
        return lambda value: inner(value) and low <= len(value) and (high is None or len(value) <= high)

    def _inner(self, schema: Schema | bool) -> Plan:
        """The plan of a value inside the value: here a reference may lead back."""
        outer, self._open = self._open, []
        try:
            return self.plan(schema)
        finally:
            self._open = outer

    def _string(self, schema: Schema) -> Check | None:
        checks = [make(schema[word]) for word, make in STRING_KEYWORDS.items() if word in schema]
        name = schema.get("format")
        if name in STRING_FORMATS and name in self._formats:
            checks.append(STRING_FORMATS[name])
        if not checks:
            return None
        if len(checks) == 1:
            only = checks[0]
            return lambda value: type(value) in STRINGS and only(value)
        return lambda value: type(value) in STRINGS and all(check(value) for check in checks)


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
        return _EVERY
    allowed: Types = frozenset()
    for name in _type_names(schema):
        if name not in _TYPES:
            raise UnsupportedError(f"type {name}")
        allowed |= _TYPES[name]
    return allowed


def whole_number(value: Value) -> bool:
    """Whether the value is a float without a fraction, which JSON schema calls an integer."""
    return isinstance(value, float) and value.is_integer()


def is_known(value: Value) -> bool:
    """Whether the closures are exact for the value: what they refuse in it is invalid."""
    kind = type(value)
    if kind is dict:
        return all(type(key) is str and is_known(each) for key, each in value.items())
    if kind is list:
        return all(is_known(each) for each in value)
    return kind in _EVERY and not (kind is WrittenNull and value.in_flow)


def _by_type(by_type: dict[type, Check], free: Types, general: list[Check]) -> Check:
    """The check of a value that more than one kind of keyword speaks of."""

    def check(value: Value) -> bool:
        part = by_type.get(type(value))
        if part is None:
            if type(value) not in free and not (float in by_type or (int in free and whole_number(value))):
                return False
        elif not part(value):
            return False
        return all(each(value) for each in general)

    return check


_NOTHING: Plan = (frozenset(), refuse)


def _closed_mapping(
    plans: dict[str, Plan], schemas: dict[str, Schema], make: Callable[[Schema], Plan], required: tuple[str, ...]
) -> Check:
    """The check of a mapping with known fields only; the plan of one that is missing is made from its schema."""

    def check(value: Value) -> bool:
        if type(value) is not dict:
            return False
        try:
            for key, each in value.items():
                accepted, deeper = plans[key]
                if type(each) not in accepted and not deeper(each):
                    return False
        except KeyError:
            missing = [key for key in value if key not in plans]
            if not all(key in schemas for key in missing):
                return False
            plans.update((key, make(schemas[key])) for key in missing)
            return check(value)
        for name in required:  # noqa: SIM110  # a generator would cost as much as all of this
            if name not in value:
                return False
        return True

    return check


def _open_mapping(properties: dict[str, Plan], others: Plan, required: tuple[str, ...]) -> Check:
    """The check of a mapping that may have more fields than are known."""

    def check(value: Value) -> bool:
        if type(value) is not dict:
            return False
        for key, each in value.items():
            plan = properties.get(key, others)
            if type(each) not in plan[0] and not plan[1](each):
                return False
        return all(name in value for name in required)

    return check


def _map(others: Plan, required: tuple[str, ...]) -> Check:
    """The check of a mapping whose keys are free."""
    accepted, deeper = others

    def check(value: Value) -> bool:
        if type(value) is not dict:
            return False
        for each in value.values():
            if type(each) not in accepted and not deeper(each):
                return False
        return not required or all(name in value for name in required)

    return check


def _sequence(items: Plan) -> Check:
    accepted, deeper = items

    def check(value: Value) -> bool:
        if type(value) is not list:
            return False
        for each in value:  # noqa: SIM110  # the same
            if type(each) not in accepted and not deeper(each):
                return False
        return True

    return check


def _different(check: Check, keys: tuple[str, ...]) -> Check:
    """The check of a list whose entries differ, as a whole or by the values of their keys."""
    only = keys[0] if len(keys) == 1 else ""
    pairs = [(key, KEY_DEFAULTS.get(key)) for key in keys]

    def unique(value: Value) -> bool:
        if not check(value):
            return False
        count = len(value)
        if count < 2:
            return True
        try:
            if count == 2 and keys:
                first, second = value
                for key, default in pairs:  # noqa: SIM110  # nor here
                    if first.get(key, default) != second.get(key, default):
                        return True
                return False
            if only:
                return len({each.get(only) for each in value}) == len(value)
            if keys:
                return len({tuple([each.get(key, default) for key, default in pairs]) for each in value}) == len(value)
            return len(set(value)) == len(value)
        except (TypeError, AttributeError):
            # An entry that is a mapping itself, or null: too rare to be fast.
            return False

    return unique
