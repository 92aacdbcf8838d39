"""Values as CEL expressions see them: with the defaults of their schema, in the types that the schema declares."""

# After apiserver's pkg/cel/common (UnstructuredToVal), behind the pruning and defaulting that come before validation.

from __future__ import annotations

from kustompy.model.json_schema import EMBEDDED, PRESERVE
from kustompy.model.values import plain
from kustompy.validation.schema.facts import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.cel.values import Value
    from kustompy.model import values
    from kustompy.validation.schema.marks import Schema

_HEAD = ("apiVersion", "kind", "metadata")


def adapted(value: values.Value, schema: Schema, *, head: bool = False) -> Value:
    """The value of expressions for a value that fits the schema; ``head`` for whole objects."""
    if isinstance(value, dict):
        return _object(value, schema, head=head or schema.get(EMBEDDED) is True)
    if isinstance(value, list):
        items = mapping(schema, "items")
        return [adapted(each, items) for each in value]
    # CEL has int and double and converts neither: `self.x < 0.5` is a type error if x is the int 1.
    if schema.get("type") == "number" and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if schema.get("type") == "integer" and isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and schema.get("type") == "string":
        return _text(value, str(schema.get("format", "")))
    made: Value = plain(value)
    return made


def _object(value: values.Manifest, schema: Schema, *, head: bool) -> Value:
    properties = mapping(schema, "properties")
    others = schema.get("additionalProperties")
    # An object without any description of its fields keeps them all; otherwise unknown fields are pruned.
    keeps = schema.get(PRESERVE) is True or others is True or not (properties or isinstance(others, dict))
    made: dict[str | int | bool, Value] = {}
    for key, each in value.items():
        own = properties.get(key)
        if isinstance(own, dict):
            # Defaulting drops a null that is not nullable, so that `has(self.x)` is false.
            if each is not None or own.get("nullable") is True:
                made[key] = adapted(each, own)
        elif isinstance(others, dict):
            made[key] = adapted(each, others)
        elif keeps or (head and key in _HEAD):
            made[key] = plain(each)
    for name, own in properties.items():
        if name not in made and isinstance(own, dict) and "default" in own:
            made[name] = adapted(own["default"], own)
    return made


def _text(text: str, form: str) -> Value:
    """The text in the type of its format, or the text itself if it does not have that form (another finding)."""
    if form == "byte":
        return _decoded(text)
    return _of_time(text, form) if form in ("date", "date-time", "duration") else str(text)


def _decoded(text: str) -> Value:
    from base64 import b64decode

    try:
        return b64decode(text, validate=True)
    except ValueError:
        return str(text)


def _of_time(text: str, form: str) -> Value:
    from kustompy.cel.errors import CelError

    try:
        if form == "duration":
            from kustompy.cel.library.durations import duration_of

            return duration_of(text)
        from kustompy.cel.library.times import timestamp_of

        return timestamp_of(f"{text}T00:00:00Z" if form == "date" else text)
    except (CelError, ValueError):
        return str(text)
