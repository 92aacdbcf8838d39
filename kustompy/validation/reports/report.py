"""What came of a validation, for the formats to print."""

from __future__ import annotations

from kustompy.validation.check.subject import ERROR, INVALID, SKIPPED, VALID

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.validation.check.subject import Subject
    from kustompy.validation.schema.finding import Finding

FORMATS = ("text", "json", "junit", "tap", "sarif", "github", "gitlab", "kubeconform")
"""The formats, each a module of ``reports`` with a function ``rendered``."""


class Report:
    """The documents that were checked; ``summary`` and ``verbose`` ask for more than the findings."""

    __slots__ = ("seconds", "stdin", "subjects", "summary", "tool", "verbose")

    def __init__(
        self,
        subjects: Sequence[Subject],
        *,
        summary: bool = False,
        verbose: bool = False,
        stdin: bool = False,
        tool: str = "kustompy",
        seconds: float = 0,
    ) -> None:
        self.subjects, self.summary, self.verbose, self.stdin = list(subjects), summary, verbose, stdin
        self.tool, self.seconds = tool, seconds

    @property
    def findings(self) -> list[Finding]:
        """Every finding, in the order of the documents."""
        return [finding for subject in self.subjects for finding in subject.findings]

    @property
    def counts(self) -> dict[str, int]:
        """How many documents have each status."""
        counts = dict.fromkeys((VALID, INVALID, ERROR, SKIPPED), 0)
        for subject in self.subjects:
            counts[subject.status] += 1
        return counts

    @property
    def files(self) -> list[str]:
        """The files that the documents came from, each once."""
        return list(dict.fromkeys(subject.file for subject in self.subjects))

    @property
    def is_valid(self) -> bool:
        """Whether no document is invalid or could not be checked."""
        counts = self.counts
        return not counts[INVALID] and not counts[ERROR]


def summary_line(report: Report) -> str:
    """The last line of text, in kubeconform's words."""
    counts, resources, files = report.counts, len(report.subjects), len(report.files)
    place = "parsing stdin" if report.stdin else f"in {files} file{'s' if files > 1 else ''}"
    return (
        f"Summary: {resources} resource{'s' if resources > 1 else ''} found {place} - Valid: {counts[VALID]}, "
        f"Invalid: {counts[INVALID]}, Errors: {counts[ERROR]}, Skipped: {counts[SKIPPED]}\n"
    )


def message_of(subject: Subject) -> str:
    """All that is wrong with a document, in one line."""
    return "; ".join(str(each) for each in subject.findings if each.severity == "error")


def rendered(report: Report, form: str) -> str:
    """The report in one of the formats."""
    module = __import__(f"kustompy.validation.reports.{form}", fromlist=["rendered"])
    return module.rendered(report)  # type: ignore[no-any-return]
