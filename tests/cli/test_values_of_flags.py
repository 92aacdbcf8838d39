"""Times, counts and formats as flags and variables give them, at the bounds of what is taken."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from kustompy.cli.build_flags import FLAGS, asked_format, limits_of
from kustompy.cli.build_many import main as build_many
from kustompy.cli.flags import Line
from kustompy.cli.fleet_engine import jobs_of, users_cache
from kustompy.cli.interruption import DEFAULT_SECONDS, _chosen, seconds_of
from kustompy.cli.reporter import _most, error_text, has_colours, seen_from
from kustompy.cli.validate_choices import default_cache, words
from kustompy.cli.validate_choices import jobs_of as jobs_of_files
from kustompy.errors import LoadError, UsageError
from kustompy.limits import DEFAULT_LIMITS


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0", 0), ("300", 300), ("1.5", 1.5), ("5m", 300), ("1h", 3600), ("2s", 2), ("0.5m", 30), ("3.", 3)],
)
def test_times(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "m", "-1", "nan", "inf", "1e3", "5d", "1_0", "٣", ".5", "1.2.3", " 1", "1" * 13])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(UsageError, match="seconds, or 5m, or 1h, are wanted"):
        seconds_of(text)


@pytest.mark.parametrize(
    ("arguments", "seconds"),
    [
        ([], DEFAULT_SECONDS),
        (["build", "--timeout", "7"], 7),
        (["build", "--timeout=8", "--timeout=9"], 8),
        (["build", "--timeout"], DEFAULT_SECONDS),
        (["build", "--timeout=soon"], DEFAULT_SECONDS),
        (["build", "--watch", "--timeout=9"], 0),
        (["build", "--watch=true"], 0),
    ],
)
def test_the_time_of_a_command(arguments: list[str], seconds: float) -> None:
    assert _chosen(arguments) == seconds


def test_numbers_of_processes() -> None:
    assert [jobs_of(each) for each in ("", "auto", "1", "999")] == [None, None, 1, 999]
    assert [jobs_of_files(each) for each in ("1", "256")] == [1, 256]
    for each in ("0", "1000", "-1", "٣", "1.5", "many"):
        with pytest.raises(UsageError):
            jobs_of(each)
    for each in ("0", "257", "", "auto", "100000"):
        with pytest.raises(UsageError):
            jobs_of_files(each)


def test_limits() -> None:
    given = {each.name: "" for each in FLAGS if each.name.startswith("max-")} | {"timeout": "9"}
    assert limits_of(given, has_timer=True) is DEFAULT_LIMITS
    assert limits_of(given, has_timer=False).seconds == 9
    assert limits_of({**given, "max-depth": "0"}, has_timer=True).depth == 0
    limited = limits_of({**given, "max-output-size": "9" * 15}, has_timer=True)
    assert (limited.output_size, limited.output_factor) == (int("9" * 15), 0)
    for text in ("9" * 16, "-1", "٣", "1k"):
        with pytest.raises(UsageError, match=f"illegal flag value --max-depth {text}"):
            limits_of({**given, "max-depth": text}, has_timer=True)


def test_words_between_commas() -> None:
    assert words(["a, b,,", " ", "c"]) == ["a", "b", "c"]


def test_the_format_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KUSTOMPY_FORMAT", "KUSTOMPY_ERROR_FORMAT"):
        monkeypatch.delenv(name, raising=False)
    assert asked_format(Line({"format": ""})) == ""
    monkeypatch.setenv("KUSTOMPY_ERROR_FORMAT", "json")
    assert asked_format(Line({"format": ""})) == "json"
    monkeypatch.setenv("KUSTOMPY_FORMAT", "tap")
    assert asked_format(Line({"format": ""})) == "tap"
    assert asked_format(Line({"format": "text"})) == "text"


def test_a_format_of_the_environment_that_there_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUSTOMPY_FORMAT", "yaml")
    assert "illegal value yaml of KUSTOMPY_FORMAT" in error_text(UsageError("else", code="KST806"), [])
    monkeypatch.setenv("KUSTOMPY_FORMAT", "kubeconform")
    assert error_text(UsageError("else", code="KST806"), []).startswith("Error: else\n")
    assert error_text(UsageError("else", code="KST806"), ["--format", "kustomize"]) == "Error: else\n"
    assert error_text(UsageError("else", code="KST806"), ["--format=concise"]) == "error KST806: else\n"
    assert error_text(LoadError("else", code="KST301"), ["--format=nothing"]).startswith("Error: else\n   = KST301\n")
    assert error_text(LoadError("else", code="KST301"), ["--error-format", "kustomize"]) == "Error: else\n"


@pytest.mark.parametrize(
    ("arguments", "most"),
    [
        ([], DEFAULT_LIMITS.findings),
        (["--max-findings", "3"], 3),
        (["--max-findings=0"], 0),
        (["--max-findings=" + "9" * 9], 999_999_999),
        (["--max-findings=" + "9" * 10], DEFAULT_LIMITS.findings),
        (["--max-findings"], DEFAULT_LIMITS.findings),
        (["--max-findings=٣"], DEFAULT_LIMITS.findings),
    ],
)
def test_how_many_mistakes_are_printed(arguments: list[str], most: int) -> None:
    assert _most(arguments) == most


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "on_terminal", "elsewhere"),
    [
        ({}, True, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
        ({"TERM": "dumb"}, False, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True, True),
    ],
)
def test_colours(
    environment: dict[str, str], on_terminal: bool, elsewhere: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert (has_colours(_Terminal()), has_colours(io.StringIO()), has_colours(None)) == (on_terminal, elsewhere, False)


@pytest.mark.skipif(sys.platform == "win32", reason="paths are written for Linux and macOS")
def test_paths_for_code_hosts_begin_at_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "job").mkdir()
    monkeypatch.chdir(tmp_path / "job")
    here, top = os.getcwd(), os.path.dirname(os.getcwd())
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    monkeypatch.setenv("CI_PROJECT_DIR", f"{top}{os.sep}")
    assert seen_from("gitlab") == f"{top}{os.sep}"
    assert seen_from("text") == here
    monkeypatch.setenv("GITHUB_WORKSPACE", here)
    assert seen_from("sarif") == here
    monkeypatch.setenv("GITHUB_WORKSPACE", f"{here}x")
    monkeypatch.setenv("CI_PROJECT_DIR", here[:-1])
    assert seen_from("junit") == here


@pytest.mark.skipif(sys.platform == "win32", reason="paths are written for Linux and macOS")
def test_folders_of_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    below = os.path.join("kustompy", "builds")
    assert users_cache({"XDG_CACHE_HOME": "/x", "LOCALAPPDATA": "/l"}) == os.path.join("/x", below)
    assert users_cache({"LOCALAPPDATA": "/l"}) == os.path.join("/l", below)
    assert users_cache({}) == os.path.join(os.path.expanduser("~/.cache"), below)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", "")
    assert default_cache() == ""
    monkeypatch.setenv("HOME", os.path.abspath(os.sep))
    assert default_cache() == os.path.join(os.path.abspath(os.sep), ".cache", "kustompy", "schemas")


@pytest.mark.parametrize("flag", ["strict", "validate"])
def test_what_a_build_of_many_does_not_take(flag: str) -> None:
    values = {"strict": False, "validate": False, "output": "", flag: True}
    with pytest.raises(UsageError, match=f"--{flag} is for a build of one target"):
        build_many(Line(values))
