"""Go's regular expressions, matched in time linear in the text; what has no special character is compared."""

from __future__ import annotations

from kustompy.memo import Memo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from kustompy.golang.regexp.machine import Dfa

    class Steps(Protocol):
        """A budget that work is taken from."""

        def spend(self, count: int) -> None: ...


# Without one of these a pattern matches its own text, and no machine is loaded: most names in selectors are such.
_SPECIAL = frozenset("\\.+*?()|[]{}^$")


class Regexp:
    """A pattern to search with, or to match whole texts with; several threads may use it at once."""

    __slots__ = ("_full", "_is_literal", "_search", "pattern")

    def __init__(self, pattern: str, *, full: bool) -> None:
        self.pattern = pattern
        self._is_literal = _SPECIAL.isdisjoint(pattern)
        self._search: Dfa | None = None
        self._full: Dfa | None = None
        if not self._is_literal:
            self._dfa(full=full)

    def _dfa(self, *, full: bool) -> Dfa:
        from kustompy.golang.regexp.machine import Dfa

        if full:
            if self._full is None:
                # kustomize anchors selectors by this very text, which its errors quote.
                self._full = Dfa(f"^(?:{self.pattern})$")
            return self._full
        if self._search is None:
            self._search = Dfa(self.pattern)
        return self._search

    def search(self, text: str, steps: Steps | None = None) -> bool:
        """Whether the pattern matches anywhere in the text; the work may have to stay within a budget of steps."""
        return self.pattern in text if self._is_literal else self._dfa(full=False).matches(text, steps)

    def full_match(self, text: str, steps: Steps | None = None) -> bool:
        """Whether ``^(?:pattern)$`` matches the text."""
        return self.pattern == text if self._is_literal else self._dfa(full=True).matches(text, steps)

    @property
    def is_literal(self) -> bool:
        """Whether the pattern has no special character, and so matches itself only."""
        return self._is_literal

    @property
    def size(self) -> int:
        """How many instructions it has."""
        return sum(dfa.size for dfa in (self._search, self._full) if dfa is not None)

    @property
    def is_light(self) -> bool:
        """Whether keeping the pattern costs little."""
        return self.size < _HEAVY


_KEPT = 256
# A larger pattern is made anew each time, so that what is kept stays small.
_HEAVY = 5_000
_STEPS_AN_INSTRUCTION = 3
_compiled = Memo(_KEPT)


def compile(pattern: str, *, full: bool = False, steps: Steps | None = None) -> Regexp:  # noqa: A001  # named as in re
    """The pattern, ready for use; raises RegexpError in Go's words if it is invalid.

    With ``full``, what is checked, and quoted by the error, is ``^(?:pattern)$``, as selectors are. Making it may have
    to stay within a budget of steps.
    """
    regexp = _compiled.get((pattern, full))
    if regexp is None:
        regexp = Regexp(pattern, full=full)
        if steps is not None and not regexp.is_literal:
            steps.spend(regexp.size * _STEPS_AN_INSTRUCTION)
        # Two threads may make the same pattern at once; both are right, and one stays.
        if regexp.is_light:
            _compiled.keep((pattern, full), regexp)
    return regexp
