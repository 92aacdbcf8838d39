"""Simple flow collections: ``[a, b]`` and ``{a: b}`` of plain and quoted scalars."""

from __future__ import annotations

from kustompy.yamlio.scalars.quoting import OddEscape, closing, unescaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.model.values import Value

# Indicators, the dash included: `[- a]` is an error, and `[-1]` is rare enough for the parser.
_NEVER_FIRST = frozenset("!&*|>%@`?:#,]}-\"'{[")
_ENDS_WORDS = frozenset(",]}:{[?#\n")
# The scanner recurses; the parser, which does not, counts deeper ones against the limit.
_DEEPEST = 20
_SPACES = (" ", "\n")


class _FastPathMiss(Exception):
    """The text has something that only the full parser reads."""


class _Scanner:
    def __init__(self, text: str, typed: Callable[[str], Value], quoted: Callable[[str], str]) -> None:
        self.text, self.typed, self.quoted = text, typed, quoted
        self.at = 0
        self.depth = 0

    def value(self) -> Value:
        """The value at the place."""
        first = self.peek()
        if first == "[":
            return self._sequence()
        if first == "{":
            return self._mapping()
        if first in ("'", '"'):
            return self.quoted(self._quoted())
        return self.typed(self._plain())

    def peek(self) -> str:
        """The next character that is no space."""
        text, at = self.text, self.at
        while text[at : at + 1] in _SPACES:
            at += 1
        if at >= len(text):
            raise _FastPathMiss
        self.at = at
        return text[at]

    def _enter(self) -> None:
        self.at += 1
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _FastPathMiss

    def _next(self, end: str) -> bool:
        """Whether another entry follows; the end or the comma is passed."""
        mark = self.peek()
        if mark != end and mark != ",":
            raise _FastPathMiss
        self.at += 1
        if mark == end:
            self.depth -= 1
            return False
        # YAML allows one comma behind the last entry.
        return self.peek() != end or self._next(end)

    def _sequence(self) -> list[Value]:
        self._enter()
        result: list[Value] = []
        more = self.peek() != "]" or self._next("]")
        while more:
            result.append(self.value())
            more = self._next("]")
        return result

    def _mapping(self) -> dict[str, Value]:
        self._enter()
        result: dict[str, Value] = {}
        more = self.peek() != "}" or self._next("}")
        while more:
            is_quoted = self.peek() in ("'", '"')
            key = self._quoted() if is_quoted else self._plain()
            # A key that is there twice, one that merges, and one that is no string have rules of their own.
            if key in result or key == "<<" or (not is_quoted and type(self.typed(key)) is not str):
                raise _FastPathMiss
            # A key is on one line with its colon (YAML 1.1, 7.4.2).
            if self.text[self.at : self.at + 1] == "\n":
                raise _FastPathMiss
            # Behind a quoted key, as in JSON, no space has to follow the colon.
            if self.peek() != ":" or (not is_quoted and self.text[self.at + 1 : self.at + 2] != " "):
                raise _FastPathMiss
            self.at += 1
            colon = self.at
            # `{a:}` and `{a: , b}` hold nulls that kustomize prints as empty strings (spec/scalars 3.1).
            if self.peek() in ",}" or "\n" in self.text[colon : self.at]:
                raise _FastPathMiss
            result[key] = self.value()
            more = self._next("}")
        return result

    def _quoted(self) -> str:
        start = self.at + 1
        quote = self.text[self.at]
        end = closing(self.text, start, quote)
        # A quoted scalar over several lines folds, which is read elsewhere.
        if end < 0 or "\n" in self.text[start:end]:
            raise _FastPathMiss
        self.at = end + 1
        try:
            return unescaped(self.text[start:end], quote)
        except OddEscape:
            raise _FastPathMiss from None

    def _plain(self) -> str:
        text = self.text
        start = self.at
        if text[start] in _NEVER_FIRST:
            raise _FastPathMiss
        end = len(text)
        for at in range(start, len(text)):
            char = text[at]
            if char not in _ENDS_WORDS:
                continue
            if char == "\n":
                # What follows has to end the entry: a scalar that goes on in the next line is for the parser.
                end = at
                break
            # `{`, `[` and `?` end a plain scalar of flow style in its middle for libyaml, and `#` may begin a comment.
            if char in "{[?#":
                raise _FastPathMiss
            after = text[at + 1 : at + 2]
            if char != ":" or after == " ":
                end = at
                break
            if after in ("", ",", "[", "]", "{", "}", "?", ":"):
                raise _FastPathMiss
        self.at = end
        plain = text[start:end].rstrip(" ")
        if ":" in plain and plain[:1].isdigit():
            # go-yaml v3 quotes what has a colon when it writes a flow collection: a timestamp becomes a string.
            raise _FastPathMiss
        return plain


def flow_value(text: str, typed: Callable[[str], Value], quoted: Callable[[str], str]) -> tuple[Value, str] | None:
    """The collection that the text begins with, and the rest; None if it is a matter for the full parser."""
    scanner = _Scanner(text, typed, quoted)
    try:
        value = scanner.value()
    except _FastPathMiss:
        return None
    return value, text[scanner.at :]
