"""The Test Anything Protocol: a line for each document or file, and a block of YAML for what is wrong with it."""

from __future__ import annotations

from kustompy.reporting.cases import EMPTY, SKIPPED, VALID
from kustompy.reporting.json import record
from kustompy.reporting.report import message_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.reporting.cases import Case
    from kustompy.reporting.report import Report


def rendered(report: Report) -> str:
    """The report as TAP."""
    lines = ["TAP version 13"]
    for number, case in enumerate(report.cases, 1):
        about, skip = _about(case, report.tool), " # skip" if case.status == SKIPPED else ""
        verdict, end = "ok", ""
        if case.status not in (VALID, SKIPPED, EMPTY):
            verdict, end = "not ok", f": {message_of(case)}"
        # TAP is read line by line.
        lines.append(" ".join(f"{verdict} {number} - {case.file}{about}{skip}{end}".splitlines()))
        if report.tool != "kubeconform" and case.entries:
            lines += _block(case)
    return "\n".join([*lines, f"1..{len(report.cases)}", ""])


def _about(case: Case, tool: str) -> str:
    """What a line says of a document behind its file: its kind, or all of its id in kubeconform's output."""
    if case.status == EMPTY:
        return " (empty)"
    if tool == "kubeconform" and case.kind:
        return f" ({case.api_version}/{case.kind}/{case.namespace}/{case.name})"
    return f" ({case.kind})" if case.kind else ""


def _block(case: Case) -> list[str]:
    """The entries as a YAML list; JSON is YAML, and needs no care about what a text may hold."""
    import json

    return ["  ---", *(f"  - {json.dumps(record(each), ensure_ascii=False)}" for each in case.entries), "  ..."]
