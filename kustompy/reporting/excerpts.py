"""The lines that a report points at, without those that may show the value of a Secret."""

from __future__ import annotations

import os

from kustompy.kustomization.file import FILE_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.errors import Diagnostic

_GENERATOR = "secretGenerator"


class Excerpts:
    """The lines of the files that diagnostics point at; each file is read once."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}

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
        if os.path.basename(told.file) not in FILE_NAMES and any(map(_is_of_secret, _document(lines, told.line))):
            return ""
        if "=" in line and (any(_GENERATOR in each for each in lines) or _is_variable(line)):
            return ""
        return line


def printable(text: str) -> str:
    """The text without what a terminal would obey."""
    return "".join(char if char.isprintable() or char == "\t" else "\ufffd" for char in text)


def _document(lines: list[str], line: int) -> list[str]:
    """The lines of the document around a line."""
    start, end = line - 1, line - 1
    while start > 0 and not lines[start].startswith("---"):
        start -= 1
    while end + 1 < len(lines) and not lines[end + 1].startswith("---"):
        end += 1
    return lines[start : end + 1]


def _is_of_secret(line: str) -> bool:
    return ("kind" in line and "Secret" in line.partition("kind")[2]) or "stringData" in line


def _is_variable(line: str) -> bool:
    """Whether the line is one of an env file, which is here by mistake."""
    return line.partition("=")[0].strip().isidentifier()


def _lines_of(file: str) -> list[str]:
    if not os.path.isfile(file):
        return []
    try:
        with open(file, "rb") as source:
            return source.read().decode("utf-8", "replace").splitlines()
    except (OSError, ValueError):
        return []
