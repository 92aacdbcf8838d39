"""What a build of many prints while it runs, and at its end."""

from __future__ import annotations

import json
import re
from collections.abc import Generator

import pytest

from kustompy.cli.flags import Line
from kustompy.cli.telling import Telling
from kustompy.errors import KustompyError, LoadError
from kustompy.fleet.outcome import Outcome
from kustompy.model.dependencies import Dependencies
from kustompy.session.options import Options

GONE = LoadError("gone", code="KST301")


class Nowhere:
    """Takes the output of any target but of those that are called full."""

    def write(self, outcome: Outcome, options: Options) -> str:
        if outcome.target.startswith("full"):
            raise LoadError("no space", code="KST301")
        return f"out/{outcome.target}"


def outcome(target: str, error: KustompyError | None = None, *, reused: str = "", warning: str = "") -> Outcome:
    warnings = (warning,) if warning else ()
    return Outcome(target, "a: b\n", error, warnings, Dependencies(), (), 0.5, b"", reused=reused)


def told(
    outcomes: list[Outcome], count: int, form: str = "text", *, fail_fast: bool = False, names: bool = False
) -> tuple[int, bool]:
    """The exit code, and whether the outcomes were closed before they ended."""
    was_closed = False

    def each() -> Generator[Outcome, None, None]:
        nonlocal was_closed
        try:
            yield from outcomes
        except GeneratorExit:
            was_closed = True
            raise

    line = Line({"format": form, "fail-fast": fail_fast})
    return Telling(count, line, names=names).told(each(), Nowhere(), Options()), was_closed


@pytest.mark.parametrize(
    ("outcomes", "count", "code", "closing"),
    [
        ([outcome("a"), outcome("b")], 2, 0, "built 2 of 2 targets in N s"),
        ([outcome("a")], 1, 0, "built 1 of 1 targets in N s"),
        (
            [outcome("a"), outcome("b", reused="a")], 2, 0,
            "built 2 of 2 targets, 1 of them without a build of its own in N s",
        ),
        ([outcome("a"), outcome("b", GONE)], 2, 1, "built 1 of 2 targets in N s; 1 failed: b"),
        ([outcome("full")], 1, 1, "built 0 of 1 targets in N s; 1 failed: full"),
        ([outcome("a")], 3, 0, "built 1 of 3 targets in N s; 2 were not tried"),
        (
            [outcome(f"t{number}", GONE) for number in range(11)], 11, 1,
            "built 0 of 11 targets in N s; 11 failed: t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, …",
        ),
        (
            [outcome(f"t{number}", GONE) for number in range(10)], 10, 1,
            "built 0 of 10 targets in N s; 10 failed: t0, t1, t2, t3, t4, t5, t6, t7, t8, t9",
        ),
    ],
)  # fmt: skip
def test_the_closing_line(
    outcomes: list[Outcome], count: int, code: int, closing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(outcomes, count)[0] == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert re.sub(r"in [0-9.]+ s", "in N s", printed.err.splitlines()[-1]) == closing


def test_the_first_failure_ends_it_if_that_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = [outcome("a", GONE), outcome("b")]
    assert told(outcomes, 2) == (1, False)
    assert told(outcomes, 2, fail_fast=True) == (1, True)
    assert capsys.readouterr().err.splitlines()[-1].endswith("; 1 failed: a; 1 was not tried")
    assert told([outcome("a"), outcome("b")], 2, fail_fast=True) == (0, False)


def test_a_round_of_one_target_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert told([outcome("a")], 1, names=True) == (0, False)
    assert re.fullmatch(r"built a in [0-9.]{5} s\n", capsys.readouterr().err)
    told([outcome("a"), outcome("b")], 2, names=True)
    assert capsys.readouterr().err.startswith("built 2 of 2 targets")


def test_lines_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = [outcome("a", warning="old", reused="cache"), outcome("b", GONE), outcome("full")]
    assert told(outcomes, 3, "json") == (1, False)
    printed = capsys.readouterr()
    first, second, third = map(json.loads, printed.out.splitlines())
    assert printed.err == ""
    assert first == {
        "target": "a", "ok": True, "output": "out/a", "seconds": 0.5, "reused": "cache", "warnings": ["old"],
        "error": None, "diagnostics": [],
    }  # fmt: skip
    assert (second["ok"], second["output"], second["error"]) == (False, "", {"code": "KST301", "message": "gone"})
    assert [each["message"] for each in second["diagnostics"]] == ["gone"]
    assert (third["ok"], third["error"]["message"]) == (False, "no space")


def test_kustomize_says_the_error_and_nothing_more(capsys: pytest.CaptureFixture[str]) -> None:
    told([outcome("a", GONE, warning="old"), outcome("b")], 2, "kustomize")
    assert capsys.readouterr().err == "old\nError: gone\n"
