"""GitLab's code quality report."""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kustompy.validation.reports.report import Report
    from kustompy.validation.schema.finding import Finding

_SEVERITIES = {"error": "major", "warning": "minor"}


def rendered(report: Report) -> str:
    """A list of issues, each with a fingerprint that the line does not change."""
    issues: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for finding in report.findings:
        key = "\n".join((finding.code, finding.file, finding.resource, str(finding)))
        seen[key] = seen.get(key, 0) + 1
        issues.append(_issue(finding, f"{key}\n{seen[key]}"))
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"


def _issue(finding: Finding, key: str) -> dict[str, Any]:
    from hashlib import sha256

    about = f"{finding.resource}: " if finding.resource else ""
    return {
        "description": f"{about}{finding}",
        "check_name": finding.code,
        "fingerprint": sha256(key.encode("utf-8", "replace")).hexdigest(),
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": finding.file, "lines": {"begin": max(finding.line, 1)}},
    }
