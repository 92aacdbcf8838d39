"""A row of a table as a rule to run: slowly with messages, and fast with a verdict alone."""

from __future__ import annotations

from kustompy.validation.table.broken import INVALID, is_null, is_set
from kustompy.validation.table.objects import OBJECT_WORDS
from kustompy.validation.table.own import own
from kustompy.validation.table.paths import EVERY, field, reached, steps
from kustompy.validation.table.values import VALUE_WORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from kustompy.model.values import Manifest, Value
    from kustompy.validation.table.broken import Broken
    from kustompy.validation.table.rows import Row
    from kustompy.validation.table.values import Holds

_UNIONS = frozenset(("exactly-one", "at-most-one"))


class Rule:
    """One rule; ``way`` leads from an object to its value, and an object without the ``needed`` fields passes."""

    __slots__ = ("_may", "_says", "code", "holds", "needed", "row", "way", "word", "words")

    def __init__(self, row: Row) -> None:
        self.row, self.way = row, steps(row.path)
        self.word, *self.words = row.rule.split()
        self.holds: Holds | None = None
        """The verdict about a value of the right type; None for rules about several fields."""
        self._may: Holds | None = None
        if self.word in VALUE_WORDS:
            self._says, self.holds, self.code = VALUE_WORDS[self.word](self.words)
            self.needed = frozenset(self.way[:1]) if self.word != "required" else frozenset()
        elif self.word == "call":
            self._says, self.needed, self._may = own(self.words[0])
            self.code = INVALID
        else:
            self._says, self.needed, self.code = OBJECT_WORDS[self.word](self.words)
        if self.way and self.word not in VALUE_WORDS:
            self.needed = frozenset(self.way[:1])

    @property
    def is_of_field(self) -> bool:
        """Whether the rule looks at nothing but the value of one field."""
        return len(self.way) == 1 and self.holds is not None and self.word not in ("required", "forbidden")

    def is_there(self, keys: Collection[str]) -> bool:
        """Whether the rule requires a field, and an object with these fields has it."""
        return self.word == "required" and len(self.way) == 1 and self.way[0] in keys

    def problems(self, of: Manifest) -> Iterator[tuple[str, Broken]]:
        """The codes and broken rules of an object; paths begin at the object."""
        for path, value in reached(of, self.way):
            # Rules about several fields are written for mappings; the schema reports any other value.
            if self.holds is None and not isinstance(value, dict):
                continue
            for each in self._says(value):
                found = each._replace(path=(*path, *each.path), rivals=tuple((*path, *rival) for rival in each.rivals))
                if self.row.message:
                    found = found._replace(message=_in_other_words(each.message, self.row.message))
                yield each.code or self.code, found

    def asked(self, keys: Collection[str]) -> Callable[[Manifest], object] | None:
        """The fast check of an object that has these fields; None if every such object passes."""
        # Called once for each set of fields (closures.guarded_mapping), so that what is decided here costs no manifest
        # anything. A check may be wrong in one direction only: a refusal is looked at again with `problems`.
        if not self.needed.issubset(keys):
            return None
        if self.word in _UNIONS and not self.way and not any("." in each for each in self.words):
            there = [each for each in self.words if each in keys]
            if len(there) < 2 and self.word == "at-most-one":
                return None
            if len(there) == 1:
                only = there[0]
                return lambda value: value[only] or is_set(value[only])
        if self.holds is not None and EVERY not in self.way:
            way, holds = self.way, self.holds
            if self.word == "required":
                return lambda value: is_set(field(value, way))
            if len(way) == 2:
                # `livenessProbe.successThreshold` and the like: most objects lack the inner field, and pay two lookups.
                outer, inner = way
                return lambda value: not value[outer] or inner not in value[outer] or _fits(field(value, way), holds)
            return lambda value: _fits(field(value, way), holds)
        says, may, at = self._says, self._may, self.way
        if not at:
            # A rule about the object itself needs no paths, which `problems` would put together.
            if may is not None:
                return lambda value: not may(value) or next(says(value), None) is None
            return lambda value: next(says(value), None) is None
        if may is not None:
            return lambda value: not may(field(value, at) or {}) or next(self.problems(value), None) is None
        return lambda value: next(self.problems(value), None) is None


def _fits(value: Value, holds: Holds) -> bool:
    """Whether a value fits, if it is there."""
    return is_null(value) or holds(value)


def _in_other_words(message: str, own: str) -> str:
    """The message with the words of the row in place of the reason: ``Required value: why``."""
    head, colon, _ = message.rpartition(": ")
    return f"{head if colon else message}: {own}"
