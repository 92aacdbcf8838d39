"""GitLab's code quality report."""

from __future__ import annotations

import json

from kustompy.reporting.entries import described
from kustompy.reporting.fingerprints import fingerprints

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value
    from kustompy.reporting.entries import Entry
    from kustompy.reporting.report import Report

# GitLab knows info, minor, major, critical and blocker.
_SEVERITIES = {"error": "major", "warning": "minor"}


def rendered(report: Report) -> str:
    """A list of issues, each with a fingerprint that the line does not change."""
    prints = fingerprints(report.entries)
    issues = [_issue(entry, mark) for entry, mark in zip(report.entries, prints, strict=True)]
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"


def _issue(entry: Entry, fingerprint: str) -> dict[str, Value]:
    # GitLab requires a path and a line, and lines begin at 1.
    begin = max(entry.line, 1)
    # The widget of a merge request shows the description and no other text.
    help_text = f" (help: {entry.hint})" if entry.hint else ""
    return {
        "description": f"{described(entry)}{help_text}",
        "check_name": entry.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[entry.severity],
        "location": {
            "path": entry.file or ".",
            "lines": {"begin": begin, "end": max(entry.end_line, begin)},
            "positions": {
                "begin": {"line": begin, "column": max(entry.column, 1)},
                "end": {"line": max(entry.end_line, begin), "column": max(entry.end_column, entry.column, 1)},
            },
        },
    }
