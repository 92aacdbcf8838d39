"""The findings as JSON."""

from __future__ import annotations

import json

from kustompy.validation.schema.finding import path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kustompy.validation.reports.report import Report
    from kustompy.validation.schema.finding import Finding


def rendered(report: Report) -> str:
    """``{"findings": […], "summary": {…}}``"""
    counts = report.counts
    whole = {
        "findings": [record(each) for each in report.findings],
        "summary": {"resources": len(report.subjects), "files": len(report.files), **counts},
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def record(finding: Finding) -> dict[str, Any]:
    """One finding as JSON knows it; what is unknown is not there."""
    whole: dict[str, Any] = {
        "severity": finding.severity,
        "code": finding.code,
        "resource": finding.resource,
        "path": path_text(finding.path),
        "message": finding.message,
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
    }
    return {key: value for key, value in whole.items() if value not in ("", 0)}
