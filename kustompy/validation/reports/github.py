"""Commands of GitHub's workflows, which annotate the lines of a change."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.validation.reports.report import Report
    from kustompy.validation.schema.finding import Finding


def rendered(report: Report) -> str:
    """``::error file=…,line=…,col=…,title=…::message``"""
    return "".join(_command(each) for each in report.findings)


def _command(finding: Finding) -> str:
    values = {
        "file": finding.file,
        "line": finding.line,
        "col": finding.column,
        "title": f"{finding.code} {finding.resource}".rstrip(),
    }
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in values.items() if value)
    return f"::{finding.severity} {properties}::{_data(str(finding))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
