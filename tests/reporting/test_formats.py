"""What each format makes of the same entries: on one line, on several, and without a place."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable

import pytest

from kustompy.errors import UsageError
from kustompy.errors.diagnostic import Diagnostic
from kustompy.reporting.closing import all_valid, are, counted, left_out
from kustompy.reporting.entries import entries_of, relative, remedy
from kustompy.reporting.excerpts import printable
from kustompy.reporting.fingerprints import fingerprints
from kustompy.reporting.report import Report, found_words, rendered, report_of_error, report_of_findings, within

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="paths are written for Linux and macOS")

ONE = Diagnostic("100% wrong: a, b", code="KST950", file="/w/x,y/a.toml", line=3, column=5, hint="h").replace(
    severity="error", end_line=3, end_column=9
)
SEVERAL = ONE.replace(message="two\nlines", severity="warning", end_line=5)
NOWHERE = Diagnostic("no place", code="KST823", severity="error", hint="h")


def report(*found: Diagnostic, checked: Iterable[str] = ()) -> Report:
    return report_of_findings(found, "/w", tuple(checked))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (
            ONE,
            "::error file=x%2Cy/a.toml,line=3,endLine=3,col=5,endColumn=9,title=KST950::100%25 wrong: a, b%0Ahelp: h\n",
        ),
        (SEVERAL, "::warning file=x%2Cy/a.toml,line=3,endLine=5,title=KST950::two%0Alines%0Ahelp: h\n"),
        (SEVERAL.replace(end_line=0, end_column=0), "::warning file=x%2Cy/a.toml,line=3,col=5,title=KST950::"),
        (NOWHERE, "::error title=KST823::no place%0Ahelp: h\n"),
    ],
)
def test_annotations_of_github(found: Diagnostic, expected: str) -> None:
    assert rendered(report(found), "github").startswith(expected)


def test_issues_of_gitlab() -> None:
    one, several, nowhere = json.loads(rendered(report(ONE, SEVERAL, NOWHERE), "gitlab"))
    assert one["location"] == {
        "path": "x,y/a.toml",
        "lines": {"begin": 3, "end": 3},
        "positions": {"begin": {"line": 3, "column": 5}, "end": {"line": 3, "column": 9}},
    }
    assert (one["severity"], one["check_name"], one["description"]) == ("major", "KST950", "100% wrong: a, b (help: h)")
    assert (several["severity"], several["location"]["lines"]) == ("minor", {"begin": 3, "end": 5})
    assert nowhere["location"] == {
        "path": ".",
        "lines": {"begin": 1, "end": 1},
        "positions": {"begin": {"line": 1, "column": 1}, "end": {"line": 1, "column": 1}},
    }


def test_results_of_sarif() -> None:
    placed = ONE.replace(chain=(("/w/k.yaml", 2), ("/w/top.yaml", 1)), also=("the other one", "/elsewhere/b c.yaml", 0))
    [run] = json.loads(rendered(report(placed, SEVERAL, NOWHERE), "sarif"))["runs"]
    first, second, third = run["results"]
    assert [each["id"] for each in run["tool"]["driver"]["rules"]] == ["KST823", "KST950"]
    assert [each["ruleIndex"] for each in run["results"]] == [1, 1, 0]
    assert [each["defaultConfiguration"]["level"] for each in run["tool"]["driver"]["rules"]] == ["error", "error"]
    assert first["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9,
    }  # fmt: skip
    assert first["message"]["text"] == "100% wrong: a, b\nHelp: h."
    assert [
        (each["id"], each["message"]["text"], each["physicalLocation"]["artifactLocation"]["uri"])
        for each in first["relatedLocations"]
    ] == [(1, "Included from here.", "k.yaml"), (2, "The other one.", "file:///elsewhere/b%20c.yaml")]
    assert "region" not in first["relatedLocations"][1]["physicalLocation"]
    assert second["level"] == "warning"
    assert "relatedLocations" not in second
    assert "locations" not in third


def test_the_level_of_a_rule_is_that_of_its_first_result() -> None:
    [run] = json.loads(rendered(report(SEVERAL, ONE), "sarif"))["runs"]
    assert run["tool"]["driver"]["rules"][0]["defaultConfiguration"] == {"level": "warning"}


def test_lines_of_tap_and_concise() -> None:
    lines = rendered(report(ONE, SEVERAL, NOWHERE, checked=["/w/good"]), "tap").split("\n")
    assert lines[1] == "not ok 1 - x,y/a.toml: 100% wrong: a, b"
    assert [each for each in lines if not each.startswith("  ")] == [
        "TAP version 13", lines[1], "not ok 2 - .: no place", "ok 3 - good", "1..3", "",
    ]  # fmt: skip
    assert rendered(report(ONE, SEVERAL, NOWHERE), "concise") == (
        "x,y/a.toml:3:5: error KST950: 100% wrong: a, b\n"
        "x,y/a.toml:3:5: warning KST950: two lines\n"
        "error KST823: no place\n"
    )


def test_cases_of_junit() -> None:
    text = rendered(report(ONE, SEVERAL, NOWHERE, checked=["/w/good"]), "junit")
    assert text.startswith(
        '<testsuites name="kustompy" time="0.000000" tests="3" failures="2" disabled="0" errors="0">\n'
        '  <testsuite name="x,y/a.toml" id="1" tests="1" failures="1" errors="0" disabled="0" skipped="0">\n'
        '    <testcase name="x,y/a.toml" classname="x,y/a.toml" file="x,y/a.toml" line="3">\n'
        '      <failure message="100% wrong: a, b" type="KST950">Error: 100% wrong: a, b\n'
    )
    assert '<testcase name="." classname="." file=".">' in text
    assert text.endswith(
        '  <testsuite name="good" id="3" tests="1" failures="0" errors="0" disabled="0" skipped="0">\n'
        '    <testcase name="good" classname="good" file="good"></testcase>\n  </testsuite>\n</testsuites>\n'
    )


def test_json_leaves_out_what_is_unknown() -> None:
    whole = json.loads(rendered(report(ONE, SEVERAL, NOWHERE), "json"))
    assert whole["summary"] == {"errors": 2, "warnings": 1}
    assert whole["findings"][2] == {"severity": "error", "code": "KST823", "message": "no place", "hint": "h"}


@pytest.mark.parametrize(
    ("target", "files", "is_well"),
    [
        ("/w", [], True),
        ("/w", ["/w/a.yaml"], False),
        ("/w", ["/elsewhere/a.yaml", "stdin", "../a.yaml"], True),
        ("/w/b", ["/w/bc/a.yaml"], True),
        ("/w/b", ["/w/b/a.yaml"], False),
        ("/w/b", ["/w/b"], False),
    ],
)
def test_a_target_with_findings_is_not_listed_as_well(target: str, files: list[str], is_well: bool) -> None:
    found = [ONE.replace(file=each) for each in files]
    cases = report_of_findings(found, "/w", [target]).cases
    assert any(each.status == "valid" for each in cases) == is_well


def test_fingerprints_number_equal_mistakes_and_pass_over_lines() -> None:
    first, moved = (entries_of([ONE.replace(line=line), ONE.replace(line=9)], "/w") for line in (3, 4))
    assert fingerprints(first) == fingerprints(moved)
    assert len(set(fingerprints(first))) == 2
    assert fingerprints(entries_of([ONE.replace(message="else")], "/w"))[0] not in fingerprints(first)
    assert fingerprints(entries_of([ONE.replace(file="/w/\udcff")], "/w"))


@pytest.mark.parametrize(
    ("file", "directory", "expected"),
    [
        ("/w/a", "/w", "a"),
        ("/w/a", "/w/", "a"),
        ("/wx/a", "/w", "/wx/a"),
        ("/w", "/w", "/w"),
        ("/a", "/", "a"),
        ("stdin", "/w", "stdin"),
        ("/w/a", "", "/w/a"),
        ("", "/w", ""),
    ],
)
def test_paths_as_seen_from_a_directory(file: str, directory: str, expected: str) -> None:
    assert relative(file, directory) == expected


def test_only_so_many_findings_are_shown() -> None:
    assert within([ONE, SEVERAL], 2) == [ONE, SEVERAL]
    *_, last = within([ONE, SEVERAL, SEVERAL], 1)
    assert (last.code, last.severity, last.message) == (
        "KST925", "warning", "at least 2 more findings are not shown",
    )  # fmt: skip
    *_, last = within([SEVERAL, ONE], 1)
    assert (last.severity, last.message) == ("error", "at least 1 more finding is not shown")


def test_a_failure_counts_all_of_its_mistakes() -> None:
    error = UsageError("wrong", code="KST806")
    assert report_of_error(error, "/w").closing == ""
    error.diagnostics = [*error.diagnostics, SEVERAL, SEVERAL]
    assert report_of_error(error, "/w", 1).closing == "found 1 error and 2 warnings"
    assert len(error.diagnostics) == 2


def test_words_of_closing_lines() -> None:
    assert (counted(0, "file"), counted(1, "file"), counted(2, "file")) == ("0 files", "1 file", "2 files")
    assert (are(1, "valid"), are(2, "valid"), are(0, "valid")) == ("is valid", "are valid", "are valid")
    assert (are(1, "tried", past=True), are(2, "tried", past=True)) == ("was tried", "were tried")
    assert left_out(0) == ""
    assert all_valid(1, 2, " of stdin") == "1 resource of stdin is valid; 2 resources were not checked"
    assert found_words([ONE, ONE]) == "2 errors"
    assert found_words([ONE, SEVERAL]) == "1 error and 1 warning"


def test_what_a_terminal_obeys_is_replaced() -> None:
    assert printable("a\tb\x1b[31m\n") == "a\tb\ufffd[31m\ufffd"


def test_the_remedy_of_a_code() -> None:
    assert remedy("KST950").startswith("write kind, name and namespace")
    assert not remedy("KST950").endswith(".")
    assert remedy("nothing") == ""
