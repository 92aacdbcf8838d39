"""JUnit's XML: a suite for each file, a case for each document."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from kustompy.validation.check.subject import ERROR, INVALID, SKIPPED
from kustompy.validation.reports.report import message_of
from kustompy.validation.schema.facts import mapping, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.validation.check.subject import Subject
    from kustompy.validation.reports.report import Report

# XML has no way to write these.
_UNWRITABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535, *range(55296, 57344)), "�")


def rendered(report: Report) -> str:
    """The report as one ``<testsuites>``."""
    counts = report.counts
    lines = [
        f"<testsuites{_attributes(name=report.tool, time=f'{report.seconds:.6f}', tests=len(report.subjects))}"
        f"{_attributes(failures=counts[INVALID], disabled=counts[SKIPPED], errors=counts[ERROR])}>"
    ]
    for number, file in enumerate(report.files, 1):
        lines += _suite(file, number, [each for each in report.subjects if each.file == file])
    return "\n".join([*lines, "</testsuites>", ""])


def _suite(file: str, number: int, subjects: list[Subject]) -> list[str]:
    statuses = [each.status for each in subjects]
    attributes = _attributes(
        name=file,
        id=number,
        tests=len(subjects),
        failures=statuses.count(INVALID),
        errors=statuses.count(ERROR),
        disabled=0,
        skipped=statuses.count(SKIPPED),
    )
    lines = [f"  <testsuite{attributes}>"]
    for subject, status in zip(subjects, statuses, strict=True):
        lines += _case(subject, status)
    return [*lines, "  </testsuite>"]


def _case(subject: Subject, status: str) -> list[str]:
    namespace = ""
    if isinstance(subject.value, dict):
        namespace = text(mapping(subject.value, "metadata").get("namespace"))
    name = f"{namespace}/{subject.name}" if namespace else subject.name
    head = f"    <testcase{_attributes(name=name, classname=f'{subject.kind}@{subject.api_version}')}"
    if status == SKIPPED:
        return [f"{head}>", "      <skipped></skipped>", "    </testcase>"]
    if status in (INVALID, ERROR):
        tag = "failure" if status == INVALID else "error"
        about = _attributes(
            message=message_of(subject), type=",".join(sorted({each.code for each in subject.findings}))
        )
        return [f"{head}>", f"      <{tag}{about}></{tag}>", "    </testcase>"]
    return [f"{head}></testcase>"]


def _attributes(**values: object) -> str:
    return "".join(f" {name}={quoteattr(str(value).translate(_UNWRITABLE))}" for name, value in values.items())
