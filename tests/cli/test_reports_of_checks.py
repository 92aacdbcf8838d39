"""What the last line of validate and lint says of versions, of what the tree leaves out, and of what was not tried."""

from __future__ import annotations

import pytest

from kustompy.cli.settled import _counted
from kustompy.cli.verdict import not_tried, of_what, verdict
from kustompy.cli.versions import over_versions
from kustompy.errors import LoadError
from kustompy.errors.diagnostic import Diagnostic
from kustompy.validation.check.subject import Subject
from kustompy.validation.schema.finding import Finding

VERSIONS = ("1.29", "1.30", "1.31", "1.32")


@pytest.mark.parametrize(
    ("found_at", "words"),
    [
        (VERSIONS, ""),
        (("1.31", "1.32"), " (from 1.31 on)"),
        (("1.32",), " (from 1.32 on)"),
        (("1.29", "1.30"), " (up to 1.30)"),
        (("1.29",), " (up to 1.29)"),
        (("1.30",), " (in 1.30)"),
        (("1.29", "1.32"), " (in 1.29, 1.32)"),
        ((), None),
    ],
)
def test_versions_of_a_finding(found_at: tuple[str, ...], words: str | None) -> None:
    def check(version: str, subjects: list[Subject]) -> list[Subject]:
        for each in subjects:
            assert each.findings == []
            if version in found_at:
                each.findings.append(Finding("wrong", code="KST900"))
        return subjects

    [checked] = over_versions([Subject({"kind": "A"}, "a.yaml")], VERSIONS, check)
    assert [each.message for each in checked.findings] == ([] if words is None else [f"wrong{words}"])


def test_where_documents_come_from() -> None:
    assert of_what(0, 0, stdin=False) == ""
    assert of_what(1, 0, stdin=True) == " of 1 overlay and stdin"
    assert of_what(2, 1, stdin=False) == " of 2 overlays and 1 file"
    assert not_tried(0) == ""
    assert not_tried(1) == "; 1 overlay was not tried"


def test_codes_are_cut_off_after_five() -> None:
    found = [Diagnostic("x", code=f"KST90{number}") for number in range(6)]
    assert _counted(found[:1]) == "1 finding (KST900)"
    assert _counted([found[1], found[0], found[1]]) == "3 findings (KST900, KST901)"
    assert _counted(found[:5]) == "5 findings (KST900, KST901, KST902, KST903, KST904)"
    assert _counted(found) == "6 findings (KST900, KST901, KST902, KST903, KST904, …)"


def subject(*messages: str) -> Subject:
    made = Subject({"apiVersion": "v1", "kind": "A", "metadata": {"name": "a"}}, "a.yaml")
    made.findings = [Finding(each, code="KST900", severity="error") for each in messages]
    return made


@pytest.mark.parametrize(
    ("subjects", "failures", "closing", "entries"),
    [
        ([subject()], [], "1 resource of x is valid; y", 0),
        ([subject("m")], [], "found 1 error: 1 of 1 resource of x is not valid; y", 1),
        ([], [("/d", LoadError("gone", code="KST301"))], "found 1 error: 1 overlay cannot be built; y", 1),
        (
            [subject(), subject("m", "n")],
            [("/d", LoadError("gone", code="KST301"))],
            "found 3 errors: 1 of 2 resources of x is not valid, 1 overlay cannot be built; y",
            3,
        ),
    ],
)
def test_the_closing_line(
    subjects: list[Subject], failures: list[tuple[str, LoadError]], closing: str, entries: int
) -> None:
    report = verdict(subjects, failures, "text", " of x", settled="; y")
    assert report.closing == closing
    assert len(report.entries) == entries
    limited = verdict(subjects, failures, "text", " of x", settled="; y", most=1)
    assert limited.closing == closing
    assert len(limited.entries) == min(entries, 2)
