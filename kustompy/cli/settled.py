"""What the settings and the comments of a tree say of findings: which of them are settled, and may stay."""

from __future__ import annotations

from kustompy.cli.output import to_stderr
from kustompy.linting.exceptions import is_excepted, is_over
from kustompy.linting.settings import is_silenced

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeVar

    from kustompy.errors import Diagnostic
    from kustompy.linting.settings import Settings

    Told = TypeVar("Told", bound=Diagnostic)


class Settled:
    """Tells the findings that may stay; the lines of a file are read when something is found in it."""

    def __init__(self, settings: Settings, today: str = "") -> None:
        self._exempts, self._disabled = settings.exempts, settings.disable
        self._today = today or _today()
        self._lines: dict[str, list[str]] = {}

    def without(self, findings: Sequence[Told]) -> list[Told]:
        """The findings that nobody has settled."""
        return [each for each in findings if not self._is_settled(each)]

    def warn(self) -> None:
        """Say which exceptions are over."""
        for each in self._exempts:
            if is_over(each, self._today):
                to_stderr(f"# Warning: the exception of {each.code} ({each.reason}) ended on {each.expires}\n")

    def _is_settled(self, finding: Diagnostic) -> bool:
        if finding.code in self._disabled or is_excepted(finding, self._exempts, self._today):
            return True
        return bool(finding.file and finding.line) and is_silenced(finding, self._lines_of(finding.file))

    def _lines_of(self, file: str) -> list[str]:
        if file not in self._lines:
            self._lines[file] = _read(file)
        return self._lines[file]


def _today() -> str:
    from datetime import date

    return date.today().isoformat()


def _read(path: str) -> list[str]:
    """The lines of a file on disk; none of what is read from a pipe or fetched."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().splitlines()
    except (OSError, ValueError):
        return []
