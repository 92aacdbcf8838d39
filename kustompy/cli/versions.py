"""Checks against several versions of Kubernetes in one run, so that a finding says which versions it is about."""

from __future__ import annotations

from kustompy.validation.check.subject import Subject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kustompy.validation.schema.finding import Finding


def over_versions(
    subjects: Sequence[Subject], versions: Sequence[str], check: Callable[[str, list[Subject]], list[Subject]]
) -> list[Subject]:
    """The documents with the findings of all versions; a finding that some versions lack names those that have it."""
    runs = [check(version, [_fresh(each) for each in subjects]) for version in versions]
    for copies in zip(*runs, strict=False):
        said: dict[tuple[object, ...], tuple[Finding, list[str]]] = {}
        for version, copy in zip(versions, copies, strict=True):
            for finding in copy.findings:
                said.setdefault(_key(finding), (finding, []))[1].append(version)
        copies[-1].findings = [_spoken(finding, of, versions) for finding, of in said.values()]
        copies[-1].findings.sort(key=lambda each: (each.file, each.line, each.column))
    return runs[-1]


def _fresh(subject: Subject) -> Subject:
    """The document as it was before it was checked."""
    made = Subject(subject.value, subject.file, subject.document, subject.locate, subject.base, subject.first_line)
    # Those of reading, such as a key that is there twice, which no version changes.
    made.findings = list(subject.findings)
    return made


def _key(finding: Finding) -> tuple[object, ...]:
    return finding.severity, finding.code, finding.path, finding.message, finding.file, finding.line, finding.column


def _spoken(finding: Finding, of: list[str], versions: Sequence[str]) -> Finding:
    if len(of) == len(versions):
        return finding
    # In the order of the command line, which is from old to new in every example.
    if list(versions[-len(of) :]) == of:
        where = f"from {of[0]} on"
    elif list(versions[: len(of)]) == of:
        where = f"up to {of[-1]}"
    else:
        where = f"in {', '.join(of)}"
    return finding.replace(message=f"{finding.message} ({where})")
