"""The documents of files and folders, whose places are looked up only when something is found in them."""

from __future__ import annotations

import os

from kustompy.errors import MISSING_FILE, NO_FILE, KustompyError, LimitError, LoadError, reason_of
from kustompy.limits import DEFAULT_LIMITS
from kustompy.session.walls import work_tree
from kustompy.system.files import Files, is_within
from kustompy.validation.check.as_kubectl import as_kubectl_reads
from kustompy.validation.check.check import note
from kustompy.validation.check.subject import Subject, taken_apart
from kustompy.validation.schema.finding import UNREAD
from kustompy.yamlio.read.chunks import chunks
from kustompy.yamlio.read.reader import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kustompy.limits import Limits
    from kustompy.validation.check.subject import Locate, Place
    from kustompy.validation.schema.facts import Path
    from kustompy.yamlio.read.positions import Positions

SUFFIXES = (".yaml", ".yml", ".json")
# The names that a shell gives to pipes, as in `validate <(helm template .)`.
_STREAMS = ("/dev/stdin", "/dev/fd/")


class Reading:
    """How files are read: within limits, and within ``root``, or else within the work tree of each file."""

    __slots__ = ("limits", "root", "trust")

    def __init__(self, limits: Limits = DEFAULT_LIMITS, *, root: str = "", trust: bool = False) -> None:
        self.limits, self.root, self.trust = limits, root, trust

    def content(self, path: str) -> bytes:
        """The bytes of a regular file, or of a pipe that a shell names; raises LoadError or LimitError."""
        # Any other FIFO or device is refused by Files: a checked-in FIFO would hang the command for ever.
        if path.startswith(_STREAMS) and not self.root:
            return _stream(path, self.limits.file_size)
        files = Files()
        files.largest = self.limits.file_size
        try:
            real = os.path.realpath(path, strict=True)
        except (OSError, ValueError) as error:
            fault = MISSING_FILE if isinstance(error, FileNotFoundError) else NO_FILE
            raise LoadError(f"the file cannot be read: {reason_of(error)}", code="KST905", fault=fault) from None
        self._keep_inside(real, path)
        return files.read(real, is_real=True)

    def _keep_inside(self, real: str, path: str) -> None:
        if self.trust and not self.root:
            return
        # A link in a tree may point anywhere on the machine, and excerpts show what is in the file.
        wall = os.path.realpath(self.root or work_tree(os.path.dirname(os.path.abspath(path))))
        if not is_within(real, wall):
            raise LoadError(f"security; the file lies outside of '{wall}', where a link leads", code="KST315")


def _stream(path: str, largest: int) -> bytes:
    try:
        with open(path, "rb") as file:
            content = file.read(largest + 1)
    except OSError as error:
        raise LoadError(f"the file cannot be read: {reason_of(error)}", code="KST905") from None
    if len(content) > largest:
        raise LimitError(f"read {path}: file is larger than {largest} bytes", code="KST701")
    return content


BY_DEFAULT = Reading()


class _Places:
    """The places of the values of one text, or of a file, which is then read once more."""

    # Places of all values take many times the memory of the text: only those that are expected are looked up.
    __slots__ = ("_expected", "_positions", "_reading", "_text", "file")

    def __init__(self, text: bytes | None, file: str, reading: Reading) -> None:
        self._text, self.file, self._reading = text, file, reading
        self._positions: Positions | None = None
        self._expected: set[tuple[int, Path]] = set()

    def expect(self, document: int, path: Path) -> None:
        """Say that the place of a value will be asked for."""
        self._expected.add((document, path))

    def forget(self) -> None:
        """Drop the places that were looked up."""
        self._positions = None

    def __call__(self, document: int, path: Path, key: bool) -> Place | None:
        """The place of a value, or of its key; None for a path that is not there."""
        if self._positions is None:
            from kustompy.yamlio.read.positions import positions

            content = self._reading.content(self.file) if self._text is None else self._text
            self._positions = positions(content, self._expected)
            self._expected.clear()
        value, name = self._positions.values.get((document, path)), self._positions.keys.get((document, path))
        # A mapping or list that begins on a line below its key is shown at the key, which names it.
        found = name if name and (key or value is None or value[0] > name[0]) else value
        return None if found is None else (self.file, found[0], found[1])


def places_in_file(path: str, reading: Reading) -> Locate:
    """The places of a file's values, which is read when the first is asked for."""
    return _Places(None, path, reading)


def files_below(folder: str, ignored: Callable[[str], bool] = lambda path: False) -> Iterator[str]:
    """The paths of all YAML and JSON files in a folder and its folders, in order."""
    for directory, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(directory, name)
            if name.endswith(SUFFIXES) and not ignored(path):
                yield path


def subjects_of_file(path: str, reading: Reading = BY_DEFAULT) -> list[Subject]:
    """The documents of a file; if it cannot be read, one without a value that has the error as its finding."""
    try:
        content = reading.content(path)
    except (LoadError, LimitError) as error:
        return [_unreadable(path, error)]
    return subjects_of_text(content, path, reading)


def _unreadable(path: str, error: KustompyError) -> Subject:
    subject = Subject(None, path)
    said = str(error)
    if error.fault in (MISSING_FILE, NO_FILE):
        said = f"the file cannot be read: {said.rpartition(': ')[2]}"
    note(subject, "KST905", (), said, fault=MISSING_FILE if error.fault == MISSING_FILE else UNREAD)
    return subject


def subjects_of_text(text: bytes, file: str, reading: Reading = BY_DEFAULT) -> list[Subject]:
    """The documents of a text that are not empty, with Lists split; one that is no YAML has an error as its finding."""
    # Document by document, as kubectl does: an error in one does not hide the others.
    places = _Places(text, file, reading)
    try:
        parts = chunks(text)
    except KustompyError as error:
        return [_broken(error, file, 0, 0)]
    found: list[Subject] = []
    first_line = 0
    for document, part in enumerate(parts):
        try:
            values = read(part, reading.limits)
        except KustompyError as error:
            found.append(_broken(error, file, document, first_line))
            values = []
        for value in values:
            if value is not None:
                whole = Subject(as_kubectl_reads(value), file, document, places, first_line=first_line)
                found += taken_apart(whole)
        first_line += (part.count("\n") if isinstance(part, str) else part.count(b"\n")) + 1
    return found


def _broken(error: KustompyError, file: str, document: int, first_line: int) -> Subject:
    subject = Subject(None, file, document)
    import re

    said = re.match(r"yaml: line (\d{1,9}):", str(error))
    line = (error.diagnostics[0].line or (int(said[1]) if said else 0)) + first_line
    # The parser has seen this document alone, and counts its lines from 1.
    message = f"yaml: line {line}:{str(error)[said.end() :]}" if said else str(error)
    note(subject, error.code, (), message, line=line if line > first_line else 0, fault=error.fault)
    return subject
