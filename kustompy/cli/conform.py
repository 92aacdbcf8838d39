"""Findings in the words of kubeconform 0.7, for which a pipeline may search."""

from __future__ import annotations

from kustompy.errors import MISSING_FILE
from kustompy.reporting.cases import EMPTY, ERROR, Case, cases_of_subjects
from kustompy.validation.schema.finding import NO_OBJECT, NO_SCHEMA, REJECTED, TWICE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kustompy.validation.check.subject import Subject
    from kustompy.validation.schema.finding import Finding

_ERRORS = frozenset((TWICE, REJECTED))


def cases_in_its_words(subjects: Sequence[Subject], files: Sequence[str]) -> list[Case]:
    """A case for each document, and one for each of the files in which there is none."""
    for subject in subjects:
        subject.findings = [_in_its_words(finding, subject) for finding in subject.findings]
    cases: dict[str, list[Case]] = {}
    for subject, case in zip(subjects, cases_of_subjects(subjects, ""), strict=True):
        cases.setdefault(subject.file, []).append(_as_it_has_it(subject, case))
    for file in files:
        cases.setdefault(file, [Case(file, "", "", "", "", "", EMPTY, ())])
    # By file in the order of the arguments, as kubeconform reads them; a failure may name a file that is none of them.
    order = [*files, *(file for file in cases if file not in set(files))]
    return [case for file in dict.fromkeys(order) for case in cases.get(file, ())]


def _as_it_has_it(subject: Subject, case: Case) -> Case:
    """The case as kubeconform has it: a generated name with its mark, and ``error`` for what it refuses unseen."""
    if any(finding.fault in _ERRORS for finding in subject.findings):
        case = case._replace(status=ERROR)
    metadata = subject.value.get("metadata") if isinstance(subject.value, dict) else None
    if isinstance(metadata, dict) and not metadata.get("name") and metadata.get("generateName"):
        case = case._replace(name=f"{case.name}{{{{ generateName }}}}")
    return case


def _in_its_words(finding: Finding, subject: Subject) -> Finding:
    message = _WORDS[finding.fault](finding, subject) if finding.fault in _WORDS else ""
    return finding.replace(message=message, path=()) if message else finding


def _of_no_object(finding: Finding, subject: Subject) -> str:
    if not isinstance(subject.value, dict):
        return ""
    missing = [key for key in ("kind", "apiVersion") if not subject.value.get(key)]
    return f"error while parsing: missing '{missing[0]}' key" if missing else ""


_WORDS: dict[str, Callable[[Finding, Subject], str]] = {
    NO_SCHEMA: lambda finding, subject: f"could not find schema for {subject.kind}",
    NO_OBJECT: _of_no_object,
    MISSING_FILE: lambda finding, subject: f"lstat {subject.file}: no such file or directory",
    TWICE: lambda finding, subject: f"error unmarshalling resource: {finding}",
    REJECTED: lambda finding, subject: f"prohibited resource kind {subject.kind}",
}
