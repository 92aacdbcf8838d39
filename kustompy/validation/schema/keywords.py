"""The keywords of JSON schema as jsonschema calls them, each within a budget of steps."""

# Schemas and manifests may both be an attack. jsonschema compares every entry with every other for `uniqueItems`,
# keeps all errors of all branches of `anyOf`, and hands patterns to Python's `re`: such keywords are written anew here.

from __future__ import annotations

from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from kustompy.golang.regexp.nodes import RegexpError
from kustompy.validation.schema.assertions import is_multiple, matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Protocol, TypeAlias

    from jsonschema.protocols import Validator

    from kustompy.model.steps import Steps
    from kustompy.model.values import Value
    from kustompy.validation.schema.marks import Schema

    class Descending(Protocol):
        """What a keyword needs of the validator that calls it."""

        def descend(
            self, instance: Value, schema: Schema, path: object = None, schema_path: object = None
        ) -> Iterator[ValidationError]:
            """The errors of a value inside of the value, or of the value under another schema."""

    Keyword: TypeAlias = Callable[[Descending, Value, Value, Schema], Iterator[ValidationError]]

# The price of one keyword of jsonschema, in steps of a regular expression.
_KEYWORD_STEPS = 40
# The errors of branches are the reasons in a message that shows four of them.
_REASONS_KEPT = 32
PATTERNS = FormatChecker(formats=())
"""The checker of schemas themselves: a pattern has to be a regular expression of Go's."""


@PATTERNS.checks("regex")
def _is_pattern(text: object) -> bool:
    try:
        return not isinstance(text, str) or bool(matches(text))
    except RegexpError:
        return False


def within(chosen: type[Validator], steps: Steps) -> type[Validator]:
    """A class of validators like the chosen one that spends steps and matches patterns as Go does."""
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
    # Only keywords that the draft has: draft 4 knows no `contains`, and ours must not add one to an older draft.
    whole = {**chosen.VALIDATORS, **{name: each for name, each in own.items() if name in chosen.VALIDATORS}}
    made: type[Validator] = extend(chosen, {name: _counted(each, steps) for name, each in whole.items()})  # type: ignore[no-untyped-call]
    return made


def _counted(keyword: Keyword, steps: Steps) -> Keyword:
    def counted(validator: Descending, wanted: Value, value: Value, schema: Schema) -> Iterator[ValidationError]:
        # Spent by size as well, since `properties`, `required` and `enum` go through one or the other.
        size = len(wanted) if isinstance(wanted, (dict, list)) else 0
        steps.spend(_KEYWORD_STEPS + size + (len(value) if isinstance(value, (dict, list)) else 0))
        return keyword(validator, wanted, value, schema) or iter(())

    return counted


def _pattern(steps: Steps) -> Keyword:
    def pattern(validator: Descending, wanted: str, value: Value, schema: Schema) -> Iterator[ValidationError]:
        if isinstance(value, str) and not matches(wanted, steps)(value):
            yield ValidationError("")

    return pattern


def _pattern_properties(steps: Steps) -> Keyword:
    def pattern_properties(
        validator: Descending, wanted: dict[str, Schema], value: Value, schema: Schema
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
    def additional_properties(
        validator: Descending, wanted: Schema | bool, value: Value, schema: Schema
    ) -> Iterator[ValidationError]:
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
    """The fields that neither ``properties`` nor ``patternProperties`` of the schema describe."""
    properties = schema.get("properties", {})
    patterns = [matches(each, steps) for each in schema.get("patternProperties", ())]
    return [key for key in value if key not in properties and not any(each(key) for each in patterns)]


def _any_of(validator: Descending, branches: list[Schema], value: Value, schema: Schema) -> Iterator[ValidationError]:
    valid, reasons = _first_valid(validator, branches, value)
    if valid < 0:
        yield ValidationError("", context=reasons)


def _one_of(validator: Descending, branches: list[Schema], value: Value, schema: Schema) -> Iterator[ValidationError]:
    valid, reasons = _first_valid(validator, branches, value)
    if valid < 0:
        yield ValidationError("", context=reasons)
    elif any(_is_valid(validator, each, value) for each in branches[valid + 1 :]):
        yield ValidationError("")


def _first_valid(validator: Descending, branches: list[Schema], value: Value) -> tuple[int, list[ValidationError]]:
    """The index of the first branch that the value fits, -1 if none; and the errors of those before it."""
    reasons: list[ValidationError] = []
    for index, branch in enumerate(branches):
        first = True
        for error in validator.descend(value, branch, schema_path=index):
            first = False
            # Errors come one by one: the rest of them is never looked for.
            if len(reasons) >= _REASONS_KEPT:
                break
            reasons.append(error)
        if first:
            return index, reasons
    return -1, reasons


def _is_valid(validator: Descending, schema: Schema, value: Value) -> bool:
    return next(validator.descend(value, schema), None) is None


def _enum(validator: Descending, wanted: list[Value], value: Value, schema: Schema) -> Iterator[ValidationError]:
    if isinstance(value, str):
        fits = value in wanted
    else:
        own = comparable(value)
        fits = any(own == comparable(each) for each in wanted)
    if not fits:
        yield ValidationError("")


def _unique_items(validator: Descending, wanted: bool, value: Value, schema: Schema) -> Iterator[ValidationError]:
    if wanted and isinstance(value, list) and len({comparable(each) for each in value}) < len(value):
        yield ValidationError("")


def comparable(value: Value) -> object:
    """A key that is equal, and hashes alike, for values that JSON schema calls equal: 1 and 1.0, but not 1 and true."""
    if isinstance(value, dict):
        return "mapping", frozenset((key, comparable(each)) for key, each in value.items())
    if isinstance(value, list):
        return "list", tuple([comparable(each) for each in value])
    return ("boolean", value) if isinstance(value, bool) else ("scalar", value)


def _multiple_of(validator: Descending, divisor: float, value: Value, schema: Schema) -> Iterator[ValidationError]:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not is_multiple(value, divisor):
        yield ValidationError("")
