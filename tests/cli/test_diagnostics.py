"""How the command prints errors: the same to a pipe and to a terminal, in the format that is asked for."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from kustompy.cli import main

MESSAGE = 'Error: invalid Kustomization: json: unknown field "namPrefix"\n'
TEXT = f"""\
{MESSAGE}  --> kustomization.yaml:2:1  [KST202]
   |
 2 | namPrefix: a-
   | ^^^^^^^^^
   = help: did you mean `namePrefix`?
"""
GITHUB = (
    "::error file=kustomization.yaml,line=2,endLine=2,col=1,endColumn=10,title=KST202"
    '::invalid Kustomization: json: unknown field "namPrefix"%0Ahelp: did you mean `namePrefix`?\n'
)
CONCISE = 'kustomization.yaml:2:1: error KST202: invalid Kustomization: json: unknown field "namPrefix"\n'


class Terminal(io.StringIO):
    """A stderr that somebody looks at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("NO_COLOR", "FORCE_COLOR", "KUSTOMPY_ERROR_FORMAT", "KUSTOMPY_FORMAT", "GITHUB_ACTIONS", "TERM"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "kustomization.yaml").write_text("resources: []\nnamPrefix: a-\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


ROWS = {
    "a pipe": ([], {}, TEXT),
    "kustomize": (["--format", "kustomize"], {}, MESSAGE),
    "concise": (["--format", "concise"], {}, CONCISE),
    "kustomize of the environment": ([], {"KUSTOMPY_FORMAT": "kustomize"}, MESSAGE),
    "the variable of old": ([], {"KUSTOMPY_ERROR_FORMAT": "github"}, GITHUB),
    "github": (["--format=github"], {}, GITHUB),
    "the flag of old": (["--error-format=github"], {}, GITHUB),
    "the flag before the environment": (["--format=github"], {"KUSTOMPY_FORMAT": "text"}, GITHUB),
    "annotations beside the text": ([], {"GITHUB_ACTIONS": "true"}, TEXT + GITHUB),
}


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize(("flags", "environment", "expected"), ROWS.values(), ids=list(ROWS))
def test_formats(
    flags: list[str],
    environment: dict[str, str],
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert main(["build", ".", *flags]) == 1
    assert capsys.readouterr().err == expected


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("form", ["json", "gitlab", "sarif"])
def test_formats_that_are_json(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", ".", "--format", form]) == 1
    text = capsys.readouterr().err
    assert json.loads(text)
    assert "namPrefix" in text


@pytest.mark.usefixtures("tree")
def test_a_format_that_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", ".", "--format", "xml"]) == 1
    assert "legal values: [text json github gitlab sarif junit tap concise kustomize]" in capsys.readouterr().err


COLOURS = {
    "a terminal": ({}, True),
    "NO_COLOR": ({"NO_COLOR": "1"}, False),
    "NO_COLOR before FORCE_COLOR": ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    "a dumb terminal": ({"TERM": "dumb"}, False),
    "FORCE_COLOR on a dumb one": ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
}


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize(("environment", "coloured"), COLOURS.values(), ids=list(COLOURS))
def test_colours(environment: dict[str, str], coloured: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    assert main(["build", "."]) == 1
    assert ("\x1b[" in terminal.getvalue()) == coloured
    assert coloured or terminal.getvalue() == TEXT


def test_what_a_terminal_would_obey_is_not_printed(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "kustomization.yaml").write_text('resources: []\nnamPrefix: "\\u001b]0;x\\u0007" # \u202e\n')
    assert main(["build", ".", "--format", "text"]) == 1
    assert "\u202e" not in capsys.readouterr().err


def test_a_strict_build(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
    (tree / "a.yaml").write_text(manifest)
    (tree / "kustomization.yaml").write_text("resources: [a.yaml]\nimages: [{name: nginx, newTag: x}]\n")
    assert main(["build", "."]) == 0
    assert capsys.readouterr().out
    assert main(["build", ".", "--strict"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("Error: 1 finding in a strict build\n")
    assert "KST951" in printed.err
    (tree / "kustomization.yaml").write_text("resources: [a.yaml]\n")
    assert main(["build", ".", "--strict"]) == 0
