"""The rules for CustomResourceDefinitions themselves beyond their schema: structural schemas above all."""

# After apiextensions-apiserver: pkg/apis/apiextensions/validation/validation.go for definitions and the words of lists
# and maps, pkg/apiserver/schema/validation.go and complete.go for structural schemas.

from __future__ import annotations

from kustompy.errors import KustompyError
from kustompy.model.json_schema import EMBEDDED, INT_OR_STRING, LIST_MAP_KEYS, LIST_TYPE, MAP_TYPE, PRESERVE, RULES
from kustompy.validation.schema.assertions import matches
from kustompy.validation.schema.facts import entries, mapping, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Manifest
    from kustompy.validation.schema.facts import Path
    from kustompy.validation.schema.marks import Schema

_TYPES = ("array", "boolean", "integer", "number", "object", "string")
# JSONSchemaProps has these fields since they are in the standard, and every version of the API refuses them.
_FORBIDDEN = ("$ref", "definitions", "dependencies", "id", "patternProperties", "additionalItems", "$schema")
# What describes a value stands outside of branches alone, so that pruning and defaulting need not evaluate logic.
_NOT_IN_BRANCHES = (
    "description", "title", "type", "default", "additionalProperties", "nullable", "externalDocs",
    PRESERVE, EMBEDDED, INT_OR_STRING,
    LIST_MAP_KEYS, LIST_TYPE, MAP_TYPE, RULES,
)  # fmt: skip
_MAP_TYPES = ("atomic", "granular")
_LIST_TYPES = ("atomic", "set", "map")
_HEAD = frozenset(("name", "generateName"))
_OF_METADATA = frozenset(("type", "properties", "default"))
# The one use of types in branches that is allowed: what controller-gen writes for IntOrString.
_TWO_TYPES = [{"type": "integer"}, {"type": "string"}]


def broken_rules(definition: Manifest) -> Iterator[tuple[Path, str]]:
    """Where a CustomResourceDefinition (plain data, whose own schema is checked elsewhere) breaks the rules."""
    spec = definition.get("spec")
    # v1beta1, which 1.22 removed, took schemas that were not structural.
    if not isinstance(spec, dict) or not definition["apiVersion"].endswith("/v1"):
        return
    yield from _naming(definition, spec)
    versions = spec.get("versions")
    if not isinstance(versions, list):
        return
    stored = [each for each in versions if isinstance(each, dict) and each.get("storage") is True]
    if len(stored) != 1:
        yield ("spec", "versions"), f"exactly one version has to be the stored one, not {len(stored)}"
    for index, version in enumerate(versions):
        if not isinstance(version, dict):
            continue
        schema = version.get("schema")
        schema = schema.get("openAPIV3Schema") if isinstance(schema, dict) else None
        path: Path = ("spec", "versions", index, "schema", "openAPIV3Schema")
        if not isinstance(schema, dict):
            yield path[:3], "a version needs a schema: schema.openAPIV3Schema"
            continue
        yield from _selectable(version, schema, path[:3])
        # A schema in a file may be nested as deeply as the limits of the reader allow, which is deeper than Python's.
        try:
            yield from _root(schema, path)
        except RecursionError:
            yield path, "the schema is nested too deeply"


_SELECTABLE = ("string", "integer", "boolean")


def _selectable(version: Manifest, schema: Schema, path: Path) -> Iterator[tuple[Path, str]]:
    """The fields that objects can be selected by are scalars of the schema (ValidateCustomResourceSelectableFields)."""
    for index, each in entries(version, "selectableFields"):
        written, at = text(each.get("jsonPath")), (*path, "selectableFields", index, "jsonPath")
        # The table of rules reports a path that begins otherwise.
        if not written.startswith("."):
            continue
        field: Schema = schema
        for name in written[1:].split("."):
            field = mapping(mapping(field, "properties"), name)
        if written == ".metadata" or written.startswith(".metadata."):
            yield at, "may not be in the metadata"
        elif field.get("type") not in _SELECTABLE:
            yield at, f"has to be a field of the schema of type {', '.join(_SELECTABLE)}"


def _naming(definition: Manifest, spec: Manifest) -> Iterator[tuple[Path, str]]:
    names, metadata = spec.get("names"), definition.get("metadata")
    if not isinstance(names, dict) or not isinstance(metadata, dict):
        return
    wanted = f"{names.get('plural')}.{spec.get('group')}"
    if metadata.get("name") != wanted:
        yield ("metadata", "name"), f"has to be spec.names.plural and spec.group: {wanted[:300]!r}"
    if names.get("kind") and names.get("kind") == names.get("listKind"):
        yield ("spec", "names", "listKind"), "kind and listKind may not be the same"
    annotations = mapping(metadata, "annotations")
    if _is_protected(text(spec.get("group"))) and not _is_approved(text(annotations.get(_APPROVED))):
        yield ("metadata", "annotations"), f"groups of Kubernetes' own need the annotation {_APPROVED}"
    if spec.get("preserveUnknownFields") is True:
        yield ("spec", "preserveUnknownFields"), "has to be false in v1"


_APPROVED = "api-approved.kubernetes.io"
_COMMUNITY = ("k8s.io", "kubernetes.io")


def _is_protected(group: str) -> bool:
    """Whether the group belongs to the Kubernetes community, whose APIs are reviewed first (KEP-1111)."""
    return any(group == each or group.endswith(f".{each}") for each in _COMMUNITY)


def _is_approved(written: str) -> bool:
    """Whether the annotation is a link to the approval, or states that there is none."""
    return written.startswith(("unapproved", "http://", "https://"))


def _root(schema: Schema, path: Path) -> Iterator[tuple[Path, str]]:
    if schema.get("type") != "object":
        yield (*path, "type"), "the root has to be of type object"
    # The API server serves ObjectMeta of every object by its own code, which no schema can change.
    metadata = mapping(mapping(schema, "properties"), "metadata")
    if set(mapping(metadata, "properties")) - _HEAD or set(metadata) - _OF_METADATA:
        yield (*path, "properties", "metadata"), "may only restrict name and generateName"
    if metadata.get("default") is not None:
        yield (*path, "properties", "metadata", "default"), "may not be there for the metadata of an object"
    yield from _structural(schema, path, root=True)


def _head(schema: Schema, path: Path) -> Iterator[tuple[Path, str]]:
    """apiVersion, kind and metadata keep the types that they have in every object."""
    for name, wanted in (("apiVersion", "string"), ("kind", "string"), ("metadata", "object")):
        own = mapping(schema, "properties").get(name)
        if isinstance(own, dict) and own.get("type") not in (None, "", wanted):
            yield (*path, "properties", name, "type"), f"has to be {wanted}"


def _structural(schema: Schema, path: Path, *, root: bool = False) -> Iterator[tuple[Path, str]]:
    """The rules for a schema that describes a value; ``root`` for that of whole objects."""
    if not isinstance(schema, dict):
        yield path, "is no schema"
        return
    untyped = schema.get(INT_OR_STRING) is True or schema.get(PRESERVE) is True
    if not schema.get("type") and not root and not untyped:
        yield path, "missing field 'type', which a structural schema has everywhere"
    if schema.get("type") and schema["type"] not in _TYPES:
        yield (*path, "type"), f"{str(schema['type'])[:80]!r} is not one of {', '.join(_TYPES)}"
    if root or schema.get(EMBEDDED) is True:
        yield from _head(schema, path)
    # A value is either a struct or a map: pruning could not tell which fields are unknown.
    others = schema.get("additionalProperties")
    if schema.get("properties") and (others is False or isinstance(others, dict)):
        yield (*path, "additionalProperties"), "may not be there with properties"
    elif others is not None and (root or schema.get(EMBEDDED) is True):
        yield (*path, "additionalProperties"), "may not be there for a whole object"
    yield from _kubernetes_words(schema, path)
    yield from _list_type(schema, path)
    yield from _common(schema, path)
    for name, each in mapping(schema, "properties").items():
        yield from _structural(each, (*path, "properties", name))
    for keyword in ("items", "additionalProperties"):
        inner = schema.get(keyword)
        if isinstance(inner, dict):
            yield from _structural(inner, (*path, keyword))
        elif isinstance(inner, list):
            yield (*path, keyword), "has to be one schema, not a list"
    for branch, each in _branches(schema, path):
        if not (schema.get(INT_OR_STRING) is True and _is_two_types(each)):
            yield from _in_branch(each, branch)
            yield from _undescribed(each, schema, branch)


def _undescribed(branch: Schema, described: Schema | None, path: Path) -> Iterator[tuple[Path, str]]:
    """Every field that a branch restricts is described outside of it as well (complete.go)."""
    if not isinstance(branch, dict):
        return
    if described is None:
        yield path, "is not described outside of allOf, anyOf, oneOf and not"
        return
    others = described.get("additionalProperties")
    for name, each in mapping(branch, "properties").items():
        own = mapping(described, "properties").get(name, others if isinstance(others, dict) else None)
        yield from _undescribed(each, own, (*path, "properties", name))
    if isinstance(branch.get("items"), dict):
        yield from _undescribed(branch["items"], described.get("items"), (*path, "items"))
    for inner, each in _branches(branch, path):
        yield from _undescribed(each, described, inner)


def _kubernetes_words(schema: Schema, path: Path) -> Iterator[tuple[Path, str]]:
    """The rules of Kubernetes' own words for the schema in which they stand."""
    kind = schema.get("type")
    if schema.get(INT_OR_STRING) is True:
        for word in (PRESERVE, EMBEDDED):
            if schema.get(word) is True:
                yield (*path, word), f"may not be there with {INT_OR_STRING}"
    if schema.get(PRESERVE) is False:
        yield (*path, PRESERVE), "has to be true, or not be there"
    if kind == "array" and "items" not in schema:
        yield (*path, "items"), "missing field 'items', which every array has"
    if schema.get(EMBEDDED) is True:
        if kind != "object":
            yield (*path, "type"), f"has to be object with {EMBEDDED}"
        elif not schema.get("properties") and schema.get(PRESERVE) is not True:
            yield (*path, "properties"), f"has to be there with {EMBEDDED}, or {PRESERVE}: true"
    map_type = schema.get(MAP_TYPE)
    if map_type is not None and (map_type not in _MAP_TYPES or kind != "object"):
        yield (*path, MAP_TYPE), f"is only for objects, and one of {', '.join(_MAP_TYPES)}"


def _is_two_types(schema: Schema) -> bool:
    """Whether the branch only repeats the two types of an int-or-string."""
    return schema in _TWO_TYPES or (isinstance(schema, dict) and schema.get("anyOf") == _TWO_TYPES)


def _branches(schema: Schema, path: Path) -> Iterator[tuple[Path, Schema]]:
    for keyword in ("allOf", "anyOf", "oneOf"):
        branches = schema.get(keyword)
        for index, each in enumerate(branches if isinstance(branches, list) else ()):
            yield (*path, keyword, index), each
    if isinstance(schema.get("not"), dict):
        yield (*path, "not"), schema["not"]


def _in_branch(schema: Schema, path: Path) -> Iterator[tuple[Path, str]]:
    """The rules under allOf, anyOf, oneOf and not, where a schema restricts and never describes."""
    if not isinstance(schema, dict):
        yield path, "is no schema"
        return
    for keyword in _NOT_IN_BRANCHES:
        if schema.get(keyword) not in (None, "", False):
            yield (*path, keyword), "may not be there below allOf, anyOf, oneOf or not"
    if "metadata" in mapping(schema, "properties"):
        yield (*path, "properties", "metadata"), "may not be there below allOf, anyOf, oneOf or not"
    yield from _common(schema, path)
    for name, each in mapping(schema, "properties").items():
        yield from _in_branch(each, (*path, "properties", name))
    if isinstance(schema.get("items"), dict):
        yield from _in_branch(schema["items"], (*path, "items"))
    for branch, each in _branches(schema, path):
        yield from _in_branch(each, branch)


def _common(schema: Schema, path: Path) -> Iterator[tuple[Path, str]]:
    for keyword in _FORBIDDEN:
        if schema.get(keyword):
            yield (*path, keyword), "is forbidden in a structural schema"
    if schema.get("uniqueItems") is True:
        yield (*path, "uniqueItems"), "may not be true: it would cost too much"
    pattern = schema.get("pattern")
    if isinstance(pattern, str):
        problem = _pattern_problem(pattern)
        if problem:
            yield (*path, "pattern"), problem


def _pattern_problem(pattern: str) -> str:
    try:
        matches(pattern)
    except KustompyError as error:
        return f"is no regular expression: {error}"
    return ""


def _list_type(schema: Schema, path: Path) -> Iterator[tuple[Path, str]]:
    # Server-side apply merges lists by these words and has to know each entry by its keys or its whole value: hence
    # keys are scalars, and entries always have them.
    kind, keys = schema.get(LIST_TYPE), schema.get(LIST_MAP_KEYS)
    if kind is not None and kind not in _LIST_TYPES:
        yield (*path, LIST_TYPE), f"{str(kind)[:80]!r} is not one of {', '.join(_LIST_TYPES)}"
    if kind is not None and schema.get("type") != "array":
        yield (*path, LIST_TYPE), "is only for arrays"
    if keys and kind != "map":
        yield (*path, LIST_MAP_KEYS), "is only for the list type map"
    items = mapping(schema, "items")
    if kind == "set" and items.get("type") == "object" and items.get(MAP_TYPE) != "atomic":
        yield (*path, "items", MAP_TYPE), "has to be atomic in a set of objects"
    if kind == "set" and items.get("type") == "array" and items.get(LIST_TYPE, "atomic") != "atomic":
        yield (*path, "items", LIST_TYPE), "has to be atomic in a set of lists"
    if kind == "set" and items.get("nullable") is True:
        yield (*path, "items", "nullable"), "may not be true in a set"
    if kind != "map":
        return
    if not keys:
        yield path, "the list type map needs x-kubernetes-list-map-keys"
        return
    if items.get("type") != "object":
        yield (*path, "items", "type"), "has to be object for the list type map"
        return
    if items.get("nullable") is True:
        yield (*path, "items", "nullable"), "may not be true for the list type map"
    if isinstance(keys, list) and len({str(each) for each in keys}) < len(keys):
        yield (*path, LIST_MAP_KEYS), "names a field twice"
    properties, required = mapping(items, "properties"), items.get("required")
    if not isinstance(required, list):
        required = []
    for key in keys if isinstance(keys, list) else ():
        if key not in properties:
            yield (*path, LIST_MAP_KEYS), f"the entries have no field {key!r}"
        elif mapping(properties, key).get("type") in ("array", "object"):
            yield (*path, "items", "properties", key, "type"), "a key has to be a scalar"
        elif key not in required and "default" not in mapping(properties, key):
            yield (*path, LIST_MAP_KEYS), f"the key {key!r} has to be required or have a default"
