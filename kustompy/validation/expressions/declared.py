"""Structural schemas as the types of CEL expressions (Kubernetes documentation, "Validation rules")."""

# After apiserver's pkg/cel/common/schemas.go, SchemaDeclType.

from __future__ import annotations

from kustompy.cel.types import BOOL, BYTES, DOUBLE, DURATION, DYN, INT, STRING, TIMESTAMP, list_of, map_of, object_of
from kustompy.model.json_schema import EMBEDDED, INT_OR_STRING
from kustompy.validation.schema.facts import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.cel.types import Type
    from kustompy.validation.schema.marks import Schema

# The words that the API server escapes (pkg/cel/escaping.go): fewer than CEL itself reserves, and a rule for a field
# called `var` has to write it as it is.
_KEYWORDS = frozenset((
    "true", "false", "null", "in", "as", "break", "const", "continue", "else",
    "for", "function", "if", "import", "let", "loop", "package", "namespace", "return",
))  # fmt: skip
_FIRST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_./-")
_ANY = _FIRST | frozenset("0123456789")
_SCALARS = {"boolean": BOOL, "integer": INT, "number": DOUBLE, "string": STRING}
FORMATS = {"byte": BYTES, "date": TIMESTAMP, "date-time": TIMESTAMP, "duration": DURATION}
"""Formats of strings → their types in expressions."""
_HEAD: dict[str, tuple[str, Type]] = {
    "apiVersion": ("apiVersion", STRING),
    "kind": ("kind", STRING),
    "metadata": ("metadata", object_of({"name": ("name", STRING), "generateName": ("generateName", STRING)})),
}
"""The fields of an object's head that expressions see; of the metadata only the names."""


def type_of(schema: Schema, *, head: bool = False) -> Type:
    """The type of the values that the schema describes; with ``head`` those of whole objects."""
    # CEL has no union of types: int-or-string is checked when a rule runs.
    if schema.get(INT_OR_STRING) is True:
        return DYN
    written = schema.get("type")
    if written == "array":
        return list_of(type_of(mapping(schema, "items")))
    if written == "string":
        return FORMATS.get(str(schema.get("format", "")), STRING)
    if written in _SCALARS:
        return _SCALARS[str(written)]
    if written == "object" or head:
        return _object(schema, head=head or schema.get(EMBEDDED) is True)
    return DYN


def _object(schema: Schema, *, head: bool) -> Type:
    properties = mapping(schema, "properties")
    if properties or head:
        fields = {}
        for name, each in properties.items():
            # A field that cannot be written in an expression (`$ref`) is not visible in one.
            escaped = escaped_name(name)
            if escaped and isinstance(each, dict):
                fields[escaped] = (name, type_of(each))
        return object_of({**fields, **_HEAD} if head else fields)
    values = schema.get("additionalProperties")
    if isinstance(values, dict):
        return map_of(STRING, type_of(values))
    return map_of(STRING, DYN) if values is True else DYN


def escaped_name(name: str) -> str:
    """The name of a field as expressions write it; empty if they cannot."""
    if name in _KEYWORDS:
        return f"__{name}__"
    if not name or name[0] not in _FIRST or not _ANY.issuperset(name):
        return ""
    # Underscores first: the other escapes contain them.
    escaped = name.replace("__", "__underscores__")
    return escaped.replace(".", "__dot__").replace("-", "__dash__").replace("/", "__slash__")
