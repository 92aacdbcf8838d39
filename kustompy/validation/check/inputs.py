"""The documents of files and folders, with their places looked up only when something is found in them."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError
from kustompy.validation.check.as_kubectl import as_kubectl_reads
from kustompy.validation.check.check import note
from kustompy.validation.check.subject import Subject, taken_apart
from kustompy.yamlio.read.chunks import chunks
from kustompy.yamlio.read.reader import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kustompy.validation.check.subject import Locate, Place
    from kustompy.validation.schema.facts import Path
    from kustompy.yamlio.read.positions import Positions

SUFFIXES = (".yaml", ".yml", ".json")
_MAX_BYTES = 256 * 1024 * 1024


class _Places:
    """Where the values of one text stand; without a text, of what the file holds."""

    __slots__ = ("_positions", "_text", "file")

    def __init__(self, text: bytes | None, file: str) -> None:
        self._text, self.file = text, file
        self._positions: Positions | None = None

    def _content(self) -> bytes:
        if self._text is None:
            with open(self.file, "rb") as file:
                self._text = file.read()
        return self._text

    def of(self, document: int, path: Path, key: bool) -> Place | None:
        """The place of a value, or of its key; None for a path that is not there."""
        if self._positions is None:
            from kustompy.yamlio.read.positions import positions

            self._positions = positions(self._content())
        value, name = self._positions.values.get((document, path)), self._positions.keys.get((document, path))
        # A mapping or list that begins below its key is found by that.
        found = name if name and (key or value is None or value[0] > name[0]) else value
        return None if found is None else (self.file, found[0], found[1])


def places_in_file(path: str) -> Locate:
    """The places of a file's values, which is read when the first is asked for."""
    return _Places(None, path).of


def files_below(folder: str, ignored: Callable[[str], bool] = lambda path: False) -> Iterator[str]:
    """The paths of all YAML and JSON files in a folder and its folders, in order."""
    for directory, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(directory, name)
            if name.endswith(SUFFIXES) and not ignored(path):
                yield path


def subjects_of_file(path: str) -> list[Subject]:
    """The documents of a file; one that stands for what is wrong, if it cannot be read."""
    try:
        with open(path, "rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return [_unreadable(path, f"the file cannot be read: {reason.lower()}")]
    if len(content) > _MAX_BYTES:
        return [_unreadable(path, f"the file is longer than {_MAX_BYTES} bytes")]
    return subjects_of_text(content, path)


def _unreadable(path: str, message: str) -> Subject:
    subject = Subject(None, path)
    note(subject, "KST905", (), message)
    return subject


def subjects_of_text(text: bytes, file: str) -> list[Subject]:
    """The documents of a text that are not empty, Lists taken apart; each that is no YAML stands for its error."""
    places = _Places(text, file)
    try:
        parts = chunks(text)
    except KustompyError as error:
        return [_broken(error, file, 0, 0)]
    found: list[Subject] = []
    first_line = 0
    for document, part in enumerate(parts):
        try:
            values = read(part)
        except KustompyError as error:
            found.append(_broken(error, file, document, first_line))
            values = []
        for value in values:
            if value is not None:
                whole = Subject(as_kubectl_reads(value), file, document, places.of, first_line=first_line)
                found += taken_apart(whole)
        first_line += (part.count("\n") if isinstance(part, str) else part.count(b"\n")) + 1
    return found


def _broken(error: KustompyError, file: str, document: int, first_line: int) -> Subject:
    subject = Subject(None, file, document)
    import re

    said = re.match(r"yaml: line (\d{1,9}):", str(error))
    line = (error.diagnostics[0].line or (int(said[1]) if said else 0)) + first_line
    # The error counts from where the document begins.
    message = f"yaml: line {line}:{str(error)[said.end() :]}" if said else str(error)
    note(subject, error.code, (), message, line=line if line > first_line else 0)
    return subject
