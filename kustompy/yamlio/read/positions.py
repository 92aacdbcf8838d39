"""Positions of values in a text, looked up after something failed: a build that succeeds never asks."""

from __future__ import annotations

from contextlib import suppress

from kustompy.errors import LimitError, YamlError
from kustompy.yamlio.read.block_positions import block_positions
from kustompy.yamlio.read.chunks import _first_lines, chunks
from kustompy.yamlio.scalars.problems import SyntaxProblem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kustompy.model.paths import DocumentPath, FieldPath, Span
    from kustompy.yamlio.read.events import Event


_DEEPEST = 200


class Positions:
    """The places of a text's values and keys, by document index and path."""

    __slots__ = ("aliased", "aliases", "keys", "paths", "problem", "values")

    def __init__(self) -> None:
        self.values: dict[DocumentPath, Span] = {}
        self.keys: dict[DocumentPath, Span] = {}
        self.aliases: dict[DocumentPath, FieldPath] = {}
        """The path of what an alias stands for, by the alias's own."""
        self.aliased: set[DocumentPath] = set()
        """Those that are aliases, whether or not the places of their anchors are wanted."""
        self.problem: Span | None = None
        """Where the text stops to be YAML."""
        self.paths: dict[FieldPath, FieldPath] = {}
        """Each path once: thousands of documents have the same ones."""

    def add(self, document: int, values: dict[FieldPath, Span], keys: dict[FieldPath, Span]) -> None:
        """Add those of a whole document."""
        self.values.update({(document, path): span for path, span in values.items()})
        self.keys.update({(document, path): span for path, span in keys.items()})

    def find(self, document: int, path: FieldPath) -> Span | None:
        """The place of the value, or of the nearest value around it that is there."""
        # An error often names a path of which the last part is missing: its place is the value around it.
        while (document, path) not in self.values:
            if not path:
                return None
            path = path[:-1]
        return self.values[document, path]

    def exact(self, document: int, path: FieldPath) -> FieldPath | None:
        """Where the value at the path is written: there, or at the anchor that an alias or ``<<`` on the way names."""
        if (document, path) in self.values and (document, path) not in self.aliases:
            return path
        if not self.aliases:
            return None
        for depth in range(len(path), 0, -1):
            anchor = self.aliases.get((document, path[:depth]))
            if anchor is not None:
                return self.exact(document, (*anchor, *path[depth:]))
        if "<<" in path:
            return None
        for depth in range(len(path) - 1, -1, -1):
            # A key that is not there may be merged: from one mapping, or from the first two of a list of them.
            for merged in ((*path[:depth], "<<"), (*path[:depth], "<<", 0), (*path[:depth], "<<", 1)):
                if (document, merged) in self.values:
                    found = self.exact(document, (*merged, *path[depth:]))
                    if found is not None:
                        return found
        return None

    def first_of(self, document: int) -> Span | None:
        """The place where a document begins, or the text."""
        return self.values.get((document, ())) or next(iter(self.values.values()), None)


class _Wanted(dict[str | int, "_Wanted"]):
    """The parts that paths go on with from a value, of which the places are wanted."""

    __slots__ = ()

    @classmethod
    def of(cls, paths: Iterable[FieldPath]) -> _Wanted:
        whole = cls()
        for path in paths:
            below = whole
            for part in path:
                below = below.setdefault(part, _Wanted())
        return whole


class _Everything(_Wanted):
    __slots__ = ()

    def get(self, part: str | int, default: object = None) -> _Wanted:
        return self


_EVERYTHING = _Everything()


class _Frame:
    __slots__ = ("index", "is_map", "key", "path", "start", "wanted")

    def __init__(self, *, is_map: bool, path: FieldPath, start: Event, wanted: _Wanted | None) -> None:
        self.is_map, self.path, self.start, self.wanted = is_map, path, start, wanted
        self.index = 0
        self.key: str | None = None


def positions(
    text: str | bytes,
    wanted: Collection[DocumentPath] | None = None,
    near: DocumentPath | None = None,
) -> Positions:
    """The places of all that can be read of the text, or of what is wanted and what lies around it.

    Documents count as ``read`` counts them. With the document and path of an entry that it is ``near``, what is not of
    that document may be left out, and what is in other entries of the list.
    """
    result = Positions()
    of_document: dict[int, list[FieldPath]] = {}
    for document, path in wanted or ():
        of_document.setdefault(document, []).append(path)
    try:
        parts = chunks(text)
    except YamlError:
        return result
    line = 0
    whole = text if isinstance(text, str) else text.decode("utf-8", "replace")
    starts = _first_lines(whole.replace("\r\n", "\n"), len(parts))
    for document, part in enumerate(parts):
        line = starts[document]
        # A file of a thousand documents is read where somebody asks for something, and nowhere else.
        if (wanted is not None and document not in of_document) or (near is not None and document != near[0]):
            continue
        below = _EVERYTHING if wanted is None else _Wanted.of(of_document.pop(document))
        known = (
            block_positions(part, line, near[1] if near else ()) if wanted is None and isinstance(part, str) else None
        )
        if known is not None:
            result.add(document, *known)
            continue
        try:
            collect(result, document, part, line, below)
        except SyntaxProblem as error:
            # What stands before the error keeps its places: the parser gave these events before it failed.
            if result.problem is None and error.place != (0, 0):
                place = (error.place[0] + line, error.place[1])
                result.problem = _at_text(place, whole)
        except (YamlError, LimitError):
            continue
    return result


def ends_at(text: str | bytes, starts: Collection[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int]]:
    """Line and column behind the innermost value or key that begins at each of the places, as far as one does."""
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    parts = chunks(text)
    whole = text if isinstance(text, str) else text.decode("utf-8", "replace")
    for part, line in zip(parts, _first_lines(whole.replace("\r\n", "\n"), len(parts)), strict=False):
        with suppress(SyntaxProblem, YamlError, LimitError):
            _note_ends(ends, part, line, starts)
    return ends


def _note_ends(
    ends: dict[tuple[int, int], tuple[int, int]], text: str | bytes, line: int, starts: Collection[tuple[int, int]]
) -> None:
    from kustompy.yamlio.read.events import events

    opened: list[Event] = []
    for event in events(text):
        name = type(event).__name__
        if name in ("MappingStartEvent", "SequenceStartEvent"):
            opened.append(event)
            continue
        if name in ("MappingEndEvent", "SequenceEndEvent"):
            begun = opened.pop()
        elif name in ("ScalarEvent", "AliasEvent"):
            begun = event
        else:
            continue
        span = _span(begun, event, line)
        if span[:2] in starts:
            ends.setdefault(span[:2], span[2:])


def _at_text(place: tuple[int, int], text: str) -> Span:
    """The place, or the end of the last line before it that has any text: an end that comes too soon says nothing."""
    lines = text.split("\n")
    line, column = min(place[0], len(lines)), place[1]
    if any(each.strip() for each in lines[line - 1 :]):
        return line, column, line, column + 1
    while line > 1 and not lines[line - 1].strip():
        line -= 1
    return line, 1, line, len(lines[line - 1]) + 1


def collect(result: Positions, document: int, text: str | bytes, line: int, wanted: _Wanted = _EVERYTHING) -> None:
    """Add what the full parser says of a document that so many lines come before."""
    from kustompy.yamlio.read.events import events

    collector = _Collector(result, document, line, wanted)
    for event in events(text):
        name = type(event).__name__
        # Each path is a tuple of its own, so places of deep values take quadratic memory.
        if len(collector.frames) > _DEEPEST:
            raise YamlError("positions: too deep")
        if name == "DocumentEndEvent":
            return
        if name in ("MappingEndEvent", "SequenceEndEvent"):
            collector.end(event)
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            collector.start(event, is_map=name == "MappingStartEvent")
        elif name in ("ScalarEvent", "AliasEvent"):
            collector.scalar(event)


class _Collector:
    """Places of one document, from its events."""

    __slots__ = ("anchors", "document", "frames", "line", "result", "wanted")

    def __init__(self, result: Positions, document: int, line: int, wanted: _Wanted) -> None:
        self.result, self.document, self.line, self.wanted = result, document, line, wanted
        self.frames: list[_Frame] = []
        self.anchors: dict[str, FieldPath] = {}

    def start(self, event: Event, *, is_map: bool) -> None:
        """Open a collection."""
        path, below = self._next(None)
        if below is not None:
            path = self._once(path)
            # Until it ends, the place of its start: in a broken text it may never end.
            self.result.values[self.document, path] = _span(event, event, self.line)
            if event.anchor:
                self.anchors[event.anchor] = path
        self.frames.append(_Frame(is_map=is_map, path=path, start=event, wanted=below))

    def end(self, event: Event) -> None:
        """Close the innermost collection."""
        frame = self.frames.pop()
        if frame.wanted is not None:
            self.result.values[self.document, frame.path] = _span(frame.start, event, self.line)

    def scalar(self, event: Event) -> None:
        """Take a key or a value that is no collection."""
        text: str | None = getattr(event, "value", None)
        frame = self.frames[-1] if self.frames else None
        if frame is not None and frame.is_map and frame.key is None:
            self._key(frame, event, text)
            return
        path, below = self._next(text)
        if below is None:
            return
        path = self._once(path)
        self.result.values[self.document, path] = _span(event, event, self.line)
        if text is None:
            self.result.aliased.add((self.document, path))
            if event.anchor in self.anchors:
                self.result.aliases[self.document, path] = self.anchors[event.anchor]
        elif event.anchor:
            self.anchors[event.anchor] = path

    def _key(self, frame: _Frame, event: Event, text: str | None) -> None:
        # An alias as a key has no text in its event.
        frame.key = text if text is not None else f"*{event.anchor}"
        if frame.wanted is not None and frame.wanted.get(frame.key) is not None:
            path = self._once((*frame.path, frame.key))
            self.result.keys[self.document, path] = _span(event, event, self.line)

    def _once(self, path: FieldPath) -> FieldPath:
        """The path, as the one tuple that all documents share."""
        return self.result.paths.setdefault(path, path)

    def _next(self, text: str | None) -> tuple[FieldPath, _Wanted | None]:
        """The path of the value that comes next; a collection in the place of a key counts as an empty one.

        With it comes what is wanted below; the path is empty if nothing is, not even the place of the value.
        """
        if not self.frames:
            return (), self.wanted
        frame = self.frames[-1]
        part: str | int
        if not frame.is_map:
            frame.index += 1
            part = frame.index - 1
        elif frame.key is None:
            part = frame.key = text or ""
        else:
            part, frame.key = frame.key, None
        below = None if frame.wanted is None else frame.wanted.get(part)
        return (() if below is None else (*frame.path, part)), below


def _span(start: Event, end: Event, line: int) -> Span:
    first, last = start.start_mark, end.end_mark
    return (first.line + 1 + line, first.column + 1, last.line + 1 + line, last.column + 1)
