"""Paths as jq writes them, made of keys, indexes, ``[]`` and ``select`` by a value, and of nothing else."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value


class Key(NamedTuple):
    """A field of a mapping."""

    name: str


class Index(NamedTuple):
    """An element of a list; a negative one counts from the end."""

    number: int


class Each(NamedTuple):
    """Any element of a list, or any field of a mapping."""


class Either(NamedTuple):
    """A part of a JSON pointer: a field of a mapping, or the element of a list with that number."""

    part: str


class Select(NamedTuple):
    """Nothing further: what is there is left alone unless a field of it has a value, or has another."""

    path: tuple[Step, ...]
    literal: Value
    is_equal: bool


Step = Key | Index | Each | Either | Select
# Expressions are of the tree, and no real one is near this long.
_MOST = 2000
# More digits are no index of any list, and Python refuses to convert thousands of them.
_DIGITS = 9
_WORDS: dict[str, Value] = {"true": True, "false": False, "null": None}


def steps_of(expression: str) -> tuple[Step, ...] | None:
    """The steps of a jq expression; None if it has anything else in it."""
    if len(expression) > _MOST:
        return None
    reading = _Reading(expression)
    found = reading.pipe()
    # A selection alone would ignore the whole resource.
    return tuple(found) if found and reading.is_done() and not all(isinstance(each, Select) for each in found) else None


class _Reading:
    """An expression that is read from the left; each function gives None for what is not known."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0

    def is_done(self) -> bool:
        """Whether all is read."""
        self._skip()
        return self._at == len(self._text)

    def pipe(self) -> list[Step] | None:
        """Paths and selections with ``|`` between them."""
        found: list[Step] = []
        while True:
            part = self._selection() if self._takes("select") else self._path()
            if part is None:
                return None
            found += part
            if not self._takes("|"):
                return found

    def _skip(self) -> None:
        while self._text[self._at : self._at + 1].isspace():
            self._at += 1

    def _takes(self, sign: str) -> bool:
        self._skip()
        has = self._text.startswith(sign, self._at)
        self._at += len(sign) * has
        return has

    def _selection(self) -> list[Step] | None:
        if not self._takes("("):
            return None
        path = self._path()
        is_equal = self._takes("==")
        if path is None or not (is_equal or self._takes("!=")):
            return None
        value = self._literal()
        return [Select(tuple(path), value[0], is_equal)] if value is not None and self._takes(")") else None

    def _path(self) -> list[Step] | None:
        self._skip()
        found: list[Step] = []
        if not self._text.startswith(".", self._at):
            return None
        while True:
            if self._text.startswith("[", self._at):
                step = self._bracket()
            elif self._text.startswith(".", self._at):
                self._at += 1
                # jq lets a dot stand before brackets (`.a.[0]`) and alone (`.`), which is the value itself.
                if self._text.startswith("[", self._at) or not (found or self._starts_key()):
                    if found or self._text.startswith("[", self._at):
                        continue
                    return found  # the dot by itself
                step = self._key()
            else:
                return found
            if step is None:
                return None
            found.append(step)
            # `?` hides errors of jq, and here nothing fails: what does not fit is not ignored.
            self._at += self._text.startswith("?", self._at)

    def _starts_key(self) -> bool:
        char = self._text[self._at : self._at + 1]
        return char == '"' or char == "_" or (char.isascii() and char.isalpha())

    def _key(self) -> Step | None:
        if self._text.startswith('"', self._at):
            text = self._string()
            return None if text is None else Key(text)
        start = self._at
        while (
            self._at < len(self._text)
            and self._text[self._at].isascii()
            and (self._text[self._at].isalnum() or self._text[self._at] == "_")
        ):
            self._at += 1
        word = self._text[start : self._at]
        return Key(word) if word and not word[0].isdigit() else None

    def _bracket(self) -> Step | None:
        self._at += 1
        if self._takes("]"):
            return Each()
        self._skip()
        if self._text.startswith('"', self._at):
            text = self._string()
            return Key(text) if text is not None and self._takes("]") else None
        number = self._number()
        return Index(number) if isinstance(number, int) and self._takes("]") else None

    def _literal(self) -> tuple[Value] | None:
        self._skip()
        if self._text.startswith('"', self._at):
            text = self._string()
            return None if text is None else (text,)
        for word, value in _WORDS.items():
            if self._takes(word):
                return (value,)
        number = self._number()
        return None if number is None else (number,)

    def _number(self) -> int | None:
        start = self._at
        self._at += self._text.startswith("-", self._at)
        while self._text[self._at : self._at + 1].isdigit() and self._text[self._at].isascii():
            self._at += 1
        digits = self._text[start : self._at].removeprefix("-")
        return int(self._text[start : self._at]) if 0 < len(digits) <= _DIGITS else None

    def _string(self) -> str | None:
        """A text in quotes, whose only escapes are those of a quote and a backslash."""
        parts: list[str] = []
        at = self._at + 1
        while at < len(self._text):
            char = self._text[at]
            if char == '"':
                self._at = at + 1
                return "".join(parts)
            if char == "\\":
                at += 1
                char = self._text[at : at + 1]
                # Other escapes are known to jq, but have no place in names of fields.
                if char not in ('"', "\\"):
                    return None
            parts.append(char)
            at += 1
        return None
