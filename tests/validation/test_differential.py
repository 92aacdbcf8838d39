"""The closures say what jsonschema says, of valid manifests and of 12,000 mutants of them.

jsonschema is given the same schemas and the same formats, and is otherwise its own. Duplicates in list maps, which no
JSON schema tells, are left out.
"""

from __future__ import annotations

from math import inf
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from kustompy.model.values import plain
from kustompy.validation.schema.assertions import INTEGER_RANGES
from kustompy.validation.schema.formats import FORMATS, STRING_FORMATS
from kustompy.validation.schema.store import Store
from kustompy.validation.sources.catalog import catalog
from kustompy.validation.sources.custom import OBJECT_META, is_definition, kinds_of
from kustompy.validation.sources.kind_schema import KindSchema
from kustompy.validation.sources.schemas import Schemas
from kustompy.validation.table.table import CODES

from .corpus import manifests, mutant

MUTANTS = 12_000
VERSIONS = ("1.25", "1.31", "1.37")


def checker() -> FormatChecker:
    made = FormatChecker(formats=())
    for name in FORMATS:
        text, (low, high) = STRING_FORMATS.get(name), INTEGER_RANGES.get(name, (-inf, inf))

        def fits(value: Any, text: Any = text, low: float = low, high: float = high) -> bool:
            if isinstance(value, str):
                return text is None or bool(text(value))
            return type(value) not in (int, float) or low <= value <= high

        made.checks(name)(fits)
    return made


def reference(manifest: dict[str, Any], schemas: Schemas) -> Draft202012Validator:
    """jsonschema's validator for the kind of a manifest."""
    group, _, version = manifest["apiVersion"].rpartition("/")
    store = Store(schemas.minor, strict=schemas.strict)
    name = store.kinds.get(f"{group}/{version}/{manifest['kind']}")
    if name is not None:
        return Draft202012Validator(store.bundle(name), format_checker=checker())
    known = catalog(schemas.minor, strict=schemas.strict)
    name = known.kinds.get(f"{group}/{version}/{manifest['kind']}")
    if name is not None:
        return Draft202012Validator(known.bundle(name), format_checker=checker())
    definition = plain(next(each for each in manifests("custom") if is_definition(each)))
    schema = next(each.schema for each in kinds_of(definition, strict=schemas.strict) if each.version == version)
    assert schema is not None
    whole = {**schema, "$defs": store.bundle(OBJECT_META)["$defs"]}
    return Draft202012Validator(whole, format_checker=checker())


def schemas_of(version: str, strict: bool) -> Schemas:
    schemas = Schemas(version, strict=strict, disabled=CODES)
    for each in manifests("custom"):
        if is_definition(each):
            schemas.define(plain(each))
    return schemas


def closure_of(manifest: dict[str, Any], schemas: Schemas) -> KindSchema:
    found = schemas.of(manifest["apiVersion"], manifest["kind"])
    assert found is not None
    return found


@pytest.mark.parametrize("strict", [True, False], ids=["strict", "lenient"])
@pytest.mark.parametrize("version", VERSIONS)
def test_mutants_are_judged_as_jsonschema_judges_them(version: str, strict: bool) -> None:
    schemas = schemas_of(version, strict)
    random = Random(f"{version} {strict}")
    seeds = [(plain(each), reference(each, schemas), closure_of(each, schemas)) for each in manifests()]
    wanted, invalid = MUTANTS // len(VERSIONS) // 2, 0
    for number in range(wanted):
        seed, validator, closure = seeds[number % len(seeds)]
        manifest = mutant(seed, random)
        verdict = validator.is_valid(manifest)
        invalid += not verdict
        assert closure.valid_alone(manifest) == verdict, manifest
    assert wanted // 4 < invalid < wanted, "the mutants test nothing"


@pytest.mark.parametrize("version", VERSIONS)
def test_what_a_closure_refuses_is_explained(version: str) -> None:
    schemas = schemas_of(version, strict=True)
    random = Random(version)
    for seed in manifests() * 5:
        manifest, closure = mutant(plain(seed), random), closure_of(seed, schemas)
        assert bool(closure.explained(manifest, secret=False)) != closure.valid_alone(manifest)
