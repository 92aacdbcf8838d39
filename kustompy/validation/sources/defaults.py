"""The defaults in a CustomResourceDefinition, each of which has to fit the schema that it stands in."""

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
    """Where a default does not fit, and why; the definition is plain data with structural schemas."""
    versions = mapping(definition, "spec").get("versions")
    for index, version in enumerate(versions if isinstance(versions, list) else ()):
        if isinstance(version, dict):
            schema = mapping(mapping(version, "schema"), "openAPIV3Schema")
            yield from _below(schema, ("spec", "versions", index, "schema", "openAPIV3Schema"), schemas)


def _below(schema: Schema, path: Path, schemas: Schemas) -> Iterator[tuple[Path, str]]:
    # A default of null is none.
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
        # What is wrong with the schema itself is told by others.
        return []
    from kustompy.validation.schema.explain import explained

    whole = {**made, "$defs": schemas.store.bundle(OBJECT_META)["$defs"]}
    return [
        f"{'.'.join(map(str, path))}: {why}" if path else why
        for _, path, why, *_ in explained(schemas.validator(whole), default, schemas.steps)
    ]
