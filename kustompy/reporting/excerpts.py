"""The lines that a report points at, without those that may show the value of a Secret."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError
from kustompy.kustomization.file import FILE_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.errors import Diagnostic

_GENERATOR = "secretGenerator"


class Excerpts:
    """The lines of the files that diagnostics point at; each file is read once."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}
        self._secret: dict[str, list[bool]] = {}
        self._generating: dict[str, bool] = {}

    def line(self, told: Diagnostic) -> str:
        """The line that a diagnostic points at, empty if it cannot be shown: Secrets are not printed."""
        lines = self._lines.get(told.file)
        if lines is None:
            lines = self._lines[told.file] = _lines_of(told.file)
        if not 0 < told.line <= len(lines):
            return ""
        line = lines[told.line - 1]
        if told.is_private or told.path[:1] == (_GENERATOR,) or told.resource.startswith("Secret."):
            return ""
        if os.path.basename(told.file) not in FILE_NAMES and self._is_of_secret(told):
            return ""
        return "" if "=" in line and (self._generates(told.file) or _is_variable(line)) else line

    def _is_of_secret(self, told: Diagnostic) -> bool:
        """Whether the document around the line has a Secret in it."""
        if told.file not in self._secret:
            self._secret[told.file] = _in_documents(self._lines[told.file], _is_of_secret)
        return self._secret[told.file][told.line - 1]

    def _generates(self, file: str) -> bool:
        """Whether the file makes Secrets."""
        if file not in self._generating:
            self._generating[file] = any(_GENERATOR in each for each in self._lines[file])
        return self._generating[file]


def printable(text: str) -> str:
    """The text without what a terminal would obey."""
    return "".join(char if char.isprintable() or char == "\t" else "\ufffd" for char in text)


def _in_documents(lines: list[str], is_so: Callable[[str], bool]) -> list[bool]:
    """For each line: whether it is so of any line in its document."""
    found: list[bool] = []
    start = 0
    for end in range(1, len(lines) + 1):
        if end == len(lines) or lines[end].startswith("---"):
            found += [any(map(is_so, lines[start:end]))] * (end - start)
            start = end
    return found


def _is_of_secret(line: str) -> bool:
    return ("kind" in line and "Secret" in line.partition("kind")[2]) or "stringData" in line


def _is_variable(line: str) -> bool:
    """Whether the line is one of an env file, which is here by mistake."""
    return line.partition("=")[0].strip().isidentifier()


def _lines_of(file: str) -> list[str]:
    from kustompy.system.files import Files

    if not os.path.isfile(file):
        return []
    try:
        return Files().read(os.path.abspath(file)).decode("utf-8", "replace").splitlines()
    except KustompyError:
        return []
