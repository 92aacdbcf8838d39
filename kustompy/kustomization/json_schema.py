"""The JSON schema of a kustomization, for editors: made from the table of fields."""

from __future__ import annotations

from kustompy.kustomization.abouts import ABOUTS, CHOICES
from kustompy.kustomization.fields import ROWS, STRUCT
from kustompy.yamlio.go.go_struct import STRING_TYPES, Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.kustomization.configs import Field
    from kustompy.model.values import Manifest
    from kustompy.yamlio.go.go_struct import FieldType

_SCALARS = {**dict.fromkeys(STRING_TYPES, "string"), "bool": "boolean", "int": "integer", "int64": "integer"}
_INT64 = {"minimum": -(1 << 63), "maximum": (1 << 63) - 1}
_BOUNDS = {"int": _INT64, "int64": _INT64}


def json_schema() -> Manifest:
    """A schema (draft 7) that takes what a build takes, under the names as they are written here."""
    definitions: Manifest = {}
    whole = _struct(STRUCT, definitions)
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": "Kustomization", **whole,
            "definitions": definitions}  # fmt: skip


def about_row(row: Field) -> str:
    """What is said of a field of the file."""
    instead = row.deprecated_for or row.folds_into
    return f"{row.about} Deprecated: use `{instead}`." if instead else row.about


def _struct(struct: Struct, definitions: Manifest) -> Manifest:
    properties: Manifest = {}
    for name, kind in struct.fields.items():
        about = about_row(ROWS[name]) if struct is STRUCT else ABOUTS[struct.name][name]
        schema = _with_choices(_type(kind, definitions), CHOICES.get((struct.name, name), ()))
        # what stands beside a reference is ignored in draft 7
        properties[name] = {"description": about, **({"allOf": [schema]} if "$ref" in schema else schema)}
        if struct is STRUCT and (ROWS[name].deprecated_for or ROWS[name].folds_into):
            properties[name]["deprecated"] = True
    return {"type": ["object", "null"], "properties": properties, "additionalProperties": False}


def _with_choices(schema: Manifest, choices: tuple[str, ...]) -> Manifest:
    if not choices:
        return schema
    if "items" in schema:
        return {**schema, "items": {"enum": [*choices]}}
    return {"enum": [*choices, None]}


def _type(kind: FieldType, definitions: Manifest) -> Manifest:
    if isinstance(kind, str):
        return {} if kind == "any" else {"type": [_SCALARS[kind], "null"], **_BOUNDS.get(kind, {})}
    if isinstance(kind, list):
        return {"type": ["array", "null"], "items": _type(kind[0], definitions)}
    if isinstance(kind, dict):
        return {"type": ["object", "null"], "additionalProperties": _type(kind["*"], definitions)}
    if kind.name not in definitions:
        definitions[kind.name] = {}  # which ends the descent where a struct holds itself
        definitions[kind.name] = _struct(kind, definitions)
    return {"$ref": f"#/definitions/{kind.name}"}
