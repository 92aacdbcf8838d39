"""SARIF 2.1.0, which code hosts show in the lines of a change."""

from __future__ import annotations

import json

from kustompy._version import __version__
from kustompy.messages.codes import title

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kustompy.validation.reports.report import Report
    from kustompy.validation.schema.finding import Finding

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def rendered(report: Report) -> str:
    """The report as one run of one tool."""
    findings = report.findings
    codes = sorted({each.code for each in findings})
    rules = [{"id": code, "shortDescription": {"text": title(code)}} for code in codes]
    run = {
        "tool": {"driver": {"name": report.tool, "version": __version__, "rules": rules}},
        "results": [_result(each, codes) for each in findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _result(finding: Finding, codes: list[str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": finding.severity,
        "message": {"text": f"{finding.resource}: {finding}" if finding.resource else str(finding)},
    }
    if finding.file:
        place: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.file)}}
        if finding.line:
            place["region"] = {"startLine": finding.line, "startColumn": max(finding.column, 1)}
        result["locations"] = [{"physicalLocation": place}]
    return result


def _uri(file: str) -> str:
    from urllib.parse import quote

    return ("file://" if file.startswith("/") else "") + quote(file.replace("\\", "/"))
