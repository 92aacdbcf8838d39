"""What each format makes of documents of every status: of one that is valid, invalid, skipped, empty, and one that
could not be checked, by both tools, with and without the valid ones and the summary."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from kustompy.errors.diagnostic import Diagnostic
from kustompy.reporting.cases import Case
from kustompy.reporting.entries import Entry, entries_of
from kustompy.reporting.report import Report, rendered

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="paths are written for Linux and macOS")

GOLDENS = Path(__file__).parent / "goldens"


def entry(message: str, severity: str) -> Entry:
    """An entry that names its resource and the path in it."""
    source = Diagnostic(message, code="KST900", severity=severity, path=("spec", "a", 0))
    return entries_of([source], "/w")[0]._replace(
        resource="Deployment web", path="spec.a[0]", file="a.yaml", line=3, column=5, hint="write a number", chain=()
    )


BAD = entry("is no number", "error")
WORSE = entry("is\nmissing", "error")._replace(code="KST901", line=0, column=0)
ODD = entry("is odd", "warning")._replace(also=("the other one", "b.yaml", 0), hint="")
UNKNOWN = entry("there is no schema", "error")._replace(
    code="KST910", file="", line=0, column=0, path="", resource="", hint=""
)  # fmt: skip


def case(name: str, status: str, *entries: Entry, file: str = "a.yaml", namespace: str = "") -> Case:
    """A document that was checked."""
    kind, version = ("Deployment", "apps/v1") if name else ("", "")
    return Case(file, f"{kind} {name}".strip(), kind, version, name, namespace, status, entries)


CASES = (
    case("web", "valid", namespace="shop"), case("log", "invalid", BAD, ODD, WORSE, namespace="shop"),
    case("odd", "valid", ODD, file="b.yaml"), case("api", "skipped", file="b.yaml"),
    case("new", "error", UNKNOWN, file="b.yaml"), case("", "error", UNKNOWN, file="c.yaml"),
    case("", "empty", file="d.yaml"),
)  # fmt: skip
ENTRIES = tuple(each for one in CASES for each in one.entries)


def report(*, verbose: bool = False, summary: bool = False, tool: str = "kustompy", closing: str = "") -> Report:
    return Report(ENTRIES, cases=CASES, verbose=verbose, summary=summary, tool=tool, closing=closing, seconds=1.5)


FORMS = ("text", "json", "github", "gitlab", "junit", "tap", "concise", "pretty", "kubeconform")


@pytest.mark.parametrize("form", FORMS)
def test_a_form(form: str) -> None:
    whole = [
        f"== {tool}{' verbose' if verbose else ''}{' summary' if summary else ''}\n"
        + rendered(report(verbose=verbose, summary=summary, tool=tool, closing="two are well"), form)
        for tool in ("kustompy", "kubeconform")
        for verbose, summary in ((False, False), (True, True))
    ]
    text = "".join(whole)
    path = GOLDENS / form
    if os.environ.get("WRITE_GOLDENS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_counts() -> None:
    found = report()
    assert found.counts == {"valid": 2, "invalid": 1, "error": 2, "skipped": 1}
    assert found.files == ["a.yaml", "b.yaml", "c.yaml", "d.yaml"]
    assert [Report((), cases=[each]).is_valid for each in CASES] == [True, False, True, True, False, False, True]


@pytest.mark.parametrize(
    ("cases", "stdin", "words"),
    [
        ((), False, "0 resource found in 0 file - Valid: 0, Invalid: 0, Errors: 0, Skipped: 0"),
        (CASES[:1], False, "1 resource found in 1 file - Valid: 1, Invalid: 0, Errors: 0, Skipped: 0"),
        (CASES[:2], False, "2 resources found in 1 file - Valid: 1, Invalid: 1, Errors: 0, Skipped: 0"),
        (CASES, False, "6 resources found in 4 files - Valid: 2, Invalid: 1, Errors: 2, Skipped: 1"),
        (CASES[:1], True, "1 resource found parsing stdin - Valid: 1, Invalid: 0, Errors: 0, Skipped: 0"),
    ],
)
def test_the_last_line(cases: tuple[Case, ...], stdin: bool, words: str) -> None:
    found = Report((), cases=cases, stdin=stdin, summary=True)
    assert rendered(found, "concise") == f"Summary: {words}\n"


LINES = "a: 1\n\tb: é  \n" + "c" * 160 + "\n" + "d" * 161 + "\n\x1b: 1"


@pytest.mark.parametrize(
    ("line", "column", "end_line", "end_column", "shown"),
    [
        (1, 4, 0, 0, ["   |", " 1 | a: 1", "   |    ^"]),
        (1, 1, 1, 3, ["   |", " 1 | a: 1", "   | ^^"]),
        (1, 0, 1, 3, ["   |", " 1 | a: 1", "   | ^^"]),
        # what ends elsewhere, or where it begins, is marked to the end of its line
        (1, 2, 2, 4, ["   |", " 1 | a: 1", "   |  ^^^"]),
        (1, 2, 1, 2, ["   |", " 1 | a: 1", "   |  ^^^"]),
        (1, 9, 0, 0, ["   |", " 1 | a: 1", "   |     ^"]),
        (2, 5, 0, 0, ["   |", " 2 | \tb: é", "   | \t   ^"]),
        (3, 160, 0, 0, ["   |", " 3 | " + "c" * 160, "   | " + " " * 159 + "^"]),
        (4, 1, 0, 0, []),
        (5, 1, 0, 0, ["   |", " 5 | \ufffd: 1", "   | ^^^^"]),
        (6, 1, 0, 0, []),
        (0, 1, 0, 0, []),
    ],
)
def test_the_line_that_is_wrong(
    line: int, column: int, end_line: int, end_column: int, shown: list[str], tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(LINES, encoding="utf-8")
    wrong = Diagnostic("wrong", code="KST950", file=str(tmp_path / "a.txt"), line=line, column=column).replace(
        end_line=end_line, end_column=end_column
    )
    first, place, *rest = rendered(Report(entries_of([wrong], str(tmp_path))), "text").rstrip("\n").split("\n")
    at = f":{line}" + (f":{column}" if column else "") if line else ""
    assert (first, place) == ("Error: wrong", f"  --> a.txt{at}  [KST950]")
    assert rest[:-1] == shown
    assert rest[-1].startswith("   = help: write kind")
