"""Patterns of ``.gitignore`` files, matched without regular expressions and without backtracking over paths."""

from __future__ import annotations

import os

from kustompy.memo import Memo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NamedTuple, TypeAlias

    class Pattern(NamedTuple):
        parts: tuple[str, ...]
        negated: bool
        for_directories: bool

    class Class(NamedTuple):
        negated: bool
        ranges: tuple[tuple[str, str], ...]
        names: tuple[str, ...]

    Token: TypeAlias = str | Class
else:
    from collections import namedtuple

    Pattern = namedtuple("Pattern", ["parts", "negated", "for_directories"])
    Class = namedtuple("Class", ["negated", "ranges", "names"])

# A tree may be hostile: a file of patterns is asked about each path, and what is read of one is bounded.
_MOST_BYTES = 1024 * 1024
_MOST_PATTERNS = 10_000
_SPECIAL = frozenset("*?[\\")
_LONGEST_KEPT = 200
"""The longest pattern whose tokens are kept."""
_BOM = "\ufeff"


class Ignored:
    """The patterns of a directory, with those of the directories around it."""

    __slots__ = ("_directory", "_outer", "_patterns")

    def __init__(self, directory: str, patterns: Sequence[Pattern], outer: Ignored | None = None) -> None:
        self._directory, self._patterns, self._outer = directory, patterns, outer

    def covers(self, path: str, *, is_directory: bool) -> bool:
        """Whether git ignores the absolute path."""
        # The innermost file with a pattern that matches decides, and in it the last such pattern.
        parts = path[len(self._directory) :].strip(os.sep).split(os.sep)
        for pattern in reversed(self._patterns):
            if (is_directory or not pattern.for_directories) and matches(pattern.parts, parts):
                return not pattern.negated
        return self._outer is not None and self._outer.covers(path, is_directory=is_directory)


def ignored_in(directory: str, outer: Ignored | None) -> Ignored | None:
    """The patterns of a directory: those of its own file within those around it."""
    path = os.path.join(directory, ".gitignore")
    if not os.path.isfile(path):
        return outer
    try:
        with open(path, "rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return outer
    return Ignored(directory, patterns_of(text), outer)


def ignored_around(directory: str) -> Ignored | None:
    """The patterns of the directories around one, up to the top of the repository; None outside of a repository."""
    # Outside of a repository git reads no such file, and a file of patterns there belongs to something else.
    above: list[str] = []
    current = directory
    while not os.path.exists(os.path.join(current, ".git")):
        parent = os.path.dirname(current)
        if parent == current:
            return None
        above.append(parent)
        current = parent
    ignored: Ignored | None = None
    for each in reversed(above):
        ignored = ignored_in(each, ignored)
    # A directory that the user names is searched, even if git ignores it.
    return None if ignored is not None and _is_inside(ignored, directory, current) else ignored


def _is_inside(ignored: Ignored, directory: str, root: str) -> bool:
    while directory != root:
        if ignored.covers(directory, is_directory=True):
            return True
        directory = os.path.dirname(directory)
    return False


def patterns_of(text: str) -> list[Pattern]:
    """The patterns in the text of a file, in order."""
    found = []
    # git knows the line break alone; str.splitlines would also split at form feeds and other separators.
    for line in text.removeprefix(_BOM).split("\n")[:_MOST_PATTERNS]:
        written = _without_spaces(line.removesuffix("\r"))
        if not written or written.startswith("#"):
            continue
        negated = written.startswith("!")
        written = written[negated:]
        directories = written.endswith("/")
        written = written[: len(written) - directories]
        # A slash anywhere but at the end ties a pattern to the directory of its file.
        anchored = "/" in written
        parts = written.removeprefix("/").split("/")
        # No part of a path is empty, so `a//b` matches nothing.
        if all(parts):
            found.append(Pattern(tuple(parts if anchored else ["**", *parts]), negated, directories))
    return found


def _without_spaces(line: str) -> str:
    """The line without spaces at its end, up to one that a backslash escapes."""
    kept = line.rstrip(" ")
    slashes = len(kept) - len(kept.rstrip("\\"))
    return line[: len(kept) + 1] if slashes % 2 else kept


def matches(parts: Sequence[str], path: Sequence[str]) -> bool:
    """Whether the parts of a pattern, ``**`` among them, match the parts of a path."""
    # All lengths of the path that the pattern so far can match: several `**` would try exponentially many otherwise.
    reached = {0}
    for number, part in enumerate(parts):
        if part == "**":
            first = min(reached)
            # A pattern that ends in `/**` matches what is inside of a directory, not the directory.
            last = number == len(parts) - 1
            reached = set(range(first + last, len(path) + 1))
        else:
            reached = {each + 1 for each in reached if each < len(path) and fits(part, path[each])}
        if not reached:
            return False
    return len(path) in reached


def fits(pattern: str, name: str) -> bool:
    r"""Whether one part of a pattern matches a name: ``*``, ``?``, ``[a-z]``, ``[!a]``, ``[[:digit:]]``, ``\`` escapes.

    ``*`` and ``?`` take any character. A malformed pattern matches nothing, as in git and in Go's ``path.Match``.
    """
    if _SPECIAL.isdisjoint(pattern):
        return pattern == name
    tokens = _TOKENS[pattern] if len(pattern) <= _LONGEST_KEPT else _tokens(pattern)
    # Only the last `*` is ever tried again, one character further: an earlier one that took more would leave less for
    # the rest. So the time is at most the product of both lengths.
    at = inside = 0
    star, mark = -1, 0
    while inside < len(name):
        if at < len(tokens) and tokens[at] != "*" and _takes(tokens[at], name[inside]):
            at, inside = at + 1, inside + 1
        elif at < len(tokens) and tokens[at] == "*":
            star, mark = at, inside
            at += 1
        elif star >= 0:
            mark += 1
            at, inside = star + 1, mark
        else:
            return False
    return all(each == "*" for each in tokens[at:])


class _Tokens(Memo):
    """The tokens of patterns, each of which meets many names."""

    def __missing__(self, pattern: str) -> list[Token]:
        return self.keep(pattern, _tokens(pattern))


_TOKENS = _Tokens(1024)
_NEVER = "!"
"""The token of a malformed pattern, which takes no character."""


def _tokens(pattern: str) -> list[Token]:
    """The tokens of a pattern: ``*``, ``?``, a class, or ``=c`` for a character."""
    found: list[Token] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char in "*?":
            found.append(char)
        elif char == "[":
            chars, at = _class(pattern, at + 1)
            found.append(_NEVER if chars is None else chars)
        elif char == "\\":
            at += 1
            found.append(f"={pattern[at]}" if at < len(pattern) else _NEVER)
        else:
            found.append(f"={char}")
        at += 1
    return found


def _class(pattern: str, at: int) -> tuple[Class | None, int]:
    """The class after a ``[``, and the index of its ``]``; None and the end of the pattern if it is malformed."""
    negated = pattern[at : at + 1] in ("!", "^")
    at += negated
    ranges: list[tuple[str, str]] = []
    names: list[str] = []
    # A `]` that comes first is a member, and so is a dash at either end.
    first = at
    while at < len(pattern) and (pattern[at] != "]" or at == first):
        end = pattern.find("]", at) if pattern.startswith("[:", at) else -1
        if end > at + 2 and pattern[end - 1] == ":":
            names.append(pattern[at + 2 : end - 1])
            at = end + 1
            continue
        low, at = _member(pattern, at)
        high = low
        if pattern[at : at + 1] == "-" and pattern[at + 1 : at + 2] not in ("", "]"):
            high, at = _member(pattern, at + 1)
        # git compares the lower end by itself, so it belongs to a range that is empty.
        ranges += [(low, low), (low, high)]
    if at >= len(pattern) or not _NAMED.keys() >= set(names):
        return None, len(pattern)
    return Class(negated, tuple(ranges), tuple(names)), at


def _member(pattern: str, at: int) -> tuple[str, int]:
    """A member of a class, which a backslash may precede, and the index after it."""
    at += pattern[at] == "\\"
    return pattern[at : at + 1], at + 1


# The classes of POSIX that git knows, each for ASCII alone.
_NAMED: dict[str, Callable[[str], bool]] = {
    "alnum": str.isalnum, "alpha": str.isalpha, "digit": str.isdigit, "lower": str.islower, "upper": str.isupper,
    "blank": lambda char: char in " \t", "space": str.isspace, "xdigit": lambda char: char in "0123456789abcdefABCDEF",
    "cntrl": lambda char: not char.isprintable(), "print": str.isprintable,
    "graph": lambda char: char.isprintable() and char != " ",
    "punct": lambda char: char.isprintable() and not char.isalnum() and char != " ",
}  # fmt: skip


def _takes(token: Token, char: str) -> bool:
    if isinstance(token, str):
        return token == "?" or token == f"={char}"
    found = any(low <= char <= high for low, high in token.ranges) or (
        char.isascii() and any(_NAMED[name](char) for name in token.names)
    )
    return found != token.negated
