"""The format of a failure: by a flag, wherever it stands, by the environment, and where its paths begin."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from kustompy.cli.reporter import error_text, has_colours, printed, seen_from
from kustompy.errors import UsageError
from kustompy.errors.diagnostic import Diagnostic
from kustompy.reporting.report import report_of_findings

VARIABLES = (
    "KUSTOMPY_FORMAT", "KUSTOMPY_ERROR_FORMAT", "GITHUB_ACTIONS", "GITHUB_WORKSPACE", "CI_PROJECT_DIR", "NO_COLOR",
    "FORCE_COLOR", "TERM",
)  # fmt: skip
KUSTOMIZE, TEXT, CONCISE = "Error: wrong\n", "Error: wrong\n   = help: h\n", "error KST806: wrong\n"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in VARIABLES:
        monkeypatch.delenv(each, raising=False)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ("", TEXT),
        ("--format text", TEXT),
        ("--format concise", CONCISE),
        ("--error-format=concise", CONCISE),
        ("x --format concise --foo", CONCISE),
        ("--error-format kustomize", KUSTOMIZE),
        # what is no format of a failure, or lacks its value
        ("--format mermaid", TEXT),
        ("--format", TEXT),
        ("--format=", TEXT),
        ("--formatted concise", TEXT),
    ],
)
def test_the_format_of_a_failure(arguments: str, text: str) -> None:
    assert error_text(UsageError("wrong", code="KST806", hint="h"), arguments.split()) == text


def test_so_many_mistakes_are_printed() -> None:
    def lines(arguments: str) -> int:
        error = UsageError("wrong", code="KST806")
        error.diagnostics = [Diagnostic("wrong", code="KST806")] * 30
        return error_text(error, ["--format=concise", *arguments.split()]).count("\n")

    few, all_of_them, default = lines("--max-findings 3"), lines("--max-findings=30"), lines("")
    assert (few, all_of_them) == (4, 30)
    for odd in ("x", "-3", "٣", "1" * 10, ""):
        assert lines(f"--max-findings={odd}") == default
    assert lines(f"--max-findings={'9' * 9}") == 30


@pytest.mark.parametrize(
    ("form", "variable", "place", "top"),
    [
        ("github", "GITHUB_WORKSPACE", "", True), ("gitlab", "CI_PROJECT_DIR", "", True),
        ("sarif", "GITHUB_WORKSPACE", "", True), ("junit", "CI_PROJECT_DIR", "/", True),
        ("text", "GITHUB_WORKSPACE", "", False), ("json", "GITHUB_WORKSPACE", "", False),
        ("github", "OTHER", "", False), ("github", "GITHUB_WORKSPACE", "x", False),
        ("github", "GITHUB_WORKSPACE", "/sub/below", False), ("github", "GITHUB_WORKSPACE", "/su", False),
        ("github", "GITHUB_WORKSPACE", "/sub", True),
    ],
)  # fmt: skip
def test_where_paths_begin(
    form: str, variable: str, place: str, top: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    monkeypatch.setenv(variable, f"{tmp_path}{place}")
    assert seen_from(form) == (os.environ[variable] if top else os.getcwd())


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [has_colours(each) for each in (Terminal(), io.StringIO(), None)] == [True, False, False]
    monkeypatch.setenv("TERM", "dumb")
    assert not has_colours(Terminal())
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert [has_colours(each) for each in (Terminal(), io.StringIO(), None)] == [True, True, False]
    monkeypatch.setenv("NO_COLOR", "1")
    assert not has_colours(Terminal())


def test_annotations_stand_behind_a_text_on_the_runner(monkeypatch: pytest.MonkeyPatch) -> None:
    found = report_of_findings([Diagnostic("wrong", code="KST806", severity="error", hint="h")], "/w")
    text = "Error: wrong\n   = KST806\n   = help: h\n"
    assert printed(found, "text", None) == text
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert printed(found, "text", None) == f"{text}::error title=KST806::wrong%0Ahelp: h\n"
    assert printed(found, "concise", None) == CONCISE
    monkeypatch.setenv("GITHUB_ACTIONS", "1")
    assert printed(found, "text", None) == text
