"""The closures that schemas are compiled into, each for one shape of values.

A value that a closure accepts is valid; one that it refuses goes to jsonschema, which decides.
"""

# A closure has to be right only when it accepts, so each may refuse what is too rare to be worth a line, such as 7.0
# for an integer. Plans separate the types from the check, so that nearly all fields of a manifest are settled by one
# look into a set, without any call.

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from kustompy.memo import Memo
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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from kustompy.model.values import Value
    from kustompy.validation.schema.marks import Schema

    Check: TypeAlias = Callable[[Value], bool]
    Types: TypeAlias = frozenset[type]
    Plan: TypeAlias = tuple[Types, Check]
    """The types whose values are valid without a look at the value, and the check for values of all other types."""
    Guard: TypeAlias = Callable[[Collection[str]], tuple[Callable[[Value], object], ...]]
    """The fields of a mapping → the checks that a mapping with these fields still has to pass."""

# Each type of JSON schema with the Python types of manifests as they were read. Mistyped and UnprintableMapping are in
# none of them, so that such a value is always refused, and explained on plain data.
STRINGS = frozenset((str, Quoted, Literal, Folded, Retyped))
INTEGERS = frozenset((int, WrittenInt))
NUMBERS = INTEGERS | {float, WrittenFloat}
BOOLEANS = frozenset((bool, WrittenBool))
NULLS = frozenset((type(None), WrittenNull))
OBJECTS = frozenset((dict,))
ARRAYS = frozenset((list,))

TYPES: dict[str, Types] = {
    "string": STRINGS,
    "integer": INTEGERS,
    "number": NUMBERS,
    "boolean": BOOLEANS,
    "null": NULLS,
    "object": OBJECTS,
    "array": ARRAYS,
}
EVERY: Types = frozenset().union(*TYPES.values())


def refuse(value: Value) -> bool:
    """The closure that accepts no value, so that jsonschema decides on each."""
    return False


def whole_number(value: Value) -> bool:
    """Whether the value is a float without a fraction, which JSON schema calls an integer."""
    return isinstance(value, float) and value.is_integer()


def is_known(value: Value) -> bool:
    """Whether the closures are exact for the value, so that a value that they refuse is certainly invalid."""
    # `oneOf` and `not` turn a refusal into an acceptance: there a closure that merely does not know would be wrong.
    kind = type(value)
    if kind is dict:
        return all(type(key) is str and is_known(each) for key, each in value.items())
    if kind is list:
        return all(is_known(each) for each in value)
    return kind in EVERY and not (kind is WrittenNull and value.in_flow)


def by_type_of(by_type: dict[type, Check], free: Types, general: list[Check]) -> Check:
    """The check by the type of the value, for schemas with keywords for several types or for all of them."""

    def check(value: Value) -> bool:
        part = by_type.get(type(value))
        # 7.0 is an integer for JSON schema: the limits of integers hold for it, too.
        if part is None and whole_number(value):
            part = by_type.get(int)
        if part is None:
            if type(value) not in free and not (float in by_type or (int in free and whole_number(value))):
                return False
        elif not part(value):
            return False
        return all(each(value) for each in general)

    return check


# The plan of `false`, as in `additionalProperties: false`; the compiler compares with it.
NOTHING: Plan = (frozenset(), refuse)


def narrowed(plan: Plan, fits: Check) -> Plan:
    """The plan of a value that also has to pass another check, unless it is null."""
    # The API server decodes a null as a field that is not there, which no rule of a value is about.
    accepted, deeper = plan
    if deeper is refuse:
        return accepted & NULLS, lambda value: type(value) in accepted and fits(value)

    def check(value: Value) -> bool:
        return (type(value) in accepted or deeper(value)) and fits(value)

    return accepted & NULLS, check


def closed_mapping(
    plans: dict[str, Plan], schemas: dict[str, Schema], make: Callable[[Schema], Plan], required: tuple[str, ...]
) -> Check:
    """The check of a mapping with known fields only; plans of fields are made from their schemas on first use."""

    def check(value: Value) -> bool:
        if type(value) is not dict:
            return False
        # This loop runs for every mapping of a valid manifest. A subscript in a try costs nothing more when the key is
        # there; `get` and a comparison would be paid for each field.
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
            # Not for ever: after the update no field of this mapping is missing.
            return check(value)
        for name in required:  # noqa: SIM110  # a generator would cost as much as all of this
            if name not in value:
                return False
        return True

    return check


def guarded_mapping(
    plans: dict[str, Plan], schemas: dict[str, Schema], make: Callable[[Schema], Plan], guard: Guard
) -> Check:
    """The check of a mapping with known fields and a guard, which also checks the required fields."""
    shapes = Memo(_SHAPES_KEPT, shared=False)

    def check(value: Value) -> bool:
        if type(value) is not dict:
            return False
        # The loop of closed_mapping once more: a call of it for every mapping would cost what the rules do.
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
        # The fields that are present decide which rules can be broken at all. The containers of a tree mostly have one
        # of a few sets of fields, so the guard is asked once for each set.
        shape = tuple(value)
        asked = shapes.get(shape)
        if asked is None:
            asked = shapes.keep(shape, guard(value.keys()))
        try:
            for each in asked:  # a generator would cost more than the rules
                if not each(value):
                    return False
        except (TypeError, AttributeError):
            # The rules trust types that the schema has checked, but it lets null pass nearly everywhere. That is rare,
            # and the slow path looks at each value.
            return False
        return True

    return check


def guarded(check: Check, guard: Guard) -> Check:
    """A check followed by the checks of a guard."""
    return lambda value: check(value) and (type(value) is not dict or all(each(value) for each in guard(value.keys())))


# A hostile file can have any number of mappings with fields in different orders.
_SHAPES_KEPT = 4096


def open_mapping(properties: dict[str, Plan], others: Plan, required: tuple[str, ...]) -> Check:
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


def free_mapping(others: Plan, required: tuple[str, ...]) -> Check:
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


def sequence(items: Plan) -> Check:
    accepted, deeper = items

    def check(value: Value) -> bool:
        if type(value) is not list:
            return False
        for each in value:  # noqa: SIM110  # the same
            if type(each) not in accepted and not deeper(each):
                return False
        return True

    return check


def different(check: Check, keys: tuple[str, ...], defaults: Mapping[str, Value]) -> Check:
    """The check of a list whose entries differ, as a whole (no ``keys``) or by the values of their keys."""
    only = keys[0] if len(keys) == 1 and keys[0] not in defaults else ""
    # The API server fills in defaults before it compares: two ports 80, one of them with `protocol: TCP`, are the same.
    pairs = [(key, defaults.get(key)) for key in keys]

    def unique(value: Value) -> bool:
        if not check(value):
            return False
        count = len(value)
        if count < 2:
            return True
        try:
            # Two entries are by far the most common count above one (two ports, two mounts), and need no set.
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
            # An entry or key that is a mapping has no hash, and a null entry has no fields: both too rare to be fast.
            return False

    return unique
