"""A line for each mistake, as grep likes it: ``file:line:column: severity code resource: path: message``."""

from __future__ import annotations

from kustompy.reporting.report import summary_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.reporting.entries import Entry
    from kustompy.reporting.report import Report


def rendered(report: Report) -> str:
    """The entries as lines, and the summary if it is wanted."""
    if not report.verbose:
        lines = [line_of(each) for each in report.entries]
    else:
        lines = []
        for case in report.cases:
            lines += [line_of(each) for each in case.entries]
            lines += [] if case.entries else [f"{case.file}: {case.status} {case.resource}\n"]
    return "".join(lines) + (summary_line(report) if report.summary else "")


def line_of(entry: Entry) -> str:
    """One mistake on one line."""
    place = entry.file
    if entry.line:
        place += f":{entry.line}" + (f":{entry.column}" if entry.column else "")
    about = f" {entry.resource}" if entry.resource else ""
    text = f"{entry.path}: {entry.message}" if entry.path else entry.message
    # kustomize has messages of several lines, and grep and problem matchers of editors read one.
    text = " ".join(text.splitlines())
    return f"{place}{': ' if place else ''}{entry.severity} {entry.code}{about}: {text}\n"
