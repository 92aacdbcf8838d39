"""``crds:`` files: OpenAPI definitions whose extensions tell which fields are names and labels (spec section 3.14)."""

from __future__ import annotations

from kustompy.errors import KustomizationError, LimitError, wrapping
from kustompy.fieldspecs.schema_shape import check_schema, texts
from kustompy.fieldspecs.tables import NO_TABLES, tables_of
from kustompy.model.json_schema import (
    OF_ANNOTATIONS,
    OF_LABELS,
    OF_NAMES,
    REFERRED_API_VERSION,
    REFERRED_KIND,
    REFERRED_NAME_KEY,
)
from kustompy.yamlio.go.go_struct import Struct, decode, json_word
from kustompy.yamlio.read.json_reader import begins_as_json, read_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.fieldspecs.tables import Tables
    from kustompy.model.values import Value
    from kustompy.session.context import Context

    Definitions = dict[str, Value]

_REFERENCE = (REFERRED_KIND, REFERRED_API_VERSION, REFERRED_NAME_KEY)
_LISTS = {
    OF_ANNOTATIONS: "commonAnnotations",
    OF_LABELS: "commonLabels",
    OF_NAMES: "namePrefix",
}


def load_crds(paths: list[str], context: Context) -> Tables:
    """What the definitions of all files say about their own kinds."""
    tables = NO_TABLES
    for index, path in enumerate(paths):
        with wrapping(f"loading CRDs [{' '.join(paths)}]", path=("crds", index)):
            found = _Collected(_definitions(path, context), context.limits.alias_nodes)
            tables = tables.merged(tables_of(found.config))
    return tables


_DEFINITION = Struct("OpenAPIDefinition", {"Schema": "any", "Dependencies": ["string"]})
_HINT = "`crds:` takes OpenAPI definitions; list a CustomResourceDefinition manifest under `resources:`"


def _definitions(path: str, context: Context) -> Definitions:
    """The definitions of a file."""
    content = context.load(path)
    with wrapping(f"unable to parse open API definition from '{path}'", file=context.root.path_of(path)):
        return _parsed(content, path, context)


def _parsed(content: bytes, path: str, context: Context) -> Definitions:
    if not content:
        raise _refused("the file is empty")  # kustomize panics
    # kustomize tries JSON for what begins with a brace, and YAML otherwise.
    if begins_as_json(content):
        read = read_json(content, context.limits, _refused)
        return {name: _definition(name, each, "") for name, each in read.items() if each is not None}
    read = context.config_of(content, path)
    wrapped = "error unmarshaling JSON: while decoding JSON: "
    if read is None:
        return {}
    if not isinstance(read, dict):
        problem = f"json: cannot unmarshal {json_word(read)} into Go value of type accumulator.nameToApiMap"
        raise _refused(wrapped + problem).hinted(_HINT)
    # sorted, as they come out of the conversion
    return {name: _definition(name, read[name], wrapped) for name in sorted(read) if read[name] is not None}


def _definition(name: str, definition: Value, wrapped: str) -> Definitions:
    """A definition under the names that Go has for its fields."""
    decoded: Definitions
    decoded, problems = decode(definition, _DEFINITION, package="accumulator", lenient=bool(wrapped))
    for each in problems:
        if each.unknown_to is None:
            raise _refused(wrapped + each.message).located(path=(name, *each.path)).hinted(_HINT)
    written = next((key for key in definition if key.lower() == "schema"), "")
    with wrapping(f"{wrapped}json: cannot unmarshal Go value of type spec.Schema", kinds=KustomizationError):
        check_schema(decoded.get("Schema"), (name, written))
    return decoded


def _refused(problem: str) -> KustomizationError:
    return KustomizationError(problem, code="KST233")


def _properties(definition: Value) -> dict[str, Value]:
    schema = definition.get("Schema") or {}
    properties = schema.get("properties")
    return properties if isinstance(properties, dict) else {}


class _Collected:
    """What definitions say of the fields of their kinds; each may be part of others, which lets them grow."""

    __slots__ = ("config", "count", "definitions", "most")

    def __init__(self, definitions: Definitions, most: int) -> None:
        self.definitions, self.most, self.count = definitions, most, 0
        self.config: dict[str, list[Value]] = {name: [] for name in (*_LISTS.values(), "nameReference")}
        for name, definition in definitions.items():
            properties = _properties(definition)
            # A definition with these three is one of objects; all others are parts of them.
            if all(field in properties for field in ("kind", "apiVersion", "metadata")):
                self._collect(name, {"kind": name.rsplit(".", 1)[-1]}, (), ())

    def _collect(self, name: str, gvk: dict[str, str], path: tuple[str, ...], above: tuple[str, ...]) -> None:
        # A definition may contain itself, as that of a schema does.
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
                # x-kubernetes-object-ref-name-key says which field of the reference is the name, if it is not `name`.
                key = key or "name"
                self.config["nameReference"].append(
                    {"kind": kind, "version": version, "fieldSpecs": [{**gvk, "path": f"{here}/{key}"}]}
                )
            reference = property_.get("$ref")
            if isinstance(reference, str):
                self._collect(reference, gvk, (*path, field), (*above, name))
