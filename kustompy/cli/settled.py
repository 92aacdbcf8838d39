"""Findings that settings or comments of a tree leave out, and what a report says of that."""

from __future__ import annotations

import os
import time

from kustompy.cli.output import to_stderr
from kustompy.linting.exceptions import is_excepted, is_over
from kustompy.linting.settings import MARK, is_silenced
from kustompy.reporting.closing import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeVar

    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.linting.settings import Settings

    Told = TypeVar("Told", bound=Diagnostic)


_CODES = 5


class Settled:
    """Leaves out the findings that settings or comments allow, and counts them."""

    def __init__(self, settings: Settings, today: str = "") -> None:
        self._settings = settings
        self._exempts, self._disabled = settings.exempts, settings.disable
        self._by_file: list[Diagnostic] = []
        self._by_comments: list[Diagnostic] = []
        self._today = today or _today()
        self._lines: dict[str, list[str]] = {}

    def without(self, findings: Sequence[Told]) -> list[Told]:
        """The findings that neither settings nor comments allow."""
        return [each for each in findings if not self._is_settled(each)]

    def note(self, left_out: Sequence[Diagnostic]) -> None:
        """Count findings that the checks themselves have left out, by the settings or by comments."""
        for each in left_out:
            (self._by_file if each.code in self._disabled else self._by_comments).append(each)

    def said(self) -> str:
        """The end of a closing line that says what the tree itself switches off; empty if nothing."""
        file = self._settings.file
        # A change can switch its own check off: what the tree leaves out is said, and what the user leaves out is
        # known.
        by_file = [each for each in self._by_file if each.code not in self._settings.own_disable]
        said = [f"leaves out {_counted(by_file)}"] if by_file else []
        chosen = self._settings.chosen
        narrowing = {"targets": chosen.targets, "exclude": chosen.exclude, "unreferenced": self._settings.unreferenced}
        names = [name for name, value in narrowing.items() if value]
        said += [f"sets {', '.join(names)}"] if names else []
        parts = [f"{_near(file)} of the tree {' and '.join(said)}"] if said and self._settings.of_tree else []
        parts += [f"comments leave out {_counted(self._by_comments)}"] if self._by_comments else []
        return "".join(f"; {each}" for each in parts)

    def warn(self) -> None:
        """Warn of exceptions whose date is past."""
        for each in self._exempts:
            if is_over(each, self._today):
                to_stderr(f"# Warning: the exception of {each.code} ({each.reason}) ended on {each.expires}\n")

    def _is_settled(self, finding: Diagnostic) -> bool:
        if finding.code in self._disabled or is_excepted(finding, self._exempts, self._today):
            self._by_file.append(finding)
            return True
        if not self._settings.heeds_comments or not finding.file or not finding.line:
            return False
        if not is_silenced(finding, self._lines_of(finding.file)):
            return False
        self._by_comments.append(finding)
        return True

    def _lines_of(self, file: str) -> list[str]:
        if file not in self._lines:
            self._lines[file] = _read(file)
        return self._lines[file]


def _counted(findings: Sequence[Diagnostic]) -> str:
    """A count of findings with their codes: ``2 findings (KST950, KST951)``."""
    codes = sorted({each.code for each in findings})
    shown = ", ".join([*codes[:_CODES], "…"] if len(codes) > _CODES else codes)
    return f"{counted(len(findings), 'finding')} ({shown})"


def _near(file: str) -> str:
    near = os.path.relpath(file)
    return file if near.startswith("..") else near


def _today() -> str:
    return time.strftime("%Y-%m-%d")


def _read(path: str) -> list[str]:
    """The lines of a file that has the mark of such comments; empty for any other, and for what is no file."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
    except (OSError, ValueError):
        return []
    # Files without a comment of ours are not cut into lines.
    return text.splitlines() if MARK in text else []
