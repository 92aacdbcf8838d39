"""The tables of rules: each row is one, the fast closures say what the slow functions say, and no shape is a crash."""

from __future__ import annotations

from importlib import import_module
from random import Random
from typing import Any

import pytest

from kustompy.model.values import plain
from kustompy.upstream import NEWEST, OLDEST
from kustompy.validation.schema.facts import text
from kustompy.validation.schema.store import Store
from kustompy.validation.sources.schemas import Schemas
from kustompy.validation.table.own import MODULE_OF
from kustompy.validation.table.rows import GROUPS, Row, all_rows
from kustompy.validation.table.rule import Rule
from kustompy.validation.table.table import CODES, broken
from tools import rules

from .corpus import manifests, mutant

SOURCES = ("ref", "enum", "val", "k8s", "KEP-", "k/k#")
MUTANTS = 6_000
STORES = {minor: Store(minor, strict=True) for minor in range(OLDEST, NEWEST + 1)}


def definitions(minor: int) -> dict[str, str]:
    """The end of the name of each definition, and its name."""
    return {".".join(name.split(".")[-3:]): name for name in STORES[minor]._forms}


DEFINITIONS = {minor: definitions(minor) for minor in STORES}


@pytest.mark.parametrize("row", all_rows(), ids=lambda row: f"{row.definition} {row.path} {row.rule}"[:90])
def test_each_row_speaks_of_fields_that_there_are(row: Row) -> None:
    assert row.source.startswith(SOURCES), row
    assert row.group in GROUPS
    assert Rule(row).code in CODES
    minors = [minor for minor in STORES if row.first <= minor <= row.last and row.definition in DEFINITIONS[minor]]
    assert minors, "no version has the definition"
    wanted = {row.path.split(".")[0].removesuffix("[]")} - {""}
    known: set[str] = set()
    for minor in minors:
        known |= STORES[minor].definition(DEFINITIONS[minor][row.definition]).get("properties", {}).keys()
    assert wanted <= known


def test_no_row_is_there_twice() -> None:
    rows = [(row.definition, row.path, row.rule, minor) for row in all_rows() for minor in STORES
            if row.first <= minor <= row.last]  # fmt: skip
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize("version", ["1.25", "1.31", "1.37"])
def test_closures_and_explanations_agree(version: str) -> None:
    schemas = Schemas(version)
    random = Random(version)
    seeds = [plain(each) for each in manifests() if schemas.of(each["apiVersion"], each["kind"])]
    refused = 0
    for number in range(MUTANTS // 3):
        manifest = mutant(seeds[number % len(seeds)], random)
        schema = schemas.of(text(manifest.get("apiVersion")), text(manifest.get("kind")))
        if schema is None:
            continue
        said = list(broken(schema.schema, plain(manifest), schema.lookup, schemas.table))
        if not schema.valid_alone(manifest):
            continue
        # Duplicate entries of list maps are told by others.
        if said:
            refused += 1
            assert not schema.valid(manifest), (manifest, said)
        elif not schema.valid(manifest):
            assert duplicates_of(schema, manifest) or has_null_entries(manifest), manifest
    assert refused > MUTANTS // 150


def duplicates_of(schema: Any, manifest: Any) -> bool:
    from kustompy.validation.schema.lists import duplicates

    return next(duplicates(schema.schema, plain(manifest), schema.lookup, schema.steps), None) is not None


def has_null_entries(value: Any) -> bool:
    """Whether a list has a null in it: the closures leave such lists to the slow functions."""
    if isinstance(value, list):
        return None in value or any(map(has_null_entries, value))
    return isinstance(value, dict) and any(map(has_null_entries, value.values()))


def test_the_page_counts_them() -> None:
    assert rules.main(["--check"]) == 0, "run python -m tools rules"


@pytest.mark.parametrize("module", sorted(set(MODULE_OF.values())))
def test_each_module_has_the_rules_that_it_is_loaded_for(module: str) -> None:
    table = import_module(f"kustompy.validation.table.own.{module}").OWN
    assert set(table) == {name for name, home in MODULE_OF.items() if home == module}
