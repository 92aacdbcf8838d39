"""Lines and columns of places: in files, and in the texts that are values of files."""

from __future__ import annotations

from kustompy.errors import KustompyError
from kustompy.provenance.places import WHOLE, Place
from kustompy.yamlio.read.positions import Positions, positions
from kustompy.yamlio.scalars.problems import source_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.model.paths import FieldPath, Span

    Read = Callable[[str], bytes]
    Expected = set[tuple[int, FieldPath]]
    """The documents and paths of values that will be asked for."""

_LONG = 200
"""The lines of a text of which all places are worked out at once."""
_LARGE, _HUGE = 32_000, 250_000
"""From so many bytes on it pays to look up expected places alone, and anchors of aliases are not looked for."""


class Text:
    """A text and the positions in it; one inside of another begins ``lines`` and ``columns`` behind the other.

    Of a large text only the places that are expected are looked up, until another one is asked for: all of them take
    hundreds of bytes for each byte of it.
    """

    __slots__ = (
        "_containers", "_expected", "_found", "_near", "_some", "_text", "columns", "keys", "lines", "source",
    )  # fmt: skip

    def __init__(self, text: bytes | str, lines: int = 0, columns: int = 0, expected: Expected | None = None) -> None:
        self.source = source_lines(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
        # A short text is looked through as a whole: to look near a place pays for long ones alone.
        is_long = len(self.source) > _LONG or len(text) > _LARGE
        self._text, self._found = text, None if is_long else positions(text)
        self._near: tuple[tuple[int, FieldPath], Positions] | None = None
        self._expected = expected if expected and len(text) > _LARGE else None
        self._some: Positions | None = None
        self.lines, self.columns = lines, columns
        self.keys: dict[tuple[int, FieldPath, str], str] | None = None
        self._containers: set[tuple[int, FieldPath]] | None = None

    @property
    def found(self) -> Positions:
        """The places of all values in the text."""
        if self._found is None:
            self._found = positions(self._text)
            self._some = self._near = self._expected = None
        return self._found

    def _from_some(self, document: int, path: FieldPath) -> Span | None:
        """The place of a value that was expected; the nearest one that is there if the text is huge."""
        if self._expected is None or (document, path) not in self._expected:
            return None
        if self._some is None:
            self._some = positions(self._text, self._expected)
        if (document, path) in self._some.values and (document, path) not in self._some.aliased:
            return self._some.values[document, path]
        # There the nearest value is good enough: all places would take hundreds of bytes for each byte of the text.
        if len(self._text) > _HUGE:
            return self._some.find(document, path) or self._some.first_of(document)
        return None

    def _from_near(self, document: int, path: FieldPath) -> Span | None:
        """The place of a value, from the document or entry that it is in alone: of a long text few are asked for."""
        if self._found is not None:
            return None
        entry = document, path[:2] if len(path) > 2 and isinstance(path[1], int) else ()
        if self._near is None:
            self._near = entry, positions(self._text, near=entry)
        known, near = self._near
        return near.values.get((document, path)) if known == entry and (document, path) not in near.aliases else None

    @property
    def containers(self) -> set[tuple[int, FieldPath]]:
        """The places of values that hold others."""
        if self._containers is None:
            self._containers = {(document, path[:-1]) for document, path in self.found.values if path}
        return self._containers

    def shifted(self, span: Span) -> Span:
        """The place in the file of what is at a place of the text."""
        line, column, end_line, end_column = span
        return line + self.lines, column + self.columns, end_line + self.lines, end_column + self.columns

    def whole_line(self, number: int) -> Span:
        """The place in the file of a line of the text, or of its last one."""
        number = min(number, len(self.source))
        return self.shifted((number, 1, number, len(self.source[number - 1]) + 1))

    def located(self, document: int, path: FieldPath) -> FieldPath | None:
        """The path as the text has it: fields of a kustomization match in any case, and some have old names."""
        exact = self.found.exact(document, path)
        if exact is not None or not path:
            return exact
        spelled: FieldPath = ()
        for part in path:
            key = part
            if isinstance(part, str) and (document, (*spelled, part)) not in self.found.values:
                # kustomize reads its file by encoding/json, which takes a key in any case if there is none that is
                # spelled exactly so.
                key = self._spelled(document, spelled, part)
            spelled = (*spelled, key)
        exact = self.found.exact(document, spelled)
        return self._legacy(document, spelled) if exact is None else exact

    def _spelled(self, document: int, above: FieldPath, part: str) -> str:
        if self.keys is None:
            self.keys = {(number, key[:-1], str(key[-1]).lower()): str(key[-1]) for number, key in self.found.keys}
        return self.keys.get((document, above, part.lower()), part)

    def _legacy(self, document: int, path: FieldPath) -> FieldPath | None:
        """The path under the old name of a field, whose entries come behind those of the new one."""
        for depth, part in enumerate(path[:-1]):
            old, number = _OLD_NAMES.get(str(part)), path[depth + 1]
            if old is None or not isinstance(number, int):
                continue
            above, taken = path[:depth], 0
            while (document, (*above, part, taken)) in self.found.values:
                taken += 1
            if number >= taken:
                entry = (*above, old) if old == "env" else (*above, old, number - taken)
                return self.found.exact(document, (*entry, *path[depth + 2 :]))
        return None

    def span(self, document: int, path: FieldPath) -> Span | None:
        """The place of the value, or of the nearest value around it that is there."""
        early = self._from_some(document, path) or self._from_near(document, path)
        if early is not None:
            return early
        while True:
            found = self.located(document, path)
            if found is not None:
                return self.found.values[document, found]
            if not path:
                return self.found.first_of(document)
            path = path[:-1]

    def inside(self, document: int, path: FieldPath) -> Text | None:
        """The text that is the value, where its lines stand in this one as they are."""
        span = self.span(document, path)
        if span is None or not 0 < span[0] <= len(self.source):
            return None
        first = self.source[span[0] - 1]
        head = first[span[1] - 1 :]
        if head[:1] in ("|", ">"):
            # the end may be the beginning of the line that follows
            block = self.source[span[0] : span[2] - (span[3] == 1)]
            # YAML takes the indentation of a block from its first line that is not empty, and none of the others has
            # less.
            indent = min((len(line) - len(line.lstrip(" ")) for line in block if line.strip()), default=0)
            return Text("\n".join(line[indent:] for line in block), span[0], indent)
        text = first[span[1] - 1 : span[3] - 1]
        if span[0] != span[2]:
            return None
        if text[:1] in ("'", '"'):
            inner = text[1:-1]
            # An escape moves all columns behind it: such texts are placed as a whole.
            return None if "\\" in inner or text[0] in inner else Text(inner, span[0] - 1, span[1])
        return Text(text, span[0] - 1, span[1] - 1)


_OLD_NAMES = {"resources": "bases", "images": "imageTags", "envs": "env"}


class Lines:
    """The lines and columns of places; each file that is asked for is looked through once."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._texts: dict[Place, Text | None] = {}
        self._expected: dict[str, Expected] = {}

    def expect(self, place: Place) -> None:
        """Say that the place will be asked for, before any of its file is."""
        self._expected.setdefault(place.file, set()).add((place.document, place.path))

    def span(self, place: Place) -> Span | None:
        """The place of the value, or of the nearest value around it; None if nothing is known of the file."""
        if place.line:
            line = 1 if place.line == WHOLE else place.line
            return (line, 1, line, 1)
        text = self._text(place)
        if text is None:
            return self.span(_around(place)) if place.inner else None
        span = text.span(*_last(place))
        if span is None:
            return self.span(_around(place)) if place.inner else None
        return text.shifted(span)

    def positions(self, file: str) -> Positions:
        """All places of a file."""
        text = self._text(Place(file))
        return Positions() if text is None else text.found

    def inside(self, place: Place) -> Text | None:
        """The text that is the value at the place; None if its lines do not stand there as they are."""
        return self._text(place.at(0) if place.path else place)

    def is_there(self, place: Place) -> bool:
        """Whether there is a value at this very place."""
        if place.line:
            return True
        text = self._text(place)
        return text is not None and text.located(*_last(place)) is not None

    def text(self, place: Place) -> str | None:
        """The scalar at this very place as it is written there, the first line of one that has more; None if none."""
        text = self._text(place)
        if text is None:
            return None
        if place.line:
            line = 1 if place.line == WHOLE else place.line
            return text.source[line - 1].strip() if line <= len(text.source) else None
        document, path = _last(place)
        found = text.located(document, path)
        if found is None or (document, found) in text.containers:
            return None
        line, column, end_line, end_column = text.found.values[document, found]
        first = text.source[line - 1] if line <= len(text.source) else ""
        return first[column - 1 : end_column - 1 if line == end_line else None].strip()

    def is_of_secret(self, place: Place) -> bool:
        """Whether the place is in a Secret, or in what generates or patches one."""
        if place.path[:1] == ("secretGenerator",):
            return "literals" in place.path
        wholes = [place._replace(inner=place.inner[:depth]) for depth in range(len(place.inner) + 1)]
        return any(self._is_secret(each) for each in wholes)

    def _is_secret(self, place: Place) -> bool:
        # Only `data` needs the kind beside it: config maps have that field as well.
        text, (document, path) = self._text(place), _last(place)
        if text is None or path[:1] not in (("data",), ("stringData",)):
            return False
        if path[0] == "stringData":
            return True
        span = text.found.values.get((document, ("kind",)))
        return span is not None and text.source[span[0] - 1][span[1] - 1 :].strip("'\" \r").startswith("Secret")

    def _text(self, place: Place) -> Text | None:
        """The text that the last part of the place leads through."""
        if place.inner:
            whole = place._replace(inner=(*place.inner[:-1], (0, ())))
        else:
            whole = place._replace(document=0, path=())
        if whole in self._texts:
            return self._texts[whole]
        found: Text | None = None
        if place.inner:
            around = _around(place)
            outer = self._text(around)
            found = None if outer is None else outer.inside(*_last(around))
            if found is not None and outer is not None:
                found.lines, found.columns = found.lines + outer.lines, found.columns + outer.columns
        elif place.file:
            try:
                found = Text(self._read(place.file), expected=self._expected.pop(place.file, None))
            except KustompyError:
                found = None  # what was fetched for the build is gone
        # Also None: a file that is gone is not looked for again by each finding.
        self._texts[whole] = found
        return found


def _last(place: Place) -> tuple[int, FieldPath]:
    return place.inner[-1] if place.inner else (place.document, place.path)


def _around(place: Place) -> Place:
    """The place of the value that the innermost text is."""
    return place._replace(inner=place.inner[:-1])
