"""What build refuses to print, lint and validate refuse as well, at the same place and with the same remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

import kustompy
from kustompy.cli import main
from kustompy.errors import YamlError
from kustompy.linting import lint
from kustompy.session.options import Options
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
