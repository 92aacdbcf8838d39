"""Which lines of a text may show values of Secrets."""

from __future__ import annotations

from kustompy.errors import YamlError
from kustompy.model.resource import PRIVATE_KINDS
from kustompy.model.secrets import FIELDS, may_hold
from kustompy.yamlio.read.chunks import chunks
from kustompy.yamlio.read.positions import positions
from kustompy.yamlio.scalars.problems import source_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.paths import FieldPath, Span
    from kustompy.yamlio.read.positions import Positions

    Lines = list[tuple[int, int]]
    """The first and the last line of each part."""

# Beside `kind: Secret`, one of these tells a manifest or a generator from a selector that names the kind.
_OF_MANIFESTS = (*FIELDS, "metadata", "literals")
_ENDLESS = 1 << 31


def secret_lines(text: bytes) -> Lines:
    """The lines of Secrets and of ``secretGenerator:``; all of a text that no parser can read and that may hold any.

    A document that is a scalar, such as an env file, counts as one that no parser can read.
    """
    whole = text.decode("utf-8", "replace")
    # A first look that most texts end at; `=` is what an env file has.
    if "ecret" not in whole and "stringData" not in whole and "=" not in whole:
        return []
    found, lines = positions(text), source_lines(text)
    spans = [*_of_manifests(found, lines), *_of_scalars(found, whole)]
    told = [lines_of(each) for each in spans]
    first = _first_unread(found, whole, lines)
    if first and may_hold("\n".join(lines[first - 1 :])):
        told.append((first, _ENDLESS))
    return told


def _first_unread(found: Positions, text: str, lines: list[str]) -> int:
    """The first line of the first document that cannot be read; 0 if all can."""
    # Behind a syntax error nothing is known: all from the start of that document on counts as secret.
    if found.problem is not None:
        return _start_of_document(lines, found.problem[0])
    try:
        parts = chunks(text)
    except YamlError:
        return 1
    read = {document for document, _ in found.values}
    return int(any(index not in read and part.strip() for index, part in enumerate(parts)))


def lines_of(span: Span) -> tuple[int, int]:
    """The first and the last line of a span, which ends where the next value begins."""
    line, _, end_line, end_column = span
    # The end of a block collection is the start of what follows, whose line is not part of it.
    return line, max(line, end_line - (end_column == 1))


def _start_of_document(lines: list[str], line: int) -> int:
    """The first line of the document that a line is part of."""
    return next((each for each in range(min(line, len(lines)), 0, -1) if lines[each - 1].startswith("---")), 1)


def _of_manifests(found: Positions, lines: list[str]) -> list[Span]:
    spans = []
    for document, path in found.keys:
        above, key = path[:-1], str(path[-1])
        if key == "stringData" or (key == "kind" and _is_kind_of_secret(found, lines, document, path)):
            spans.append(found.values.get((document, above)))
        elif not above and key.lower() == "secretgenerator":
            spans += [found.values.get((document, path)), found.keys[document, path]]
    return [each for each in spans if each is not None]


def _is_kind_of_secret(found: Positions, lines: list[str], document: int, path: FieldPath) -> bool:
    """Whether it is the kind of a manifest, and not of a selector that only names Secrets."""
    span = found.values.get((document, path))
    if span is None or not 0 < span[0] <= len(lines):
        return False
    written = lines[span[0] - 1][span[1] - 1 : span[3] - 1 if span[0] == span[2] else None].split()
    if not written or written[-1].strip("'\"") not in PRIVATE_KINDS:
        return False
    return any((document, (*path[:-1], field)) in found.keys for field in _OF_MANIFESTS)


def _of_scalars(found: Positions, text: str) -> list[Span]:
    """The documents that are scalars, if the text may hold what is secret."""
    if not may_hold(text):
        return []
    larger = {document for document, path in found.values if path}
    return [span for (document, path), span in found.values.items() if not path and document not in larger]
