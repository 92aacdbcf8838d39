"""The table of fields: whatever a field or a builtin lacks is named here."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kustompy.fieldspecs.tables import DEFAULT_TABLES, LISTS
from kustompy.kustomization.builtins import BUILTINS, GENERATORS, TRANSFORMERS, function_of
from kustompy.kustomization.configs import Config, Field, Record, as_record
from kustompy.kustomization.fields import FIELDS, ROWS, STRUCT, generator_configs, transformer_configs
from kustompy.kustomization.krm import krm_config
from kustompy.yamlio.go.go_struct import Struct
from tools.kustomization_types import structs_in

if TYPE_CHECKING:
    from kustompy.yamlio.go.go_struct import FieldType

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "kustompy"
STEPS = ["read", "accumulate", "configure", "generate", "components", "transform", "validate", "finish"]
NOT_CALLED_AS_KRM = {"metadata", "fieldSpecs"}
OF_PLUGINS = {"exec_plugin", "function"}
BUILTIN_ROWS = [row for row in FIELDS if row.kind]


def test_names_are_there_once() -> None:
    assert len(ROWS) == len(FIELDS)


@pytest.mark.parametrize("row", FIELDS, ids=lambda row: row.name)
def test_a_row_is_complete(row: Field) -> None:
    assert row.step in STEPS
    assert row.about.endswith("."), "one sentence for users"
    assert bool(row.kind) == (row.maker is not None), "a builtin and what makes its configs come together"
    for other in (row.runs_with, row.deprecated_for, row.folds_into):
        assert not other or other in ROWS, f"{other} is no field"
    assert not row.specs or row.specs in LISTS


def test_the_rows_are_in_the_order_of_the_steps() -> None:
    steps = [STEPS.index(row.step) for row in FIELDS]
    assert steps == sorted(steps)


def test_no_list_of_field_specs_is_forgotten() -> None:
    of_other_steps = {"name_references", "var_reference", "template_labels", "claim_template_labels"}
    assert {row.specs for row in FIELDS if row.specs} | of_other_steps == set(LISTS)


@pytest.mark.parametrize("row", BUILTIN_ROWS, ids=lambda row: row.name)
def test_a_builtin_of_a_field_has_a_row(row: Field) -> None:
    assert row.kind in BUILTINS, f"no row in kustomization/builtins.py for {row.kind}"
    assert (row.kind in GENERATORS) == (row.step == "generate")


@pytest.mark.parametrize("row", BUILTIN_ROWS, ids=lambda row: row.name)
def test_what_a_field_says_the_builtin_can_be_told_as_an_object(row: Field) -> None:
    configs = [*generator_configs(SAID, DEFAULT_TABLES), *transformer_configs(SAID, DEFAULT_TABLES)]
    mine = [each for each in configs if each.entry[:1] == (row.name,)]
    assert mine, f"say something in SAID for {row.name}"
    for config in mine:
        assert config.kind == row.kind
        assert said_in(config).keys() - NOT_CALLED_AS_KRM <= BUILTINS[row.kind].fields.keys()


def test_each_part_of_a_config_is_said_somewhere() -> None:
    for config in [*generator_configs(SAID, DEFAULT_TABLES), *transformer_configs(SAID, DEFAULT_TABLES)]:
        for path, value in leaves({key: each for key, each in said_in(config).items() if key != "fieldSpecs"}):
            where = config.where(*path)
            assert found_at(SAID, where) == value, f"{config.kind}: {path} is said at {where}"


@pytest.mark.parametrize("kind", BUILTINS)
def test_a_builtin_has_a_function_of_config_and_context(kind: str) -> None:
    assert list(inspect.signature(function_of(kind)).parameters) == ["config", "context"]


@pytest.mark.parametrize("kind", BUILTINS)
def test_an_object_of_the_kind_can_be_read(kind: str) -> None:
    manifest = {"apiVersion": "builtin", "kind": kind, "metadata": {"name": "x", "namespace": "y"}}
    config = krm_config(kind, manifest)
    assert config.kind == kind
    assert config.where("metadata", "name") == ("metadata", "name")


@pytest.mark.parametrize("kind", BUILTINS)
def test_a_builtin_is_told_zeros_of_what_is_not_said(kind: str) -> None:
    config = Config(kind, {})
    for name, of in BUILTINS[kind].fields.items():
        check_zero(getattr(config, name), of)
    assert not said_in(config), "what was asked for is not said then"


def check_zero(value: Any, of: FieldType) -> None:
    """Fail unless the value is what Go has in a field of the type that is not said, at every depth."""
    if isinstance(of, Struct):
        assert (value is None) == of.pointed
        for name, inner in of.fields.items() if value is not None else ():
            check_zero(getattr(value, name), inner)
        return
    assert not value
    assert isinstance(value, str) == (isinstance(of, str) and of not in ("bool", "int", "int64", "any"))


@pytest.mark.parametrize("kind", BUILTINS)
def test_no_field_of_a_builtin_is_hidden_by_what_a_config_has_itself(kind: str) -> None:
    assert BUILTINS[kind].fields.keys().isdisjoint({*dir(Config), *vars(Config("", {}))})


@pytest.mark.parametrize("struct", [STRUCT, *structs_in(STRUCT)], ids=lambda struct: struct.name)
def test_no_field_of_a_struct_is_hidden_by_what_a_record_has_itself(struct: Struct) -> None:
    assert struct.fields.keys().isdisjoint({*dir(Record), *vars(as_record({}, struct))})


@pytest.mark.parametrize("home", sorted({row.home.partition(":")[0] for row in BUILTINS.values()}))
def test_a_builtin_asks_for_fields_that_it_has(home: str) -> None:
    fields = {name for row in BUILTINS.values() if row.home.startswith(f"{home}:") for name in row.fields}
    tree = ast.parse((PACKAGE / f"{home.replace('.', '/')}.py").read_text(encoding="utf-8"))
    assert asked_of_config(tree) - fields == set()


def asked_of_config(tree: ast.AST) -> set[str]:
    """The fields that are read as ``config.field`` or ``self.config.field``."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("config", "self.config")
    } - {*dir(Config), *vars(Config("", {}))}


@pytest.mark.parametrize("kind", ["ConfigMapGenerator", "SecretGenerator"])
def test_the_name_of_a_generator_may_be_that_of_its_object(kind: str) -> None:
    config = krm_config(kind, {"kind": kind, "metadata": {"name": "x"}, "namespace": "y"})
    assert (config.at(("name",)), config.where("name")) == ("x", ("metadata", "name"))
    assert (config.at(("namespace",)), config.where("namespace")) == ("y", ("namespace",))


def test_every_transformer_and_generator_of_the_rooms_has_a_row() -> None:
    """A function of ``(config, context)`` is a builtin."""
    homes = {row.home for row in BUILTINS.values()}
    found = {
        f"{path.parent.name}.{path.stem}:{node.name}"
        for room in ("transformers", "generators")
        for path in (PACKAGE / room).glob("*.py")
        if path.stem not in OF_PLUGINS
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and [each.arg for each in node.args.args] == ["config", "context"]
        if not node.name.startswith("_")
    }
    assert found - homes == set(), "add a row to kustomization/builtins.py"
    assert TRANSFORMERS.keys() | GENERATORS.keys() == BUILTINS.keys()


SAID = {
    "namespace": "of-charts",
    "namePrefix": "a-",
    "nameSuffix": "-z",
    "commonLabels": {"a": "b"},
    "labels": [{"pairs": {"c": "d"}, "includeSelectors": True}, {"pairs": {"e": "f"}}],
    "commonAnnotations": {"g": "h"},
    "patches": [{"path": "p.yaml", "target": {"kind": "Pod", "name": ""}}],
    "patchesStrategicMerge": ["p.yaml", "q.yaml"],
    "patchesJson6902": [{"patch": "[]", "target": {"name": "x"}}],
    "replicas": [{"name": "x", "count": 3}, {"name": "y"}],
    "images": [{"name": "x", "newTag": "1"}, {"name": "y"}],
    "replacements": [{"sourceValue": "x", "targets": []}],
    "generatorOptions": {"labels": {"l": "general", "m": "general"}, "immutable": True, "disableNameSuffixHash": True},
    "configMapGenerator": [
        {"name": "x", "literals": ["a=b"], "options": {"labels": {"l": "own"}, "immutable": True, "annotations": {}}},
    ],
    "secretGenerator": [{"name": "y", "files": ["a"]}],
    "helmGlobals": {"chartHome": "charts", "configHome": "home"},
    "helmCharts": [{"name": "x", "chartHome": "mine"}, {"name": "y", "namespace": "own"}],
}


def said_in(config: Config) -> dict[str, Any]:
    return config._values


def leaves(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], object]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if entries is None:
        return [(path, value)]
    return [leaf for key, each in entries for leaf in leaves(each, (*path, key))]


def found_at(value: object, path: tuple[str | int, ...]) -> object:
    for part in path:
        value = value[part] if isinstance(value, list) else value.get(part, False)  # type: ignore[attr-defined, index]
    return value
