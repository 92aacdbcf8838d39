"""The lines that a report points at, without those that may show the value of a Secret."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError
from kustompy.model.secrets import masked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.yamlio.read.secret_lines import Lines


class Excerpts:
    """The lines of the files that diagnostics point at; each file is read once."""

    def __init__(self) -> None:
        self._texts: dict[str, bytes] = {}
        self._lines: dict[str, list[str]] = {}
        self._private: dict[str, Lines] = {}

    def line(self, told: Diagnostic) -> str:
        """The line that a diagnostic points at, empty if it cannot be shown: Secrets are not printed."""
        if told.file not in self._lines:
            text = self._texts[told.file] = _text_of(told.file)
            self._lines[told.file] = text.decode("utf-8", "replace").splitlines()
        lines = self._lines[told.file]
        # The file may have become shorter since the build read it.
        if told.is_private or not 0 < told.line <= len(lines):
            return ""
        return "" if self._is_private(told.file, told.line) else masked(lines[told.line - 1])

    def _is_private(self, file: str, line: int) -> bool:
        # Asked of the text itself, since a file that is no YAML at all was never parsed, and may be a Secret.
        if file not in self._private:
            from kustompy.yamlio.read.secret_lines import secret_lines

            self._private[file] = secret_lines(self._texts[file])
        return any(first <= line <= last for first, last in self._private[file])


def printable(text: str) -> str:
    """The text with a replacement character for each character that does not print, which a terminal may obey."""
    # A tab stays a tab: the line below repeats it, so that the mark stands under its place whatever the width.
    return "".join(char if char.isprintable() or char == "\t" else "\ufffd" for char in text)


def _text_of(file: str) -> bytes:
    from kustompy.system.files import Files

    # A device or FIFO has no end, and a URL or `stdin` is no file.
    if not os.path.isfile(file):
        return b""
    try:
        return Files().read(os.path.abspath(file))
    except KustompyError:
        return b""
