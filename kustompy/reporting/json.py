"""Reports as one JSON document: findings and a summary."""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value
    from kustompy.reporting.entries import Entry
    from kustompy.reporting.report import Report


def rendered(report: Report) -> str:
    """``{"findings": […], "summary": {…}}``"""
    severities = [each.severity for each in report.entries]
    summary: dict[str, Value] = {"errors": severities.count("error"), "warnings": severities.count("warning")}
    if report.subjects:
        counts = report.counts
        # `errors` counts documents here that could not be checked, beside `invalid` ones, as in kubeconform's summary.
        summary = {
            "resources": len(report.cases),
            "files": len(report.files),
            **counts,
            **summary,
            "errors": counts["error"],
        }
    if report.closing:
        summary["checked"] = report.closing
    whole = {"findings": [record(each) for each in report.entries], "summary": summary}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def record(entry: Entry) -> dict[str, Value]:
    """One entry as plain data, without the fields that are empty or unknown."""
    related: dict[str, Value] = {}
    if entry.also is not None:
        words, file, line = entry.also
        related = {"message": words, "file": file, "line": line}
    whole: dict[str, Value] = {
        "severity": entry.severity,
        "code": entry.code,
        "resource": entry.resource or entry.source.resource,
        "path": entry.path,
        "message": entry.message,
        "file": entry.file,
        "line": entry.line,
        "column": entry.column,
        "endLine": entry.end_line,
        "endColumn": entry.end_column,
        # A finding has its path as a text; others have the list of keys from the top of the document.
        "documentPath": [] if entry.path else list(entry.source.path),
        "hint": entry.hint,
        "includedFrom": [f"{file}:{line}" for file, line in entry.chain],
        "related": related,
    }
    return {key: value for key, value in whole.items() if value}
