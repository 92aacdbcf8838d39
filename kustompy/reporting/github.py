"""Commands of GitHub's workflows, which annotate the lines of a change."""

from __future__ import annotations

from kustompy.reporting.entries import described

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.reporting.entries import Entry
    from kustompy.reporting.report import Report


def rendered(report: Report) -> str:
    """``::error file=…,line=…,col=…,endLine=…,endColumn=…,title=…::message``"""
    return "".join(_command(each) for each in report.entries)


def _command(entry: Entry) -> str:
    one_line = entry.end_line == entry.line
    values = {
        "file": entry.file,
        "line": entry.line,
        "endLine": entry.end_line,
        # GitHub takes columns only for what begins and ends on one line.
        "col": entry.column if one_line or not entry.end_line else 0,
        "endColumn": entry.end_column if one_line else 0,
        "title": f"{entry.code} {entry.resource}".rstrip(),
    }
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in values.items() if value)
    # The title has the resource already.
    text = described(entry._replace(resource="")) + (f"\nhelp: {entry.hint}" if entry.hint else "")
    return f"::{entry.severity} {properties}::{_data(text)}\n"


def _data(text: str) -> str:
    # The percent sign first, or those of the other escapes would be escaped again.
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    # In a property a comma begins the next one, and two colons begin the message.
    return _data(text).replace(":", "%3A").replace(",", "%2C")
