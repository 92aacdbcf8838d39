"""A line for each finding, as compilers print them: ``file:line:column: severity code resource: path: message``."""

from __future__ import annotations

from kustompy.validation.reports.report import summary_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.validation.reports.report import Report
    from kustompy.validation.schema.finding import Finding


def rendered(report: Report) -> str:
    """The findings as text, and the summary if it is wanted."""
    lines = []
    for subject in report.subjects:
        lines += [line_of(finding) for finding in subject.findings]
        if report.verbose and not subject.findings:
            lines.append(f"{subject.file}: {subject.status} {subject.resource}\n")
    return "".join(lines) + (summary_line(report) if report.summary else "")


def line_of(finding: Finding) -> str:
    """One finding on one line."""
    place = finding.file
    if finding.line:
        place += f":{finding.line}" + (f":{finding.column}" if finding.column else "")
    about = f" {finding.resource}" if finding.resource else ""
    text = str(finding).replace("\n", " ")
    return f"{place}{': ' if place else ''}{finding.severity} {finding.code}{about}: {text}\n"
