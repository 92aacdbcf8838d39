"""JUnit's XML: a suite for each file, a case for each document or file."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from kustompy.reporting.cases import EMPTY, ERROR, INVALID, SKIPPED
from kustompy.reporting.report import message_of
from kustompy.reporting.text import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.reporting.cases import Case
    from kustompy.reporting.report import Report

# Control characters, lone surrogates and the two non-characters: XML 1.0 cannot hold them, not even escaped.
_UNWRITABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535, *range(55296, 57344)), "�")


def rendered(report: Report) -> str:
    """The report as one ``<testsuites>``."""
    cases = [each for each in report.cases if each.status != EMPTY]
    counts = report.counts
    lines = [
        f"<testsuites{_attributes(name=report.tool, time=f'{report.seconds:.6f}', tests=len(cases))}"
        f"{_attributes(failures=counts[INVALID], disabled=counts[SKIPPED], errors=counts[ERROR])}>"
    ]
    # Grouped in one pass: looking through all cases for each file is quadratic, and a folder may have ten thousand.
    by_file: dict[str, list[Case]] = {file: [] for file in report.files}
    for each in cases:
        by_file[each.file].append(each)
    for number, (file, own) in enumerate(by_file.items(), 1):
        lines += _suite(file, number, own, report.tool)
    return "\n".join([*lines, "</testsuites>", ""])


def _suite(file: str, number: int, cases: list[Case], tool: str) -> list[str]:
    # The attributes and their order are kubeconform's, which programs that read its reports know.
    statuses = [each.status for each in cases]
    attributes = _attributes(
        name=file,
        id=number,
        tests=len(cases),
        failures=statuses.count(INVALID),
        errors=statuses.count(ERROR),
        disabled=0,
        skipped=statuses.count(SKIPPED),
    )
    lines = [f"  <testsuite{attributes}>"]
    for case in cases:
        lines += _case(case, tool)
    return [*lines, "  </testsuite>"]


def _case(case: Case, tool: str) -> list[str]:
    head = f"    <testcase{_attributes(**_named(case, tool))}"
    if case.status == SKIPPED:
        return [f"{head}>", "      <skipped></skipped>", "    </testcase>"]
    if case.status in (INVALID, ERROR):
        # JUnit has two words: a test that failed, and one that could not run, here for want of a schema.
        tag = "failure" if case.status == INVALID else "error"
        about = _attributes(message=message_of(case), type=",".join(sorted({each.code for each in case.entries})))
        # kubeconform writes the message into the attribute and leaves the element empty.
        text = "" if tool == "kubeconform" else escape(text_of(case.entries).translate(_UNWRITABLE))
        return [f"{head}>", f"      <{tag}{about}>{text}</{tag}>", "    </testcase>"]
    return [f"{head}></testcase>"]


def _named(case: Case, tool: str) -> dict[str, object]:
    """The name and class of a case, and its place, which kubeconform does not print."""
    name = f"{case.namespace}/{case.name}" if case.namespace else case.name
    if tool == "kubeconform":
        return {"name": name, "classname": f"{case.kind}@{case.api_version}", "time": 0}
    kind = f"{case.kind}@{case.api_version}" if case.kind else case.file
    first = case.entries[0] if case.entries else None
    place: dict[str, object] = {"file": (first.file if first else "") or case.file}
    if first and first.line:
        place["line"] = first.line
    return {"name": name or case.file, "classname": kind, **place}


def _attributes(**values: object) -> str:
    return "".join(f" {name}={quoteattr(str(value).translate(_UNWRITABLE))}" for name, value in values.items())
