"""Whether what stands in a file for OpenAPI schemas has their shape; what is wrong in extensions is passed over."""

from __future__ import annotations

from kustompy.errors import KustomizationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

    Path = tuple[str | int, ...]

_SCHEMA = "struct { spec.Extensions; spec.SchemaProps; spec.SwaggerSchemaProps }"


def check_schemas(schemas: Value, kind: str, path: Path) -> None:
    """Refuse a mapping of schemas that is none, or has anything else in it."""
    _check_mapping(schemas, kind, path)
    for name, each in (schemas or {}).items():
        check_schema(each, (*path, name))


def check_schema(schema: Value, path: Path) -> None:
    """Refuse what is no schema, or has something else where a schema has others."""
    _check_mapping(schema, _SCHEMA, path)
    if not schema:
        return
    check_schemas(schema.get("properties"), "map[string]spec.Schema", (*path, "properties"))
    others, items = schema.get("additionalProperties"), schema.get("items")
    # additionalProperties and items are of two types each in Go (SchemaOrBool, SchemaOrArray).
    if not isinstance(others, bool):
        check_schema(others, (*path, "additionalProperties"))
    for index, each in enumerate(items if isinstance(items, list) else [items]):
        check_schema(each, (*path, "items", *((index,) if isinstance(items, list) else ())))


def check_document(document: Value) -> None:
    """Refuse an OpenAPI document whose definitions or paths are of another shape."""
    _check_mapping(document, "struct { spec.Extensions; spec.SwaggerProps }", ())
    if not document:
        return
    check_schemas(document.get("definitions"), "spec.Definitions", ("definitions",))
    _check_mapping(document.get("paths"), "spec.Paths", ("paths",))
    for name, item in (document.get("paths") or {}).items():
        _check_mapping(item, "struct { spec.Refable; spec.Extensions; spec.PathItemProps }", ("paths", name))
        if item:
            operation = "struct { spec.Extensions; spec.OperationProps }"
            _check_mapping(item.get("get"), operation, ("paths", name, "get"))


def _check_mapping(value: Value, kind: str, path: Path) -> None:
    if value is None or isinstance(value, dict):
        return
    word = "string" if isinstance(value, str) else "array" if isinstance(value, list) else "number"
    # Behind the others, since a bool of Python is an int.
    word = "boolean" if isinstance(value, bool) else word
    raise KustomizationError(
        f"json: cannot unmarshal JSON {word} into Go value of type {kind}", code="KST237", path=path
    )


def texts(value: Value, *fields: str) -> list[str]:
    """The fields of a mapping that are texts, empty for those that are not."""
    found = [value.get(field) if isinstance(value, dict) else None for field in fields]
    return [each if isinstance(each, str) else "" for each in found]
