"""The keywords of JSON schema as jsonschema calls them, each within a budget of steps.

jsonschema has a few that cost a square of their input, or hand patterns to Python's ``re``: these are written anew.
"""

from __future__ import annotations

from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from kustompy.golang.regexp.nodes import RegexpError
from kustompy.validation.schema.assertions import is_multiple, matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeAlias

    from kustompy.model.steps import Steps
    from kustompy.model.values import Value
    from kustompy.validation.schema.marks import Schema

    Keyword: TypeAlias = Callable[[Any, Any, Value, Schema], Iterator[ValidationError]]

# What one keyword of jsonschema costs, in steps of a regular expression.
_KEYWORD_STEPS = 40
_REASONS_KEPT = 32
PATTERNS = FormatChecker(formats=())
"""What checks that patterns are regular expressions that Go takes."""


@PATTERNS.checks("regex")
def _is_pattern(text: object) -> bool:
    try:
        return not isinstance(text, str) or bool(matches(text))
    except RegexpError:
        return False


def within(chosen: Any, steps: Steps) -> Any:
    """A class of validators like the chosen one, that spends steps and never uses a pattern that Go refuses."""
    own: dict[str, Keyword] = {
        "additionalProperties": _additional_properties(steps),
        "anyOf": _any_of,
        "enum": _enum,
        "multipleOf": _multiple_of,
        "oneOf": _one_of,
        "pattern": _pattern(steps),
        "patternProperties": _pattern_properties(steps),
        "uniqueItems": _unique_items,
    }
    whole = {**chosen.VALIDATORS, **{name: each for name, each in own.items() if name in chosen.VALIDATORS}}
    return extend(chosen, {name: _counted(each, steps) for name, each in whole.items()})  # type: ignore[no-untyped-call]


def _counted(keyword: Keyword, steps: Steps) -> Keyword:
    def counted(validator: Any, wanted: Any, value: Value, schema: Schema) -> Iterator[ValidationError]:
        size = len(wanted) if isinstance(wanted, (dict, list)) else 0
        steps.spend(_KEYWORD_STEPS + size + (len(value) if isinstance(value, (dict, list)) else 0))
        return keyword(validator, wanted, value, schema) or iter(())

    return counted


def _pattern(steps: Steps) -> Keyword:
    def pattern(validator: Any, wanted: str, value: Value, schema: Schema) -> Iterator[ValidationError]:
        if isinstance(value, str) and not matches(wanted, steps)(value):
            yield ValidationError("")

    return pattern


def _pattern_properties(steps: Steps) -> Keyword:
    def pattern_properties(
        validator: Any, wanted: dict[str, Schema], value: Value, schema: Schema
    ) -> Iterator[ValidationError]:
        if not isinstance(value, dict):
            return
        for pattern, inner in wanted.items():
            found = matches(pattern, steps)
            for key, each in value.items():
                if found(key):
                    yield from validator.descend(each, inner, path=key, schema_path=pattern)

    return pattern_properties


def _additional_properties(steps: Steps) -> Keyword:
    def additional_properties(validator: Any, wanted: Any, value: Value, schema: Schema) -> Iterator[ValidationError]:
        if not isinstance(value, dict):
            return
        found = extras(value, schema, steps)
        if isinstance(wanted, dict):
            for key in found:
                yield from validator.descend(value[key], wanted, path=key)
        elif not wanted and found:
            yield ValidationError("")

    return additional_properties


def extras(value: dict[str, Value], schema: Schema, steps: Steps) -> list[str]:
    """The fields that neither ``properties`` nor ``patternProperties`` of the schema speak of."""
    properties = schema.get("properties", {})
    patterns = [matches(each, steps) for each in schema.get("patternProperties", ())]
    return [key for key in value if key not in properties and not any(each(key) for each in patterns)]


def _any_of(validator: Any, branches: list[Schema], value: Value, schema: Schema) -> Iterator[ValidationError]:
    valid, reasons = _first_valid(validator, branches, value)
    if valid < 0:
        yield ValidationError("", context=reasons)


def _one_of(validator: Any, branches: list[Schema], value: Value, schema: Schema) -> Iterator[ValidationError]:
    valid, reasons = _first_valid(validator, branches, value)
    if valid < 0:
        yield ValidationError("", context=reasons)
    elif any(_is_valid(validator, each, value) for each in branches[valid + 1 :]):
        yield ValidationError("")


def _first_valid(validator: Any, branches: list[Schema], value: Value) -> tuple[int, list[ValidationError]]:
    """The index of the first branch that the value fits, -1 if none; and what speaks against those before it."""
    reasons: list[ValidationError] = []
    for index, branch in enumerate(branches):
        first = True
        for error in validator.descend(value, branch, schema_path=index):
            first = False
            if len(reasons) >= _REASONS_KEPT:
                break
            reasons.append(error)
        if first:
            return index, reasons
    return -1, reasons


def _is_valid(validator: Any, schema: Schema, value: Value) -> bool:
    return next(validator.descend(value, schema), None) is None


def _enum(validator: Any, wanted: list[Value], value: Value, schema: Schema) -> Iterator[ValidationError]:
    if isinstance(value, str):
        fits = value in wanted
    else:
        own = comparable(value)
        fits = any(own == comparable(each) for each in wanted)
    if not fits:
        yield ValidationError("")


def _unique_items(validator: Any, wanted: bool, value: Value, schema: Schema) -> Iterator[ValidationError]:
    if wanted and isinstance(value, list) and len({comparable(each) for each in value}) < len(value):
        yield ValidationError("")


def comparable(value: Value) -> object:
    """What is equal, and hashes alike, for values that JSON schema calls equal: 1 and 1.0 are, 1 and true are not."""
    if isinstance(value, dict):
        return "mapping", frozenset((key, comparable(each)) for key, each in value.items())
    if isinstance(value, list):
        return "list", tuple([comparable(each) for each in value])
    return ("boolean", value) if isinstance(value, bool) else ("scalar", value)


def _multiple_of(validator: Any, divisor: float, value: Value, schema: Schema) -> Iterator[ValidationError]:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not is_multiple(value, divisor):
        yield ValidationError("")
