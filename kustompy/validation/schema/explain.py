"""The errors that jsonschema finds in a manifest, in words of the manifest."""

# Imported only after a closure has refused a value: jsonschema takes longer to start than a build of middle size.

from __future__ import annotations

from typing import NamedTuple

from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import Draft202012Validator, validator_for

from kustompy.errors import MISFIT, MISSING_FIELD, LimitError
from kustompy.messages.suggestions import similar
from kustompy.validation.schema.assertions import INTEGER_RANGES
from kustompy.validation.schema.finding import UNKNOWN, shown
from kustompy.validation.schema.formats import FORMATS_OF, STRING_FORMATS
from kustompy.validation.schema.keywords import extras, within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from typing import Any

    from jsonschema.protocols import Validator
    from referencing import Registry

    from kustompy.model.steps import Steps
    from kustompy.model.values import Value
    from kustompy.validation.schema.marks import Schema


class Explained(NamedTuple):
    """A path and the problem there; ``missing`` names the field whose absence is the problem, if that is it."""

    code: str
    path: tuple[str | int, ...]
    message: str
    fault: str = ""
    missing: str = ""


SCHEMA, UNKNOWN_FIELD, PORT = "KST900", "KST901", "KST914"
_PORTS = FORMATS_OF[PORT]
_CODES = {name: code for code, names in FORMATS_OF.items() for name in names}
_CALLED = {
    "byte": "base64",
    "date-time": "time like 2006-01-02T15:04:05Z",
    "datetime": "time like 2006-01-02T15:04:05Z",
    "x-quantity": "quantity",
    "x-dns-label": "DNS label: at most 63 lower case letters, digits and '-', with a letter or digit at both ends",
}
_PORT_NAME = "port name: at most 15 lower case letters, digits and single '-', and at least one letter"
# A list of a million wrong entries must not become a million errors: `check.FINDINGS_TOLD` of them are printed at most.
_FINDINGS_KEPT = 500
_ALTERNATIVES_SHOWN = 4
_CHOICES_SHOWN = 50
# The price of comparing two names with difflib, for "did you mean": an object may have thousands of unknown fields.
_SUGGESTION_STEPS = 50
# Granted for each value of a manifest, which is about what its keywords cost, so that the budget limits schemas whose
# branches multiply, and not the size of the input.
_STEPS_A_NODE = 120


def validator(
    schema: Schema, formats: Collection[str], steps: Steps, registry: Registry[Any] | None = None
) -> Validator:
    """A jsonschema validator that checks these formats, and patterns as Go does."""
    chosen = validator_for(schema, default=Draft202012Validator)
    # An empty one: jsonschema's own formats (`date`, `uri`, …) depend on what else is installed, and differ from Go's.
    checker = FormatChecker(formats=())
    for name in formats:
        checker.checks(name)(_format_check(name))
    made = within(chosen, steps)
    found: Validator = (
        made(schema, format_checker=checker)
        if registry is None
        else made(schema, format_checker=checker, registry=registry)
    )
    return found


def _format_check(name: str) -> Callable[[object], bool]:
    """The check of a format, which may be one of strings, of integers, or of both."""
    # `x-port-or-name` and `x-target-port` stand in both tables: int-or-string fields take a port or its name.
    check, limits = STRING_FORMATS.get(name), INTEGER_RANGES.get(name)

    def fits(value: object) -> bool:
        if isinstance(value, str):
            return check is None or check(value)
        if limits is None or isinstance(value, bool) or not isinstance(value, (int, float)):
            return True
        return limits[0] <= value <= limits[1]

    return fits


def explained(validator: Validator, manifest: Value, steps: Steps, *, secret: bool = False) -> list[Explained]:
    """Everything that is wrong in the manifest; messages show no value of it when it is ``secret``."""
    steps.grant(_STEPS_A_NODE * _nodes(manifest))
    # A dict and not a list: branches of a schema that agree report the same error more than once.
    found: dict[Explained, None] = {}
    try:
        for error in validator.iter_errors(manifest):
            found.update(dict.fromkeys(_worded(error, secret=secret, steps=steps)))
            if len(found) >= _FINDINGS_KEPT:
                break
    except LimitError as error:
        found[Explained(error.code, (), str(error), error.fault)] = None
    # jsonschema goes through the schema, whose order of fields is not that of the manifest.
    return sorted(found, key=lambda each: [str(part) for part in each.path])


def _nodes(value: Value) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(_nodes, value.values()))
    return 1 + sum(map(_nodes, value)) if isinstance(value, list) else 1


def _worded(error: ValidationError, *, secret: bool, steps: Steps) -> Iterable[Explained]:
    path = tuple(error.absolute_path)
    keyword = error.validator
    instance: Value = error.instance
    wanted: Value = error.validator_value
    # One error of jsonschema names all unknown or missing fields at once; each gets a finding at its own place.
    if keyword == "additionalProperties" and wanted is False:
        schema: Schema = error.schema if isinstance(error.schema, dict) else {}
        known = schema.get("properties", {})
        return [
            Explained(UNKNOWN_FIELD, (*path, name), _unknown(name, known, steps), UNKNOWN)
            for name in extras(instance, schema, steps)
        ]
    if keyword == "required":
        return [
            Explained(SCHEMA, path, f"missing field {name!r}", MISSING_FIELD, name)
            for name in wanted
            if name not in instance
        ]
    code = _CODES.get(wanted) if keyword == "format" else None
    message = _message(error, secret=secret, steps=steps)
    return [Explained(SCHEMA, path, message, MISFIT) if code is None else Explained(code, path, message)]


def _unknown(name: str, known: Collection[str], steps: Steps) -> str:
    # difflib's time grows with the square of the lengths, and a key may be a megabyte long.
    compares = len(str(name)) < 100 and steps.affords(_SUGGESTION_STEPS * len(known))
    close = similar(str(name), known) if compares else ""
    return f"unknown field, did you mean {close!r}?" if close else "unknown field"


def _message(error: ValidationError, *, secret: bool, steps: Steps) -> str:
    keyword = error.validator
    wanted: Value = error.validator_value
    value = described(error.instance, secret=secret)
    if keyword == "type":
        # The schemas in the box allow null nearly everywhere, since it stands for nothing: no remedy for a wrong type.
        names = [f"'{each}'" for each in ([wanted] if isinstance(wanted, str) else wanted) if each != "null"]
        return f"{value} is not of type {' or '.join(names)}"
    if keyword == "enum":
        choices = [repr(each) for each in wanted[: _CHOICES_SHOWN + 1] if each is not None]
        return f"{value} is not one of {', '.join(choices[:_CHOICES_SHOWN])}{', …' * (len(choices) > _CHOICES_SHOWN)}"
    if keyword == "format":
        return f"{value} {_format_problem(wanted, is_text=isinstance(error.instance, str))}"
    if keyword == "pattern":
        return f"{value} does not match {shown(wanted)}"
    if keyword == "not":
        # `not: {required: [x]}` is how a branch of oneOf says that x belongs to another one.
        ruled_out = wanted.get("required", ()) if isinstance(wanted, dict) else ()
        fields = " and ".join(map(repr, ruled_out))
        return f"{fields} must not be set" if fields else f"{value} is what the schema rules out"
    if keyword in ("anyOf", "oneOf"):
        return _alternatives(error, secret=secret, steps=steps)
    limit = _LIMITS.get(str(keyword))
    return f"{value} {limit} {wanted}" if limit else f"{value} does not satisfy {keyword}"


def _format_problem(name: str, *, is_text: bool) -> str:
    if name in _PORTS:
        return f"is no {_PORT_NAME}" if is_text else "is no port: {} to {}".format(*INTEGER_RANGES[name])
    return f"does not fit {name}" if name in INTEGER_RANGES else f"is no {_CALLED.get(name, name)}"


_LIMITS = {
    "minimum": "is less than",
    "maximum": "is greater than",
    "exclusiveMinimum": "is not greater than",
    "exclusiveMaximum": "is not less than",
    "multipleOf": "is not a multiple of",
    "minLength": "is shorter than",
    "maxLength": "is longer than",
    "minItems": "has fewer entries than",
    "maxItems": "has more entries than",
    "minProperties": "has fewer fields than",
    "maxProperties": "has more fields than",
    "const": "is not",
}


def _alternatives(error: ValidationError, *, secret: bool, steps: Steps) -> str:
    """The reasons why no branch fits, or that more than one does."""
    # Paths of the branches' errors begin at the manifest; the message is about the value of the branches.
    depth = len(error.absolute_path)
    reasons: dict[str, None] = {}
    for each in error.context or ():
        for found in _worded(each, secret=secret, steps=steps):
            below = ".".join(str(part) for part in found.path[depth:])
            reasons[f"{below}: {found.message}" if below else found.message] = None
    if not reasons:
        return "fits more than one of the alternatives"
    first_reasons = list(reasons)[:_ALTERNATIVES_SHOWN]
    more = " …" if len(reasons) > _ALTERNATIVES_SHOWN else ""
    return f"fits none of the alternatives: {' | '.join(first_reasons)}{more}"


def described(value: Value, *, secret: bool) -> str:
    """The value as a message may show it."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "null"
    return "the value" if secret else shown(value)
