"""Changes for people: grouped by resource, each field with its old and new value and the line that caused it."""

from __future__ import annotations

from kustompy.planning.explaining import printable, shortened
from kustompy.planning.forms.described import origin_text, title
from kustompy.yamlio.writer import write_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kustompy.model.values import Value
    from kustompy.planning.forms.described import Entry, FieldEntry, Origin

SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": "~"}
# Codes of SGR, which every terminal knows.
_COLOURS = {"+": "32", "-": "31", "~": "33", "@": "36", "from": "2", "head": "1"}
_MANY = 12
"""Longer values are cut: what a resource has that is added is in the build."""


def rendered(entries: Sequence[Entry], *, coloured: bool = False) -> str:
    """A paragraph for each resource."""
    paint = Paint(coloured)
    return "\n".join("".join(f"{line}\n" for line in lines_of(each, paint)) for each in entries)


class Paint:
    def __init__(self, coloured: bool) -> None:
        self.coloured = coloured

    def __call__(self, role: str, text: str) -> str:
        return f"\x1b[{_COLOURS[role]}m{text}\x1b[0m" if self.coloured and role in _COLOURS else text


PLAIN = Paint(coloured=False)


def lines_of(entry: Entry, paint: Paint = PLAIN) -> Iterator[str]:
    """The lines of one resource."""
    sign = SIGNS[entry.kind]
    former = f", was {entry.former}" if entry.former else ""
    yield paint(sign, f"{sign} ") + paint("head", printable(f"{title(entry)}{former}"))
    yield from _origins(entry.origins, "    ", paint)
    for field in entry.fields:
        yield from _field(field, paint)
    for what, count in entry.follows:
        # A generated object whose only change of name is its hash follows itself.
        if what == f"{entry.of_kind} {entry.name}":
            yield "    under a new hash"
            continue
        yield f"    {count} field{'' if count == 1 else 's'} follow{'s' if count == 1 else ''} {printable(what)}"


def _field(field: FieldEntry, paint: Paint) -> Iterator[str]:
    sign, path = SIGNS[field.kind], printable(field.path)
    head = f"  {paint(sign, sign)} {path}"
    if field.lines is not None:
        yield f"{head}:"
        yield from (f"      {paint(line[:1], printable(line))}" for line in field.lines)
    elif field.kind == "moved":
        yield f"{head}: the same elements in another order"
    elif field.is_hidden and field.kind == "changed":
        yield f"{head}: changed"
    elif field.kind == "changed":
        yield f"{head}: {printable(shortened(field.old))} → {printable(shortened(field.new))}"
    else:
        yield from _whole(head, field.new if field.kind == "added" else field.old)
    yield from _origins(field.origins, "      ", paint)


def _whole(head: str, value: Value) -> Iterator[str]:
    """A value that is new or gone: on its line, or as YAML below it."""
    if not isinstance(value, (dict, list)) or not value:
        yield f"{head}: {printable(shortened(value))}"
        return
    lines = yaml_lines(value)
    yield f"{head}:"
    yield from (f"      {printable(line)}" for line in lines[:_MANY])
    if len(lines) > _MANY:
        yield f"      … {len(lines) - _MANY} more lines"


def yaml_lines(value: Value) -> list[str]:
    """The lines of a value as kustomize prints it."""
    if isinstance(value, dict):
        return write_document(value).rstrip("\n").split("\n")
    # The writer takes documents, whose root is a mapping; dashes stand in the column of their key, so that the rest is
    # the list.
    lines = write_document({"x": value}).rstrip("\n").split("\n")
    return lines[1:]


def _origins(origins: Sequence[Origin], indent: str, paint: Paint) -> Iterator[str]:
    for each in origins:
        yield paint("from", f"{indent}{printable(origin_text(each))}")
