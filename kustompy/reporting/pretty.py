"""kubeconform's ``pretty`` and ``text``: a line for each document, with marks or without."""

from __future__ import annotations

from kustompy.reporting.cases import ERROR, INVALID, SKIPPED, VALID
from kustompy.reporting.report import message_of, summary_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.reporting.cases import Case
    from kustompy.reporting.report import Report

_MARKS = {VALID: "✔", INVALID: "✖", ERROR: "✖", SKIPPED: "-"}


def rendered(report: Report) -> str:
    """A line with a mark for each document."""
    return _lines(
        report,
        lambda case, words: f"{_MARKS[case.status]} {case.file}: {words}\n",
        lambda case: f"{case.kind} {case.name} skipped",
    )


def rendered_plain(report: Report) -> str:
    """kubeconform's text: no marks, and the name first where it skips."""
    return _lines(
        report, lambda case, words: f"{case.file} - {words}\n", lambda case: f"{case.name} {case.kind} skipped"
    )


def _lines(report: Report, line: Callable[[Case, str], str], skipped: Callable[[Case], str]) -> str:
    lines = []
    for case in report.cases:
        about = f"{case.kind} {case.name}".strip()
        if case.status == INVALID:
            lines.append(line(case, f"{about} is invalid: {message_of(case)}"))
        elif case.status == ERROR:
            # Of what has no kind, no name is told either.
            named = f"{about} " if case.kind else ""
            lines.append(line(case, f"{named}failed validation: {message_of(case)}"))
        elif report.verbose and case.status == VALID:
            lines.append(line(case, f"{about} is valid"))
        elif report.verbose and case.status == SKIPPED:
            lines.append(line(case, skipped(case)))
    return "".join(lines) + (summary_line(report) if report.summary else "")
