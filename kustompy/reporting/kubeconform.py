"""kubeconform's JSON."""

from __future__ import annotations

import json

from kustompy.reporting.cases import EMPTY, ERROR, INVALID, SKIPPED, VALID
from kustompy.reporting.report import message_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value
    from kustompy.reporting.cases import Case
    from kustompy.reporting.report import Report

_WRONG = (INVALID, ERROR)
_STATUSES = {VALID: "statusValid", INVALID: "statusInvalid", ERROR: "statusError", SKIPPED: "statusSkipped"}


def rendered(report: Report) -> str:
    """``{"resources": […], "summary": {…}}``: what is valid or skipped is listed only in verbose reports."""
    shown = [each for each in report.cases if (report.verbose and each.status != EMPTY) or each.status in _WRONG]
    whole: dict[str, Value] = {"resources": [_record(each) for each in shown]}
    # kubeconform prints it with -summary; `kustompy validate --format kubeconform` has it always.
    if report.summary or report.tool != "kubeconform":
        counts = report.counts
        names = {"valid": VALID, "invalid": INVALID, "errors": ERROR, "skipped": SKIPPED}
        whole["summary"] = {name: counts[status] for name, status in names.items()}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _record(case: Case) -> dict[str, Value]:
    record: dict[str, Value] = {
        "filename": case.file,
        "kind": case.kind,
        "name": case.name,
        "version": case.api_version,
        "status": _STATUSES[case.status],
        "msg": message_of(case),
    }
    # kubeconform has the list for what a schema refuses, and the message alone for what it could not check.
    if case.status == INVALID:
        errors = [each for each in case.entries if each.severity == "error"]
        record["validationErrors"] = [{"path": _pointer(each.source.path), "msg": each.message} for each in errors]
    return record


def _pointer(path: tuple[str | int, ...]) -> str:
    return "".join(f"/{each}" for each in path)
