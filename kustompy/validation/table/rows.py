"""The tables in ``schemas/kubernetes/rules``: each line is one rule of the definitions above it."""

from __future__ import annotations

from kustompy.memo import Memo
from kustompy.upstream import read_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    class Row(NamedTuple):
        """One rule: ``path`` leads from an object of the definition; it holds in the minors ``first`` to ``last``."""

        definition: str
        path: str
        rule: str
        source: str
        first: int
        last: int
        message: str
        group: str
else:
    from collections import namedtuple

    Row = namedtuple("Row", ["definition", "path", "rule", "source", "first", "last", "message", "group"])

GROUPS = (
    "metadata", "pods", "containers", "volumes", "workloads", "services", "network", "storage", "scaling", "access",
    "config", "admission", "apis", "cluster",
)  # fmt: skip
"""The tables, a file each."""

_FIRST, _LAST = 0, 999
_SECTIONS = Memo(1)
"""Definition → its sections: the group, and the text below the line of names."""


def rows_of(definition: str, minor: int) -> list[Row]:
    """The rules of a definition, named by the end of its name (``core.v1.Container``), in one minor version."""
    return [each for each in _rows(definition) if each.first <= minor <= each.last]


def all_rows() -> list[Row]:
    """Every rule, in the order of the tables."""
    return [each for name in _index() for each in _rows(name)]


def _rows(definition: str) -> list[Row]:
    return [
        row(definition, group, line)
        for group, section in _index().get(definition, ())
        for line in section.split("\n")
        if line and line[0] not in "#["
    ]


def row(definition: str, group: str, line: str) -> Row:
    """The rule of a line: ``path | rule | source | versions | message``, of which the last two may be missing."""
    # Versions are `1.30`, `1.30-`, `-1.31` or `1.30-1.33`.
    parts = [each.strip() for each in line.split("|")]
    path, rule, source, versions, message = [*parts, "", ""][:5]
    low, dash, high = versions.partition("-")
    first = int(low.removeprefix("1.")) if low else _FIRST
    last = (int(high.removeprefix("1.")) if high else _LAST) if dash else (first or _LAST)
    return Row(definition, path, rule, source, first, last, message, group)


def _index() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] | None = _SECTIONS.get("")
    return found if found is not None else _SECTIONS.keep("", _read())


def _read() -> dict[str, list[tuple[str, str]]]:
    # The lines of a section are looked at when one of its definitions is asked for: most never are.
    found: dict[str, list[tuple[str, str]]] = {}
    for group in GROUPS:
        _, *sections = f"\n{_text(group)}".split("\n[")
        for each in sections:
            names, _, section = each.partition("]\n")
            for name in names.split():
                found.setdefault(name, []).append((group, section))
    return found


def _text(group: str) -> str:
    return read_data(f"kubernetes/rules/{group}.txt")
