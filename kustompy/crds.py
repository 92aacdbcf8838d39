"""``crds:`` files: OpenAPI definitions whose extensions tell which fields are names and labels (spec section 3.14)."""

from __future__ import annotations

from kustompy.errors import KustomizationError, KustompyError, YamlError
from kustompy.tables import NO_TABLES, tables_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kustompy.context import Context
    from kustompy.model.values import Value
    from kustompy.tables import Tables

    Definitions = dict[str, Any]

_LISTS = {
    "x-kubernetes-annotation": "commonAnnotations",
    "x-kubernetes-label-selector": "commonLabels",
    "x-kubernetes-identity": "namePrefix",
}


def load_crds(paths: list[str], context: Context) -> Tables:
    """What the definitions of all files say about their own kinds."""
    tables = NO_TABLES
    for index, path in enumerate(paths):
        try:
            tables = tables.merged(tables_of(_config(_definitions(path, context))))
        except KustompyError as error:
            text = f"loading CRDs [{' '.join(paths)}]: {error}"
            raise error.worded(text).located(file=context.file, path=("crds", index)) from None
    return tables


def _definitions(path: str, context: Context) -> Definitions:
    try:
        definitions = context.config(path)
    except YamlError as error:
        problem = f"unable to parse open API definition from '{path}': error converting YAML to JSON: {error}"
        raise error.worded(problem) from None
    if not isinstance(definitions, dict):
        raise _refused(path, definitions, "nameToApiMap", context)
    for _, each in sorted(definitions.items()):
        if not isinstance(each, dict):
            raise _refused(path, each, "OpenAPIDefinition", context)
    return definitions


def _refused(path: str, value: Value, wanted: str, context: Context) -> KustomizationError:
    word = "string" if isinstance(value, str) else "array" if isinstance(value, list) else "number"
    return KustomizationError(
        f"unable to parse open API definition from '{path}': error unmarshaling JSON: while decoding JSON: "
        f"json: cannot unmarshal {word} into Go value of type accumulator.{wanted}",
        code="KST233",
        file=context.root.path_of(path),
        hint="`crds:` takes OpenAPI definitions; list a CustomResourceDefinition manifest under `resources:`",
    )


def _config(definitions: Definitions) -> dict[str, list[Any]]:
    config: dict[str, list[Any]] = {name: [] for name in (*_LISTS.values(), "nameReference")}
    for name, definition in definitions.items():
        properties = _properties(definition)
        if all(field in properties for field in ("kind", "apiVersion", "metadata")):
            _collect(definitions, name, {"kind": name.rsplit(".", 1)[-1]}, (), config, ())
    return config


def _properties(definition: Value) -> dict[str, Any]:
    schema = definition.get("Schema") or definition.get("schema") or {}
    properties = schema.get("properties")
    return properties if isinstance(properties, dict) else {}


def _collect(
    definitions: Definitions,
    name: str,
    gvk: dict[str, str],
    path: tuple[str, ...],
    config: dict[str, list[Any]],
    above: tuple[str, ...],
) -> None:
    if name not in definitions or name in above:
        return
    for field, property_ in _properties(definitions[name]).items():
        here = "/".join((*path, field))
        for extension, table in _LISTS.items():
            if extension in property_:
                config[table].append({**gvk, "path": here})
        kind, version = (
            property_.get("x-kubernetes-object-ref-kind"),
            property_.get("x-kubernetes-object-ref-api-version"),
        )
        if kind is not None and version is not None:
            key = property_.get("x-kubernetes-object-ref-name-key") or "name"
            config["nameReference"].append(
                {"kind": kind, "version": version, "fieldSpecs": [{**gvk, "path": f"{here}/{key}"}]}
            )
        reference = property_.get("$ref")
        if isinstance(reference, str):
            _collect(definitions, reference, gvk, (*path, field), config, (*above, name))
