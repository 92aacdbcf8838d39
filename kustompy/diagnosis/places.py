"""The lines and columns of fields, in the files of a build."""

from __future__ import annotations

from kustompy.errors import UNREADABLE, KustompyError
from kustompy.kustomization.fields import FOLDED
from kustompy.provenance.lines import Lines
from kustompy.provenance.places import Place
from kustompy.yamlio.read.reader import read_config
from kustompy.yamlio.scalars.problems import source_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.model.paths import FieldPath, Span
    from kustompy.model.values import Value
    from kustompy.system.files import Files
    from kustompy.yamlio.read.positions import Positions


# A tree may name 10,000 missing files beside 10,000 others: comparing all names would take longer than the build.
_SUGGESTIONS = 100


class Places:
    """The lines and columns of values in the files of a build; each file is read once."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._texts_of = Lines(self.text)
        self._texts: dict[str, bytes] = {}
        self._lines: dict[str, list[str]] = {}
        self._configs: dict[str, Value] = {}
        self._suggestions = _SUGGESTIONS

    def may_suggest(self) -> bool:
        """Whether to search for a similar name once more; each call counts."""
        self._suggestions -= 1
        return self._suggestions >= 0

    def lines(self, file: str) -> list[str]:
        """The lines of a file, split where YAML splits them, so that they fit the positions."""
        if file not in self._lines:
            self._lines[file] = source_lines(self.text(file))
        return self._lines[file]

    def line(self, file: str, number: int) -> str:
        """A line of a file, counted from 1; empty if there is no such line."""
        return self.lines(file)[number - 1] if 0 < number <= len(self.lines(file)) else ""

    def config(self, file: str) -> Value:
        """The values in a file of configuration; None if it cannot be read."""
        if file not in self._configs:
            try:
                self._configs[file] = read_config(self.text(file))
            except KustompyError:
                self._configs[file] = None
        return self._configs[file]

    def text(self, file: str) -> bytes:
        """The content of a file; empty if it cannot be read."""
        if file not in self._texts:
            try:
                self._texts[file] = self.files.read(file)
            except KustompyError:
                # Mostly it is the very file that the diagnostic says is missing.
                self._texts[file] = b""
        return self._texts[file]

    def of(self, file: str) -> Positions:
        """The positions of all values of a file."""
        return self._texts_of.positions(file)

    def written(self, diagnostic: Diagnostic) -> str:
        """The text at the place of a diagnostic; empty if it is longer than a line, or a literal of a Secret."""
        if diagnostic.line != diagnostic.end_line or diagnostic.path[:1] == ("secretGenerator",):
            return ""
        return self.line(diagnostic.file, diagnostic.line)[diagnostic.column - 1 : diagnostic.end_column - 1]

    def entry(self, diagnostic: Diagnostic) -> str:
        """The path that a kustomization names at the place of a diagnostic; empty if there is none."""
        value = self.config(diagnostic.file)
        for part in _spelled(diagnostic.path, self.of(diagnostic.file)):
            if isinstance(value, dict):
                value = value.get(str(part))
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                value = value[part]
            else:
                return ""
        if isinstance(value, dict):
            value = value.get("path")
        # `files:` of a generator may say `key=path`.
        return value.rpartition("=")[2] if isinstance(value, str) else ""

    def line_of(self, file: str, path: FieldPath) -> int:
        """The line of a value; 0 if it is unknown."""
        span = self.of(file).find(0, path)
        return span[0] if span else 0

    def placed(self, diagnostic: Diagnostic) -> Diagnostic:
        """The diagnostic with its line and column."""
        found = self.of(diagnostic.file)
        path = _spelled(diagnostic.path, found)
        span = None
        if diagnostic.inline:
            span = self._inline_span(diagnostic, path)
        elif diagnostic.fault == UNREADABLE:
            span = found.problem
        elif diagnostic.on_key:
            span = found.keys.get((diagnostic.document, path))
        span = span or self._texts_of.span(Place(diagnostic.file, diagnostic.document, path))
        if span is None:
            # A value that no position fits is said to be at the top of its file, as long as there is one.
            span = (1, 1, 1, 1) if self.text(diagnostic.file) else (0, 0, 0, 0)
        line, column, end_line, end_column = span
        return diagnostic.replace(line=line, column=column, end_line=end_line, end_column=end_column, inline=())

    def _inline_span(self, diagnostic: Diagnostic, path: FieldPath) -> Span | None:
        """The place inside of a text that is a value of the file; None if the text is quoted or folded there."""
        *around, (document, inner_path) = diagnostic.inline
        text = self._texts_of.inside(Place(diagnostic.file, diagnostic.document, path, tuple(around)))
        if text is None:
            return None
        found = text.found
        if diagnostic.fault == UNREADABLE:
            span = found.problem
        elif diagnostic.line:
            return text.whole_line(diagnostic.line)
        else:
            span = found.keys.get((document, inner_path)) if diagnostic.on_key else None
        span = span or found.find(document, inner_path) or found.first_of(document)
        return span and text.shifted(span)


def _spelled(path: FieldPath, found: Positions) -> FieldPath:
    """The path as the file spells it: Go matches fields of a kustomization in any case, and some have old names."""
    if (0, path) in found.values or not path or not isinstance(path[0], str):
        return path
    wanted = {path[0].lower(), *(old.lower() for old, new in FOLDED.items() if new == path[0])}
    for document, key in found.keys:
        if not document and len(key) == 1 and str(key[0]).lower() in wanted:
            return (key[0], *path[1:])
    return path
