"""The JSON schema takes the kustomizations that a build takes, and refuses what a build refuses in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from kustompy.cli import main
from kustompy.errors import KustompyError
from kustompy.kustomization.abouts import ABOUTS, CHOICES
from kustompy.kustomization.fields import ROWS, STRUCT
from kustompy.kustomization.file import parse_kustomization
from kustompy.kustomization.json_schema import json_schema
from kustompy.yamlio.go.go_struct import Struct
from kustompy.yamlio.read.reader import read_config

if TYPE_CHECKING:
    from kustompy.yamlio.go.go_struct import FieldType

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
FILES = sorted(
    path for name in ("kustomization.y*ml", "Kustomization") for path in FIXTURES.glob(f"*/*/input/**/{name}")
)
assert len(FILES) > 300, "no fixtures found"
VALIDATOR = jsonschema.Draft7Validator(json_schema())


def structs(kind: FieldType) -> dict[str, Struct]:
    if isinstance(kind, (list, dict)):
        return structs(kind[0] if isinstance(kind, list) else kind["*"])
    if not isinstance(kind, Struct):
        return {}
    found = {kind.name: kind}
    for each in kind.fields.values():
        found |= structs(each)
    return found


STRUCTS = structs(STRUCT)


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(json_schema())


@pytest.mark.parametrize("name", sorted(STRUCTS.keys() - {"Kustomization"}))
def test_every_field_inside_of_fields_has_its_sentence(name: str) -> None:
    assert ABOUTS[name].keys() == STRUCTS[name].fields.keys(), f"say what they are in abouts.py, under {name}"
    assert all(text.endswith(".") for text in ABOUTS[name].values())


def test_choices_are_of_fields() -> None:
    assert ABOUTS.keys() == STRUCTS.keys() - {"Kustomization"}
    assert all(field in STRUCTS[struct].fields for struct, field in CHOICES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FIXTURES)))
def test_it_agrees_with_a_build(path: Path) -> None:
    text = path.read_bytes()
    try:
        parse_kustomization(text, str(path))
    except KustompyError:
        accepted = False
    else:
        accepted = True
    try:
        data = read_config(text)
    except KustompyError:
        return
    if not is_spelled_as_here(data):
        return
    # texts that are none of the known ones are refused by later steps, or pass in silence
    problems = [each.message for each in VALIDATOR.iter_errors(data) if each.validator != "enum"]
    assert (problems == []) == accepted, problems


def is_spelled_as_here(data: Any) -> bool:
    return not isinstance(data, dict) or all(name in ROWS or name.lower() not in STRUCT.lower for name in data)


CHOSEN = {
    "kind: Kustomization": True,
    "kind: Kustomisation": False,
    "configMapGenerator: [{name: a, behavior: merge}]": True,
    "configMapGenerator: [{name: a, behavior: merged}]": False,
    "buildMetadata: [managedByLabel]": True,
    "buildMetadata: [managedByLable]": False,
    "sortOptions: {order: null}": True,
    "sortOptions: {order: random}": False,
}


@pytest.mark.parametrize("text", CHOSEN)
def test_a_text_that_is_none_of_the_known_ones(text: str) -> None:
    assert VALIDATOR.is_valid(read_config(text)) == CHOSEN[text]


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == json_schema()


def test_the_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--help"]) == 0
    assert "yaml-language-server" in capsys.readouterr().out


def test_bounds_of_integers() -> None:
    """No more than 64 bits, as in Go."""
    count = {"replicas": [{"name": "a", "count": 0}]}
    for number, fits in ((2**63 - 1, True), (-(2**63), True), (2**63, False), (-(2**63) - 1, False)):
        count["replicas"][0]["count"] = number
        assert VALIDATOR.is_valid(count) is fits, number
