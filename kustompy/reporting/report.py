"""Reports: what a run found and checked, for the formats to print."""

from __future__ import annotations

from kustompy.errors.diagnostic import Diagnostic
from kustompy.limits import DEFAULT_LIMITS
from kustompy.reporting.cases import cases_of_files
from kustompy.reporting.closing import counted
from kustompy.reporting.entries import described, entries_of, entries_of_error
from kustompy.validation.check.subject import ERROR, INVALID, SKIPPED, VALID

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.errors import KustompyError
    from kustompy.reporting.cases import Case
    from kustompy.reporting.entries import Entry
    from kustompy.validation.check.subject import Subject

FORMATS = ("text", "json", "github", "gitlab", "sarif", "junit", "tap", "concise")
"""The formats that every command has, each a module of this room with a function ``rendered``."""


class Report:
    """What is wrong, what was checked, and how it is to be shown.

    ``subjects`` are the documents that were validated, ``closing`` is the last line of a text.
    """

    __slots__ = (
        "cases", "closing", "coloured", "entries", "seconds", "stdin", "subjects", "summary", "tool",
        "verbose",
    )  # fmt: skip

    def __init__(
        self,
        entries: Sequence[Entry],
        *,
        cases: Sequence[Case] = (),
        subjects: Sequence[Subject] = (),
        closing: str = "",
        summary: bool = False,
        verbose: bool = False,
        stdin: bool = False,
        coloured: bool = False,
        tool: str = "kustompy",
        seconds: float = 0,
    ) -> None:
        self.entries, self.cases, self.subjects, self.closing = list(entries), list(cases), list(subjects), closing
        self.summary, self.verbose, self.stdin = summary, verbose, stdin
        self.coloured, self.tool, self.seconds = coloured, tool, seconds

    @property
    def counts(self) -> dict[str, int]:
        """How many documents have each status."""
        counts = dict.fromkeys((VALID, INVALID, ERROR, SKIPPED), 0)
        for case in self.cases:
            if case.status in counts:
                counts[case.status] += 1
        return counts

    @property
    def files(self) -> list[str]:
        """The files that the documents came from, each once."""
        return list(dict.fromkeys(case.file for case in self.cases))

    @property
    def is_valid(self) -> bool:
        """Whether no document is invalid or could not be checked."""
        counts = self.counts
        return not counts[INVALID] and not counts[ERROR]


def within(diagnostics: Sequence[Diagnostic], most: int) -> list[Diagnostic]:
    """The first ``most`` diagnostics, and one that counts the others if there are any."""
    told, rest = list(diagnostics[:most]), diagnostics[most:]
    if rest:
        # An error among those that are not shown must not pass for a warning.
        severity = "error" if any(each.severity == "error" for each in rest) else "warning"
        text = f"at least {counted(len(rest), 'more finding')} {'is' if len(rest) == 1 else 'are'} not shown"
        told.append(Diagnostic(text, code="KST925", severity=severity, hint="mend these, or show more: --max-findings"))
    return told


def report_of_error(error: KustompyError, directory: str, most: int = DEFAULT_LIMITS.findings) -> Report:
    """The report of a failure, with paths from the directory, and ``most`` of its mistakes."""
    # Counted before the list is cut.
    closing = f"found {found_words(error.diagnostics)}" if len(error.diagnostics) > 1 else ""
    error.diagnostics = within(error.diagnostics, most)
    entries = entries_of_error(error, directory)
    return Report(entries, cases=cases_of_files(entries, (), directory), closing=closing)


def report_of_findings(
    findings: Sequence[Diagnostic],
    directory: str,
    checked: Sequence[str] = (),
    closing: str = "",
    most: int = DEFAULT_LIMITS.findings,
) -> Report:
    """The report of a list of findings; ``checked`` are all targets, with findings or without."""
    entries = entries_of(within(findings, most), directory)
    return Report(entries, cases=cases_of_files(entries, checked, directory), closing=closing)


def summary_line(report: Report) -> str:
    """The last line of text, in kubeconform's words."""
    # kubeconform has the plural from two on: `0 resource found in 0 file`.
    counts, files = list(report.counts.values()), len(report.files)
    resources = sum(counts)
    place = "parsing stdin" if report.stdin else f"in {files} file{'s' if files > 1 else ''}"
    return (
        f"Summary: {resources} resource{'s' if resources > 1 else ''} found {place} - Valid: {counts[0]}, "
        f"Invalid: {counts[1]}, Errors: {counts[2]}, Skipped: {counts[3]}\n"
    )


def message_of(case: Case) -> str:
    """All that is wrong with a document, in one line."""
    return "; ".join(described(each._replace(resource="")) for each in case.entries if each.severity == "error")


def found_words(entries: Sequence[Entry] | Sequence[Diagnostic]) -> str:
    """How many errors and warnings there are: ``2 errors and 1 warning``."""
    errors = sum(each.severity == "error" for each in entries)
    counts = ((errors, "error"), (len(entries) - errors, "warning"))
    return " and ".join(counted(count, word) for count, word in counts if count)


def rendered(report: Report, form: str) -> str:
    """The report in one of the formats."""
    # A run prints one format, and the others are not loaded.
    module = __import__(f"kustompy.reporting.{form}", fromlist=["rendered"])
    text: str = module.rendered(report)
    return text
