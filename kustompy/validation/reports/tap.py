"""The Test Anything Protocol: a line for each document."""

from __future__ import annotations

from kustompy.validation.check.subject import SKIPPED, VALID
from kustompy.validation.reports.report import message_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.validation.reports.report import Report


def rendered(report: Report) -> str:
    """The report as TAP."""
    lines = [] if report.tool == "kubeconform" else ["TAP version 13"]
    for number, subject in enumerate(report.subjects, 1):
        status = subject.status
        if status == SKIPPED:
            lines.append(f"ok {number} #skip - {subject.file}")
            continue
        about = f" ({subject.kind})" if subject.kind else ""
        end = "" if status == VALID else f": {message_of(subject)}"
        lines.append(
            f"{'ok' if status == VALID else 'not ok'} {number} - {subject.file}{about}{end}".replace("\n", " ")
        )
    return "\n".join([*lines, f"1..{len(report.subjects)}", ""])
