"""kubeconform's ``pretty`` and ``text``: a line for each document, with marks or without."""

from __future__ import annotations

from kustompy.validation.check.subject import ERROR, INVALID, SKIPPED, VALID
from kustompy.validation.reports.report import message_of, summary_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.validation.check.subject import Subject
    from kustompy.validation.reports.report import Report

_MARKS = {VALID: "✔", INVALID: "✖", ERROR: "✖", SKIPPED: "-"}


def rendered(report: Report) -> str:
    """A line with a mark for each document."""
    return _lines(report, lambda subject, words: f"{_MARKS[subject.status]} {subject.file}: {words}\n")


def rendered_plain(report: Report) -> str:
    """kubeconform's text: no marks."""
    return _lines(report, lambda subject, words: f"{subject.file} - {words}\n")


def _lines(report: Report, line: Callable[[Subject, str], str]) -> str:
    lines = []
    for subject in report.subjects:
        status = subject.status
        about = f"{subject.kind} {subject.name}".strip()
        if status == INVALID:
            lines.append(line(subject, f"{about} is invalid: {message_of(subject)}"))
        elif status == ERROR:
            lines.append(line(subject, f"{about} failed validation: {message_of(subject)}".lstrip()))
        elif report.verbose:
            lines.append(line(subject, f"{about} {'is valid' if status == VALID else 'skipped'}"))
    return "".join(lines) + (summary_line(report) if report.summary else "")
