"""What build refuses to print, lint and validate refuse as well, at the same place and with the same remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

import kustompy
from kustompy.cli import main
from kustompy.errors import YamlError
from kustompy.linting.run import lint
from kustompy.session.options import Options
from kustompy.yamlio.read.reader import read
from kustompy.yamlio.unprintable import unprintable
from kustompy.yamlio.writer import write
from tests.errors.suite import CASES

UNPRINTABLE = [case for case in CASES if case.name.startswith("printing_")]
assert UNPRINTABLE, "no cases found"


@pytest.mark.parametrize("case", UNPRINTABLE, ids=lambda case: case.name)
def test_all_commands_refuse_it(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = str(case / "tree")
    with pytest.raises(YamlError) as caught:
        kustompy.build(tree).to_yaml()
    said = {(each.code, each.file, each.line, each.hint) for each in caught.value.diagnostics}
    assert {(each.code, each.file, each.line, each.hint) for each in lint([tree], Options())} == said
    for command in (["build"], ["build", "--validate", "--ignore-missing-schemas"], ["validate"], ["lint"]):
        assert main([*command, tree]) == 1
        printed = capsys.readouterr()
        assert all(code in printed.err + printed.out for code, *_ in said)


def test_a_value_that_python_writes(tmp_path: Path) -> None:
    """The file knows nothing of it: the place is that of the mapping around it."""
    (tmp_path / "kustomization.yaml").write_text("resources: [a.yaml]\n")
    (tmp_path / "a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: y\n")
    build = kustompy.build(tmp_path)
    build[0]["data"]["limit"] = float("inf")
    with pytest.raises(YamlError, match="unsupported value") as caught:
        build.to_yaml()
    (told,) = caught.value.diagnostics
    assert (told.code, told.file, told.line) == ("KST102", str(tmp_path / "a.yaml"), 6)


PROBLEMS = {
    "twice": "{a: 1, a: 2}", "tag": "!!int x", "far": "!!timestamp 2001-12-14T21:59:43+24:00", "list key": "{[a]: 1}",
    "null key": "{~: 1, null: 2}", "infinite": ".inf", "nan": ".nan", "control": '"\\x7f"', "number key": "{1: a}",
    "binary": "!!binary x", "break in a key": '{"a\\Nb": 1}', "mistyped key": "{!!int x: 1}",
}  # fmt: skip


@pytest.mark.parametrize("first", PROBLEMS)
@pytest.mark.parametrize("second", PROBLEMS)
def test_of_several_the_first_is_what_kustomize_says(first: str, second: str) -> None:
    """The list of what is wrong begins with what the writer stops at: nothing looks for it by its words."""
    text = f"apiVersion: v1\nkind: A\nmetadata: {{name: a}}\nspec:\n  a: {PROBLEMS[first]}\n  b: {PROBLEMS[second]}\n"
    manifest = read(text.encode())[0]
    with pytest.raises(YamlError) as caught:
        write([manifest])
    said = caught.value.diagnostics[0].message.removeprefix("map[string]interface {}(nil): ")
    assert said.startswith(unprintable(manifest)[0].message)  # behind it, all keys that are there twice
