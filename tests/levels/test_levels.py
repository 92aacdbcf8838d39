"""What differs between the levels of kustomize: every change has a case, and each level prints what its binary does."""

from __future__ import annotations

from pathlib import Path

import pytest

import kustompy
from kustompy.cli import main
from kustompy.model.levels import CHANGES, changes_at
from kustompy.upstream import DEFAULT_LEVEL, FIRST_LEVEL, LEVELS
from tools.levels import cases, outcome
from tools.reference import Result

CASES = cases()


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("case", CASES, ids=lambda each: each.name)
def test_level_prints_what_its_binary_prints(
    case: Path, level: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    # nobody has a binary of 5.8.2: it has the changes of 5.8.3
    golden = case / ("5.8.1.txt" if level == "5.8.1" else "5.8.3.txt")
    code = main(["build", "--kustomize-version", level, str(case / "input")])
    stdout, stderr = capsysbinary.readouterr()
    expected = golden.read_text()
    if expected == "panic\n":
        assert code == 1
    else:
        assert outcome(Result(code, stdout, stderr), case) == expected


def test_every_change_has_a_case() -> None:
    assert {case.name for case in CASES} == {name for name, *_ in CHANGES}
    assert changes_at(FIRST_LEVEL) == frozenset()
    assert changes_at("5.8.2") == changes_at("5.8.3") == {name for name, *_ in CHANGES}


@pytest.mark.parametrize("case", CASES, ids=lambda each: each.name)
def test_levels_differ_in_their_cases(case: Path) -> None:
    assert (case / "5.8.1.txt").read_text() != (case / "5.8.3.txt").read_text()


def test_unknown_level_is_refused() -> None:
    with pytest.raises(kustompy.UsageError, match=r"'5\.9': there are 5\.8\.1, 5\.8\.2 and 5\.8\.3"):
        kustompy.build({"namePrefix": "a-"}, kustomize_version="5.9")


def test_library_takes_a_level(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {1: x}\n")
    fields = {"resources": ["r.yaml"]}
    assert '"1": x' in kustompy.build(fields, base=tmp_path, kustomize_version="v5.8.3").to_yaml()
    with pytest.raises(kustompy.KustompyError):
        kustompy.build(fields, base=tmp_path, kustomize_version=FIRST_LEVEL).to_yaml()


@pytest.mark.parametrize(
    ("arguments", "variable", "setting", "expected"),
    [
        ([], "", "", f"v{DEFAULT_LEVEL}"),
        ([], "", "5.8.3", "v5.8.3"),
        ([], "5.8.2", "5.8.3", "v5.8.2"),
        (["--kustomize-version=5.8.1"], "5.8.2", "5.8.3", "v5.8.1"),
    ],
)
@pytest.mark.parametrize("file", ["kustompy.toml", "pyproject.toml"])
def test_level_is_chosen_by_flag_variable_and_setting(
    arguments: list[str], variable: str, setting: str, expected: str, file: str,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    if setting:
        head = "[tool.kustompy]\n" if file == "pyproject.toml" else ""
        (tmp_path / file).write_text(f'{head}kustomize-version = "{setting}"\n')
    monkeypatch.chdir(tmp_path)
    if variable:
        monkeypatch.setenv("KUSTOMPY_KUSTOMIZE_VERSION", variable)
    assert main(["version", *arguments]) == 0
    assert capsys.readouterr().out == f"{expected}\n"
