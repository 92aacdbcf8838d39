"""Custom resources: the schema in a CustomResourceDefinition as the JSON schema that its objects have to fit."""

# The API server changes an object before it validates it: it drops a null that is not nullable, fills in defaults, and
# prunes (or strictly refuses) unknown fields. The JSON schema made here is true of the object as it is written. Rules
# in CEL are in `expressions.custom_rules`.

from __future__ import annotations

from kustompy.errors import ResourceError
from kustompy.model.json_schema import EMBEDDED, INT_OR_STRING, LIST_MAP_KEYS, LIST_TYPE, PRESERVE, RULES
from kustompy.validation.schema.marks import KEY_DEFAULTS
from kustompy.validation.schema.store import REF

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Manifest, Value
    from kustompy.validation.schema.marks import Schema

OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
# The apiVersion of an embedded resource (schema.ParseGroupVersion): that of a whole object has been read before.
_GROUP_VERSION = "^[^/]+(/[^/]+)?$"
_NUMBER = (int, float)
# An empty type is one that is not written: JSONSchemaProps has no pointer there.
_TYPES = (None, "", "array", "boolean", "integer", "number", "object", "string")
_COPIED: dict[str, tuple[type, ...]] = {
    "enum": (list,),
    "format": (str,),
    "pattern": (str,),
    "minLength": (int,),
    "maxLength": (int,),
    "multipleOf": _NUMBER,
    "minItems": (int,),
    "maxItems": (int,),
    "uniqueItems": (bool,),
    "minProperties": (int,),
    "maxProperties": (int,),
    LIST_TYPE: (str,),
    LIST_MAP_KEYS: (list,),
}
"""Keyword → the types of its argument, for keywords with the same meaning in OpenAPI and in JSON schema."""


class CustomKind:
    """One version of a custom kind; if ``schema`` is None, any object of it is valid."""

    __slots__ = ("drops_status", "group", "kind", "schema", "served", "version", "written")

    def __init__(self, group: str, kind: str, version: Schema, schema: Schema | None, written: Schema | None) -> None:
        self.group, self.version, self.kind = group, version["name"], kind
        self.schema = schema
        self.written = written
        """The schema as the definition has it, in which the rules in CEL are found."""
        # v1 requires the field; v1beta1 with `version:` alone served that one.
        self.served = version.get("served", True) is not False
        self.drops_status = "status" in (version.get("subresources") or {})
        """Whether the API server empties ``status`` before it creates an object."""


def is_definition(manifest: Manifest) -> bool:
    """Whether the manifest is a CustomResourceDefinition."""
    if manifest.get("kind") != "CustomResourceDefinition":
        return False
    api_version = manifest.get("apiVersion")
    return isinstance(api_version, str) and api_version.startswith("apiextensions.k8s.io/")


def has_rules(schema: Schema) -> bool:
    """Whether any part of the schema has rules in CEL, which has to be loaded for them."""
    # A loop with a list, not recursion: the schema may be nested more deeply than Python's stack.
    waiting: list[Value] = [schema]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if RULES in each:
                return True
            waiting += [inner for inner in each.values() if isinstance(inner, (dict, list))]
        elif isinstance(each, list):
            waiting += [inner for inner in each if isinstance(inner, (dict, list))]
    return False


def kinds_of(definition: Manifest, *, strict: bool) -> list[CustomKind]:
    """Every version of the kind that a CustomResourceDefinition (plain data) defines; a ResourceError if unreadable."""
    # The definition may have any shape here: its own schema is checked later, if it is checked at all (`--crd`). One
    # exception for the wrong types on the way is shorter than a check of each, and loses nothing.
    try:
        spec = definition["spec"]
        group, kind = spec["group"], spec["names"]["kind"]
        versions = spec["versions"] if "versions" in spec else [{"name": spec["version"], "served": True}]
        # v1beta1 preserved unknown fields by default, and could have one schema for all versions.
        keeps_all = spec.get("preserveUnknownFields", definition["apiVersion"].endswith("/v1beta1")) is True
        shared = (spec.get("validation") or {}).get("openAPIV3Schema")
        found = []
        for version in versions:
            _require(all(type(each) is str for each in (group, kind, version["name"])))
            own = (version.get("schema") or {}).get("openAPIV3Schema", shared)
            has_status = (version.get("subresources") or {}).get("status") is not None
            schema = None if own is None else json_schema(own, strict=strict and not keeps_all, drops_status=has_status)
            found.append(CustomKind(group, kind, version, schema, own))
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise ResourceError(f"the CustomResourceDefinition cannot be read: {_reason(error)}", code="KST903") from None
    return found


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    return "it is nested too deeply" if isinstance(error, RecursionError) else "a part of it has the wrong type"


def json_schema(schema: Schema, *, strict: bool, drops_status: bool = False) -> Schema:
    """The JSON schema for whole objects, with apiVersion, kind and metadata."""
    made = _structural(schema, strict=strict, head=True)
    made["type"] = "object"
    needed = {*made.get("required", ()), "apiVersion", "kind"}
    # A status that is a subresource is dropped on create before validation (PrepareForCreate): kubebuilder writes
    # `status: {}` beside required fields of it. Unknown fields are still refused, since decoding comes first.
    if drops_status and "status" in made.get("properties", {}):
        made["properties"] = {**made["properties"], "status": _fields_only(made["properties"]["status"])}
        needed.discard("status")
    made["required"] = sorted(needed)
    return made


def _fields_only(schema: Schema) -> Schema:
    """The part of a schema that names fields, without what it asks of their values."""
    kept: Schema = {}
    if "properties" in schema:
        kept["properties"] = {name: _fields_only(each) for name, each in schema["properties"].items()}
    for word in ("additionalProperties", "items"):
        if word in schema:
            inner = schema[word]
            kept[word] = _fields_only(inner) if isinstance(inner, dict) else inner
    return kept


def _structural(schema: Schema, *, strict: bool, head: bool = False, required: bool = True) -> Schema:
    """The JSON schema of a structural schema; a value that is not ``required`` may be null."""
    made = _assertions(schema, strict=strict)
    types = ["integer", "string"] if schema.get(INT_OR_STRING) is True else _types(schema)
    embedded = head or schema.get(EMBEDDED) is True
    if embedded:
        made["properties"] = _with_head(made.get("properties", {}))
        if not head:
            made["properties"]["apiVersion"] = {"type": "string", "pattern": _GROUP_VERSION}
            made["required"] = sorted({*made.get("required", ()), "apiVersion", "kind"})
    # Unknown fields are refused where the server would prune them: in objects whose fields the schema lists.
    is_object = "object" in types or head
    if strict and is_object and schema.get(PRESERVE) is not True and "additionalProperties" not in made:
        made["additionalProperties"] = False
    # A null that is not nullable is dropped before validation, which makes a required field a missing one.
    if schema.get("nullable") is True or not required:
        types = [*types, "null"] if types else []
        if "enum" in made:
            made["enum"] = [*made["enum"], None]
    if types:
        made["type"] = types
    return made


def value_schema(schema: Schema) -> Schema:
    """The JSON schema for a value in a definition itself, such as a default."""
    return _structural(schema, strict=True)


def _types(schema: Schema) -> list[str]:
    written = schema.get("type")
    _require(written in _TYPES)
    return [written] if isinstance(written, str) and written else []


def _with_head(properties: dict[str, Schema]) -> dict[str, Schema]:
    metadata: Schema = {"$ref": REF + OBJECT_META}
    if "metadata" in properties:
        # The definition may ask more of the metadata than its being metadata.
        own = {key: value for key, value in properties["metadata"].items() if key != "additionalProperties"}
        metadata = {"allOf": [metadata, own]}
    head: dict[str, Schema] = {"apiVersion": {"type": "string"}, "kind": {"type": "string"}}
    return {**properties, **head, "metadata": metadata}


def _assertions(schema: Schema, *, strict: bool) -> Schema:
    """The assertions of a schema, all but those about the type and the head of objects."""
    made: Schema = {key: schema[key] for key in _COPIED if schema.get(key) is not None}
    for key, value in made.items():
        _require(type(value) in _COPIED[key])
    _require(made.get("multipleOf", 1) > 0 and all(type(each) is str for each in schema.get("required") or ()))
    _require(all(type(each) is str for each in made.get(LIST_MAP_KEYS, ())))
    # False asks for nothing, and would make the compiler leave the schema to jsonschema.
    if not made.get("uniqueItems", True):
        del made["uniqueItems"]
    _limit(schema, made, "minimum", "exclusiveMinimum")
    _limit(schema, made, "maximum", "exclusiveMaximum")
    properties = schema.get("properties") or {}
    # A field with a default is never missing: defaulting comes before validation.
    required = [each for each in schema.get("required") or () if "default" not in (properties.get(each) or {})]
    if required:
        made["required"] = required
    if properties:
        made["properties"] = {
            name: _structural(each, strict=strict, required=name in required) for name, each in properties.items()
        }
    others = schema.get("additionalProperties")
    if others is not None:
        made["additionalProperties"] = (
            others if isinstance(others, bool) else _structural(others, strict=strict, required=False)
        )
    if schema.get("items") is not None:
        made["items"] = _structural(schema["items"], strict=strict)
    # Keys of a list map may have defaults, by which entries are compared as well.
    if made.get(LIST_TYPE) == "map":
        entry = (schema.get("items") or {}).get("properties") or {}
        keys = made.get(LIST_MAP_KEYS, ())
        made[KEY_DEFAULTS] = {key: entry[key]["default"] for key in keys if "default" in (entry.get(key) or {})}
    for keyword in ("allOf", "anyOf", "oneOf"):
        branches = [_branch(each) for each in schema.get(keyword) or ()]
        # controller-gen repeats the two types in anyOf. That is dropped, so that the closure stays one of types alone.
        if schema.get(INT_OR_STRING) is True and keyword == "anyOf" and _tells_types(branches):
            continue
        if schema.get(INT_OR_STRING) is True and keyword == "allOf":
            branches = [each for each in branches if not _tells_types([each])]
        if branches:
            made[keyword] = branches
    if schema.get("not") is not None:
        made["not"] = _branch(schema["not"])
    return made


def _require(fits: bool) -> None:
    """Refuse a schema in which a keyword has an argument of the wrong type."""
    # A TypeError, as Python itself raises one for most wrong types: `kinds_of` turns both into the same error.
    if not fits:
        raise TypeError


def _tells_types(branches: list[Schema]) -> bool:
    """Whether the branches only repeat the types of an int-or-string."""
    return all(
        each.keys() == {"type"} or (each.keys() == {"anyOf"} and _tells_types(each["anyOf"])) for each in branches
    )


def _branch(schema: Schema) -> Schema:
    """The JSON schema of a branch of allOf, anyOf, oneOf or not."""
    # Never strict: its fields are some of those that the schema around it describes.
    made = _assertions(schema, strict=False)
    if _types(schema):
        made["type"] = _types(schema)
    return made


def _limit(schema: Schema, made: Schema, inclusive: str, exclusive: str) -> None:
    """Copy a limit: OpenAPI 3.0 has ``exclusiveMinimum: true`` where JSON schema has the limit itself."""
    if schema.get(inclusive) is not None:
        _require(type(schema[inclusive]) in _NUMBER)
        made[exclusive if schema.get(exclusive) is True else inclusive] = schema[inclusive]
