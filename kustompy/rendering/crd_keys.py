"""``merge-keys-from-crds``: lists of custom resources merge by the keys that CustomResourceDefinitions name."""

from __future__ import annotations

from kustompy.fieldspecs.merge_schema import MergeType, merge_schema
from kustompy.model.json_schema import LIST_MAP_KEYS, LIST_TYPE
from kustompy.model.values import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest, Value
    from kustompy.session.session import Session


def learn_merge_keys(resources: ResourceSet, session: Session) -> None:
    """Let merges from here on go by the CRDs among the resources, too; a schema that defines a kind comes first."""
    types = {key: made for crd in resources.of_kind("CustomResourceDefinition") for key, made in _types(crd.manifest)}
    if types:
        session.merge_schema = (session.merge_schema or merge_schema()).with_types(types)


def _types(crd: Manifest) -> Iterator[tuple[tuple[str, str], MergeType]]:
    """Apiversion and kind of each version that a definition describes, with what its schema says of merging."""
    spec = crd.get("spec")
    if not isinstance(spec, dict) or not isinstance(spec.get("names"), dict):
        return
    names = spec["names"]
    versions = spec.get("versions")
    for version in versions if isinstance(versions, list) else ():
        schema = version.get("schema") if isinstance(version, dict) else None
        whole = schema.get("openAPIV3Schema") if isinstance(schema, dict) else None
        if isinstance(whole, dict):
            yield (f"{_text(spec.get('group'))}/{_text(version.get('name'))}", _text(names.get("kind"))), _made(whole)


def _text(value: Value) -> str:
    return "" if value is None or isinstance(value, (dict, list)) else text_of(value)


def _made(schema: Manifest) -> MergeType:
    made = MergeType()
    properties, others, items = schema.get("properties"), schema.get("additionalProperties"), schema.get("items")
    for name, below in properties.items() if isinstance(properties, dict) else ():
        if isinstance(below, dict):
            made.fields[str(name)] = _made(below)
    if isinstance(others, dict):
        made.others = _made(others)
    if isinstance(items, dict):
        made.items = _made(items)
        made.keys = _keys(schema, items)
    return made


def _keys(schema: Manifest, items: Manifest) -> tuple[str, ...] | None:
    """The keys of the elements of a list, the empty one for a set of scalars; None if the list is replaced."""
    kind, keys = schema.get(LIST_TYPE), schema.get(LIST_MAP_KEYS)
    if kind == "map" and isinstance(keys, list):
        return tuple(each for each in keys if isinstance(each, str)) or None
    is_scalar = items.get("type") in ("string", "integer", "number", "boolean")
    # The API server allows sets of mappings, too; strategic merge knows no key for those.
    return ("",) if kind == "set" and is_scalar else None
