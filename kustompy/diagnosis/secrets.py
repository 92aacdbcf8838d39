"""Values of Secrets that a build has read, so that no message shows them, and no excerpt their lines."""

from __future__ import annotations

import os

from kustompy.diagnosis.places import Places
from kustompy.errors import KustompyError
from kustompy.model.secrets import WHOLE_FILE, Blotter, is_secret, masked, texts_in, values_of
from kustompy.yamlio.read.reader import read
from kustompy.yamlio.read.secret_lines import lines_of, secret_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kustompy.errors.diagnostic import Told
    from kustompy.model.secrets import Mark
    from kustompy.model.values import Value
    from kustompy.system.files import Files
    from kustompy.yamlio.read.secret_lines import Lines


_NAMING = frozenset(
    (field,) for field in ("resources", "bases", "components", "crds", "configurations", "generators", "transformers")
)
# A value of a Secret that is one of these words, or a path, is not hidden: messages have it anyway.
_WORDING = "accumulating resources: accumulation err= recursed accumulation of path components: data: metadata: spec:"


class Secrets:
    """The marks of one build or several: where Secrets were read, and their values."""

    def __init__(self, marks: Iterable[Mark], files: Files, places: Places | None = None) -> None:
        self._marks = [(owner if isinstance(owner, tuple) else owner.source, value) for owner, value in marks]
        self._files, self._places = files, places or Places(files)
        self._blotter: Blotter | None = None
        self._named: list[str] = []
        """Paths in kustomizations that do not exist."""
        self._lines: dict[str, Lines] = {}

    def hidden(self, text: str) -> str:
        """The text without values of Secrets, and without passwords in URLs."""
        text = masked(text)
        if not self._marks:
            return text
        # Made at the first text: most builds say nothing, and all values would be read for nothing.
        if self._blotter is None:
            self._blotter = Blotter(self._values(), "\n".join([_WORDING, *self._files.were_read, *self._named]))
        return self._blotter.hidden(text)

    def texts(self) -> list[str]:
        """The texts that were read of Secrets, each once."""
        return list(dict.fromkeys(text for value in self._values() for text in texts_in(value)))

    def _values(self) -> list[Value]:
        return [_in_file(value) if isinstance(value, bytes) else value for _, value in self._marks]

    def is_private(self, file: str, line: int) -> bool:
        """Whether a line of a file may show a value of a Secret."""
        if not file or not line:
            return False
        file = os.path.abspath(file)
        if file not in self._lines:
            self._lines[file] = self._lines_in(file)
        return any(first <= line <= last for first, last in self._lines[file])

    def _lines_in(self, file: str) -> Lines:
        places = self._places
        # By the lines of the text as well as by the marks: a file that cannot be parsed has no marks.
        found = secret_lines(places.text(file))
        for path, document, keys in {source for source, _ in self._marks if source[0] == file}:
            span = None if document == WHOLE_FILE else places.of(path).find(document, keys)
            found.append(lines_of(span) if span else (1, len(places.lines(path))))
        return found

    def hide(self, error: KustompyError) -> None:
        """Hide the values in all texts of an error."""
        if self._marks:
            named = [self._places.entry(each) for each in error.diagnostics if each.path[:1] in _NAMING]
            self._named = [each for each in named if "\n" not in each]
        error.args = (self.hidden(str(error)),)
        error.warnings = [self.hidden(each) for each in error.warnings]
        error.diagnostics = self.hidden_in(error.diagnostics)

    def hidden_in(self, diagnostics: Sequence[Told]) -> list[Told]:
        """The diagnostics without values of Secrets; those whose lines may show one are marked as private."""
        return [self._hidden_in(each) for each in diagnostics]

    def _hidden_in(self, told: Told) -> Told:
        message, hint, resource = self.hidden(told.message), self.hidden(told.hint), self.hidden(told.resource)
        is_private = told.is_private or self.is_private(told.file, told.line)
        if (message, hint, resource, is_private) == (told.message, told.hint, told.resource, told.is_private):
            return told
        return told.replace(message=message, hint=hint, resource=resource, is_private=is_private)


def _in_file(content: bytes) -> list[Value]:
    """The values of the Secrets in a text, at any depth: in lists of objects as well."""
    try:
        waiting = read(content.decode("utf-8", "replace"))
    except KustompyError:
        # No value of it was taken, and no message quotes what cannot be read.
        return []
    found: list[Value] = []
    while waiting:
        each = waiting.pop()
        if isinstance(each, (dict, list)):
            waiting += each.values() if isinstance(each, dict) else each
        if is_secret(each):
            found += values_of(each)
    return found
