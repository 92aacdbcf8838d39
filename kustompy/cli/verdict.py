"""The report of validation, with its last line: ``3 resources of 1 overlay are valid``."""

from __future__ import annotations

from kustompy.cli.reporter import seen_from
from kustompy.limits import DEFAULT_LIMITS
from kustompy.reporting.cases import INVALID, NAMING, Case, cases_of_subjects
from kustompy.reporting.closing import all_valid, are, counted, left_out
from kustompy.reporting.entries import entries_of, entries_of_error, relative
from kustompy.reporting.report import Report, found_words, summary_line, within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.errors import KustompyError
    from kustompy.validation.check.subject import Subject

    Failure = tuple[str, KustompyError]
    """A directory that does not build, and why."""


def verdict(
    subjects: Sequence[Subject],
    failures: Sequence[Failure],
    form: str,
    where: str,
    *,
    most: int = DEFAULT_LIMITS.findings,
    settled: str = "",
    summary: bool = False,
    verbose: bool = False,
    stdin: bool = False,
) -> Report:
    """The report of documents and of overlays that do not build (``failures``), with at most ``most`` findings.

    The last line has ``where`` behind the count of documents, as in `` of 2 overlays``, and ``settled`` at its end.
    """
    directory = seen_from(form)
    cases = [_case(target, error, directory) for target, error in failures]
    of_failures = [entry.source for case in cases for entry in case.entries]
    findings = [finding for each in subjects for finding in each.findings]
    # An entry is larger than its finding, and there may be many: those past the limit get none.
    cases = _within(cases, most)
    named = verbose or form in NAMING
    cases += cases_of_subjects(subjects, directory, max(0, most - len(of_failures)), named=named)
    diagnostics = [*of_failures, *findings]
    rest = within(diagnostics[most:], 0)
    entries = [*(entry for case in cases for entry in case.entries), *entries_of(rest, directory)]
    report = Report(entries, cases=cases, subjects=subjects, summary=summary, verbose=verbose, stdin=stdin)
    last = f"\n{summary_line(report)}".rstrip() if summary else ""
    report.closing = f"{_closing(report, len(failures), where, found_words(diagnostics))}{settled}{last}"
    return report


def of_what(overlays: int, files: int, *, stdin: bool) -> str:
    """Where documents come from: `` of 2 overlays and 1 file``."""
    parts = [counted(overlays, "overlay")] if overlays else []
    parts += [counted(files, "file")] if files else []
    parts += ["stdin"] if stdin else []
    return f" of {' and '.join(parts)}" if parts else ""


def not_tried(untried: int) -> str:
    """The end of a closing line about overlays that were left out after a failure; empty if there are none."""
    return f"; {counted(untried, 'overlay')} {are(untried, 'not tried', past=True)}" if untried else ""


def _case(target: str, error: KustompyError, directory: str) -> Case:
    place = relative(target, directory)
    return Case(place, "", "", "", place, "", INVALID, tuple(entries_of_error(error, directory)))


def _within(cases: Sequence[Case], most: int) -> list[Case]:
    """The cases with the first ``most`` of all their entries."""
    shown = []
    for each in cases:
        shown.append(each._replace(entries=each.entries[:most]))
        most = max(0, most - len(each.entries))
    return shown


def _closing(report: Report, failures: int, where: str, found: str) -> str:
    counts = report.counts
    skipped = counts["skipped"]
    checked = len(report.cases) - failures - skipped
    # A failure is a case of its own, and counted among the invalid ones.
    wrong = counts["invalid"] + counts["error"] - failures
    if report.is_valid:
        return f"{all_valid(checked, skipped, where)}{f'; found {found}' if found else ''}"
    said = [f"{wrong} of {counted(checked, 'resource')}{where} {are(wrong, 'not valid')}"] if checked else []
    said += [f"{counted(failures, 'overlay')} cannot be built"] if failures else []
    return f"found {found}: {', '.join(said)}{left_out(skipped)}"
