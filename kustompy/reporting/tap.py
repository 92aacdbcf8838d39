"""The Test Anything Protocol: a line for each document or file, and a block of YAML for what is wrong with it."""

from __future__ import annotations

from kustompy.reporting.cases import SKIPPED, VALID
from kustompy.reporting.json import record
from kustompy.reporting.report import message_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.reporting.cases import Case
    from kustompy.reporting.report import Report


def rendered(report: Report) -> str:
    """The report as TAP."""
    is_ours = report.tool != "kubeconform"
    lines = ["TAP version 13"] if is_ours else []
    for number, case in enumerate(report.cases, 1):
        if case.status == SKIPPED:
            lines.append(f"ok {number} #skip - {case.file}")
            continue
        about = f" ({case.kind})" if case.kind else ""
        end = "" if case.status == VALID else f": {message_of(case)}"
        verdict = "ok" if case.status == VALID else "not ok"
        lines.append(" ".join(f"{verdict} {number} - {case.file}{about}{end}".splitlines()))
        if is_ours and case.entries:
            lines += _block(case)
    return "\n".join([*lines, f"1..{len(report.cases)}", ""])


def _block(case: Case) -> list[str]:
    """The entries as a YAML list; JSON is YAML, and needs no care about what a text may hold."""
    import json

    return ["  ---", *(f"  - {json.dumps(record(each), ensure_ascii=False)}" for each in case.entries), "  ..."]
