"""Defaults in a CustomResourceDefinition, each of which has to fit the schema in which it stands."""

from __future__ import annotations

from kustompy.errors import KustompyError
from kustompy.validation.schema.compiler import UnsupportedError
from kustompy.validation.schema.facts import mapping
from kustompy.validation.schema.lists import duplicates
from kustompy.validation.sources.custom import OBJECT_META, value_schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Manifest
    from kustompy.validation.schema.facts import Path
    from kustompy.validation.schema.marks import Schema
    from kustompy.validation.sources.schemas import Schemas


def misfits(definition: Manifest, schemas: Schemas) -> Iterator[tuple[Path, str]]:
    """Where a default does not fit, and why; the definition is plain data whose schemas are structural."""
    versions = mapping(definition, "spec").get("versions")
    for index, version in enumerate(versions if isinstance(versions, list) else ()):
        if isinstance(version, dict):
            schema = mapping(mapping(version, "schema"), "openAPIV3Schema")
            yield from _below(schema, ("spec", "versions", index, "schema", "openAPIV3Schema"), schemas)


def _below(schema: Schema, path: Path, schemas: Schemas) -> Iterator[tuple[Path, str]]:
    # JSONSchemaProps cannot tell a default of null from none: nullable fields get their null by being left out.
    if schema.get("default") is not None:
        for why in _problems(schema, schemas):
            yield (*path, "default"), f"does not fit the schema: {why}"
    for name, each in mapping(schema, "properties").items():
        if isinstance(each, dict):
            yield from _below(each, (*path, "properties", name), schemas)
    for word in ("items", "additionalProperties"):
        if isinstance(schema.get(word), dict):
            yield from _below(schema[word], (*path, word), schemas)


def _problems(schema: Schema, schemas: Schemas) -> list[str]:
    default = schema["default"]
    try:
        made = value_schema(schema)
        repeated = [why for _, why in duplicates(made, default, schemas.definition, schemas.steps)]
        if repeated or schemas.check_of(made)(default):
            return repeated
    except (UnsupportedError, TypeError, ValueError, AttributeError, KustompyError):
        # A schema that cannot be used is reported by `structural` or when it is compiled, and once is enough.
        return []
    from kustompy.validation.schema.explain import explained

    whole = {**made, "$defs": schemas.store.bundle(OBJECT_META)["$defs"]}
    return [
        f"{'.'.join(map(str, path))}: {why}" if path else why
        for _, path, why, *_ in explained(schemas.validator(whole), default, schemas.steps)
    ]
