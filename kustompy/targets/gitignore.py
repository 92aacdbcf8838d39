"""Patterns of ``.gitignore`` files, matched in time that is linear in the pattern for each part of a path."""

from __future__ import annotations

import os

from kustompy.memo import Memo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NamedTuple

    class Pattern(NamedTuple):
        parts: tuple[str, ...]
        negated: bool
        for_directories: bool
else:
    from collections import namedtuple

    Pattern = namedtuple("Pattern", ["parts", "negated", "for_directories"])

_MOST_BYTES = 1024 * 1024
_MOST_PATTERNS = 10_000
_SPECIAL = frozenset("*?[\\")
_LONGEST_KEPT = 200


class Ignored:
    """The patterns of a directory, with those of the directories around it."""

    __slots__ = ("_directory", "_outer", "_patterns")

    def __init__(self, directory: str, patterns: Sequence[Pattern], outer: Ignored | None = None) -> None:
        self._directory, self._patterns, self._outer = directory, patterns, outer

    def covers(self, path: str, *, is_directory: bool) -> bool:
        """Whether git ignores the absolute path; the innermost file that says anything of it decides."""
        parts = path[len(self._directory) :].strip(os.sep).split(os.sep)
        for pattern in reversed(self._patterns):
            if (is_directory or not pattern.for_directories) and matches(pattern.parts, parts):
                return not pattern.negated
        return self._outer is not None and self._outer.covers(path, is_directory=is_directory)


def ignored_in(directory: str, outer: Ignored | None) -> Ignored | None:
    """What is ignored in a directory: by its own file, and by those around it."""
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
    """What the repository ignores around a directory; None outside of a repository."""
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
    # What is named is looked at, even where git ignores it.
    return None if ignored is not None and _is_inside(ignored, directory, current) else ignored


def _is_inside(ignored: Ignored, directory: str, root: str) -> bool:
    while directory != root:
        if ignored.covers(directory, is_directory=True):
            return True
        directory = os.path.dirname(directory)
    return False


def patterns_of(text: str) -> list[Pattern]:
    """The patterns of a file, in order."""
    found = []
    for line in text.splitlines()[:_MOST_PATTERNS]:
        written = line.rstrip(" ") if not line.endswith("\\ ") else line
        if not written or written.startswith("#"):
            continue
        negated = written.startswith("!")
        written = written[negated:]
        directories = written.endswith("/")
        written = written.rstrip("/")
        anchored = "/" in written
        parts = [each for each in written.split("/") if each]
        if parts:
            found.append(Pattern(tuple(parts if anchored else ["**", *parts]), negated, directories))
    return found


def matches(parts: Sequence[str], path: Sequence[str]) -> bool:
    """Whether the parts of a pattern, ``**`` among them, fit the parts of a path."""
    reached = {0}
    for number, part in enumerate(parts):
        if part == "**":
            first = min(reached)
            # What ends in `/**` is what is inside of a directory, and not the directory.
            last = number == len(parts) - 1
            reached = set(range(first + last, len(path) + 1))
        else:
            reached = {each + 1 for each in reached if each < len(path) and fits(part, path[each])}
        if not reached:
            return False
    return len(path) in reached


def fits(pattern: str, name: str) -> bool:
    r"""Whether one part fits one name: ``*``, ``?``, ``[a-z]``, ``[!a]``, and ``\`` before what stands for itself."""
    if _SPECIAL.isdisjoint(pattern):
        return pattern == name
    tokens = _TOKENS[pattern] if len(pattern) <= _LONGEST_KEPT else _tokens(pattern)
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

    def __missing__(self, pattern: str) -> list[str]:
        return self.keep(pattern, _tokens(pattern))


_TOKENS = _Tokens(1024)


def _tokens(pattern: str) -> list[str]:
    """``*``, ``?``, ``[…`` for a class, and ``=c`` for a character."""
    found = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        end = pattern.find("]", at + 2 + (pattern[at + 1 : at + 2] in ("!", "^"))) if char == "[" else -1
        if char in "*?":
            found.append(char)
        elif end > 0:
            found.append(pattern[at:end])
            at = end
        else:
            at += char == "\\" and at + 1 < len(pattern)
            found.append(f"={pattern[at]}")
        at += 1
    return found


def _takes(token: str, char: str) -> bool:
    if token == "?":
        return True
    if token[0] == "=":
        return token[1] == char
    members = token[1:]
    negated = members[:1] in ("!", "^")
    members = members[negated:]
    found = False
    at = 0
    while at < len(members):
        if members[at + 1 : at + 2] == "-" and at + 2 < len(members):
            found = found or members[at] <= char <= members[at + 2]
            at += 3
        else:
            found = found or members[at] == char
            at += 1
    return found != negated
