"""``crds:`` files: OpenAPI definitions whose extensions tell which fields are names and labels (spec section 3.14)."""

from __future__ import annotations

from kustompy.errors import KustomizationError, KustompyError, LimitError, YamlError
from kustompy.schema_shape import check_schema, texts
from kustompy.tables import NO_TABLES, tables_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kustompy.context import Context
    from kustompy.model.values import Value
    from kustompy.tables import Tables

    Definitions = dict[str, Any]

_REFERENCE = tuple(f"x-kubernetes-object-ref-{part}" for part in ("kind", "api-version", "name-key"))
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
            found = _Collected(_definitions(path, context), context.limits.alias_nodes)
            tables = tables.merged(tables_of(found.config))
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
    for name, each in definitions.items():
        try:
            for field in ("Schema", "schema"):
                check_schema(each.get(field), (name, field))
        except KustomizationError as error:
            problem = (
                f"unable to parse open API definition from '{path}': error unmarshaling JSON: while decoding JSON: "
            )
            wrapped = "json: cannot unmarshal Go value of type spec.Schema: "
            raise error.worded(f"{problem}{wrapped}{error}").located(file=context.root.path_of(path)) from None
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


def _properties(definition: Value) -> dict[str, Any]:
    schema = definition.get("Schema") or definition.get("schema") or {}
    properties = schema.get("properties")
    return properties if isinstance(properties, dict) else {}


class _Collected:
    """What definitions say of the fields of their kinds; each may be part of others, which lets them grow."""

    __slots__ = ("config", "count", "definitions", "most")

    def __init__(self, definitions: Definitions, most: int) -> None:
        self.definitions, self.most, self.count = definitions, most, 0
        self.config: dict[str, list[Any]] = {name: [] for name in (*_LISTS.values(), "nameReference")}
        for name, definition in definitions.items():
            properties = _properties(definition)
            if all(field in properties for field in ("kind", "apiVersion", "metadata")):
                self._collect(name, {"kind": name.rsplit(".", 1)[-1]}, (), ())

    def _collect(self, name: str, gvk: dict[str, str], path: tuple[str, ...], above: tuple[str, ...]) -> None:
        if name not in self.definitions or name in above:
            return
        for field, each in _properties(self.definitions[name]).items():
            property_ = each or {}
            self.count += 1
            if self.count > self.most:
                raise LimitError(
                    f"the definitions stand for more than {self.most} fields", code="KST704",
                    hint="let them refer to each other less, or raise the limit: --max-alias-nodes",
                )  # fmt: skip
            here = "/".join((*path, field))
            for extension, table in _LISTS.items():
                if extension in property_:
                    self.config[table].append({**gvk, "path": here})
            kind, version, key = texts(property_, *_REFERENCE)
            if kind and version:
                key = key or "name"
                self.config["nameReference"].append(
                    {"kind": kind, "version": version, "fieldSpecs": [{**gvk, "path": f"{here}/{key}"}]}
                )
            reference = property_.get("$ref")
            if isinstance(reference, str):
                self._collect(reference, gvk, (*path, field), (*above, name))
