"""One mistake as reports print it, whichever command found it: its path from a directory, and where its place ends."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError
from kustompy.model.secrets import masked
from kustompy.validation.schema.finding import path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NamedTuple

    from kustompy.errors.diagnostic import Diagnostic

    class Entry(NamedTuple):
        severity: str
        code: str
        message: str
        """What is wrong, without the resource and the path in it."""
        resource: str
        path: str
        """The path in the resource, for findings of validate."""
        file: str
        line: int
        column: int
        end_line: int
        end_column: int
        hint: str
        chain: tuple[tuple[str, int], ...]
        also: tuple[str, str, int] | None
        source: Diagnostic
else:
    from collections import namedtuple

    Entry = namedtuple(
        "Entry", "severity code message resource path file line column end_line end_column hint chain also source"
    )

STDIN = "stdin"


def entries_of(diagnostics: Iterable[Diagnostic], directory: str, ends: Ends | None = None) -> list[Entry]:
    """An entry for each diagnostic, with paths from the directory; ``ends`` serves several calls about one file."""
    diagnostics = list(diagnostics)
    ends = ends or Ends(diagnostics)
    return [_entry(each, each.message, directory, ends) for each in diagnostics]


def entries_of_error(error: KustompyError, directory: str) -> list[Entry]:
    """An entry for each mistake of a failure; the first has kustomize's whole message."""
    ends = Ends(error.diagnostics)
    first, *others = error.diagnostics
    return [
        _entry(first, str(error), directory, ends),
        *(_entry(each, each.message, directory, ends) for each in others),
    ]


def described(entry: Entry) -> str:
    """The message, behind the resource and the path in it if it is about one."""
    return ": ".join(each for each in (entry.resource, entry.path, entry.message) if each)


def _entry(told: Diagnostic, message: str, directory: str, ends: Ends) -> Entry:
    # By its name: importing the class loads validation, for which a build that fails has no use.
    is_finding = type(told).__name__ == "Finding"
    end_line, end_column = told.end_line, told.end_column
    # Code hosts mark a range, and most diagnostics know where a value begins alone.
    if told.line and not end_line:
        end_line, end_column = ends.of(told.file, told.line, told.column)
    also = told.also and (told.also[0], relative(told.also[1], directory), told.also[2])
    chain = tuple((relative(file, directory), line) for file, line in told.chain)
    # git and helm put addresses with passwords into their messages. Here every text passes on its way to any format.
    return Entry(
        told.severity, told.code, masked(message), told.resource if is_finding else "",
        _path_text(told) if is_finding else "", masked(relative(told.file, directory)), told.line, told.column,
        end_line, end_column, masked(told.hint) or remedy(told.code),
        chain, also, told,
    )  # fmt: skip


def _path_text(told: Diagnostic) -> str:
    return path_text(told.path)


def remedy(code: str) -> str:
    """The general remedy for a code, for diagnostics without a hint of their own."""
    from kustompy.messages.codes import meaning

    found = meaning(code)
    return found[2].rstrip(".") if found else ""


def relative(file: str, directory: str) -> str:
    """The path as seen from the directory if it lies below; else as it is."""
    if not file or not directory or file == STDIN:
        return file
    # With the separator, since /work/shop is not above /work/shopping; the root ends in one already.
    below = directory if directory.endswith(os.sep) else directory + os.sep
    whole = os.path.abspath(file)
    return whole[len(below) :] if whole.startswith(below) else file


class Ends:
    """Where the values end that diagnostics point at; a file is read when the first end in it is asked for."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self._known: dict[str, dict[tuple[int, int], tuple[int, int]]] = {}
        self._starts: dict[str, set[tuple[int, int]]] = {}
        for each in diagnostics:
            self._starts.setdefault(each.file, set()).add((each.line, each.column))

    def of(self, file: str, line: int, column: int) -> tuple[int, int]:
        """The end of what begins at the line and column; 0 is unknown."""
        known = self._known.get(file)
        if known is None:
            known = self._known[file] = _ends_in(file, self._starts.get(file, set()))
        return known.get((line, column), (0, 0))


def _ends_in(file: str, starts: set[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int]]:
    from kustompy.system.files import Files
    from kustompy.yamlio.read.positions import ends_at

    # Diagnostics also name TOML settings, env files and charts, in which YAML would find ends that mean nothing.
    if not os.path.isfile(file) or not file.endswith((".yaml", ".yml", ".json")):
        return {}
    try:
        return ends_at(Files().read(os.path.abspath(file)), starts)
    except KustompyError:
        # What cannot be read may well be the mistake that is reported.
        return {}
