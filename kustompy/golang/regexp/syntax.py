"""The syntax of Go's regular expressions, RE2 with Perl's classes and flags: a pattern's text to its nodes."""

from __future__ import annotations

from kustompy.golang.regexp.classes import (
    ANY,
    ANY_BUT_NEWLINE,
    PERL_CLASSES,
    POSIX_CLASSES,
    folded,
    merged,
    negated,
    unicode_class,
)
from kustompy.golang.regexp.nodes import Node, RegexpError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.golang.regexp.nodes import Ranges

# Go's own limits, except that it allows a size of 3,355,443, and ranges in proportion, which would cost us a gigabyte.
_MAX_REPEAT = 1000
_MAX_HEIGHT = 1000
_MAX_SIZE = 100_000
_MAX_RANGES = 500_000

__all__ = ["Parser", "RegexpError"]

# `U` and a `?` behind a repeat say which match is preferred; whether there is one, which is all we ask, they do not
# say.
FOLD, DOT_ALL, LINES, LAZY = 1, 2, 4, 8
_FLAGS = {"i": FOLD, "s": DOT_ALL, "m": LINES, "U": LAZY}
_OCTAL, _HEXADECIMAL, _DIGITS = "01234567", "0123456789abcdefABCDEF", "0123456789"
_ALPHANUMERIC = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_C_ESCAPES = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_REPEATS = {"*": (0, -1), "+": (1, -1), "?": (0, 1)}
_ASSERTIONS = {"A": "begin text", "b": "word boundary", "B": "no word boundary", "z": "end text"}


class _Group:
    """What stands between a parenthesis and where the parser is."""

    __slots__ = ("alternatives", "captures", "flags", "items")

    def __init__(self, flags: int, *, captures: bool) -> None:
        self.flags, self.captures = flags, captures
        self.alternatives: list[Node] = []
        self.items: list[Node] = []

    def node(self) -> Node:
        """All alternatives so far as one node."""
        self.end_alternative()
        if len(self.alternatives) == 1:
            return self.alternatives[0]
        return Node("alternate", self.alternatives)

    def end_alternative(self) -> None:
        items = self.items
        self.alternatives.append(items[0] if len(items) == 1 else Node("concat", items))
        self.items = []


class Parser:
    """Reads one pattern from left to right."""

    __slots__ = ("at", "flags", "groups", "last_repeat", "pattern", "ranges")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.flags = 0
        self.ranges = 0
        self.last_repeat = -1
        # A stack in place of recursion: `((((` of any length is bounded by the height, not by Python's stack.
        self.groups = [_Group(0, captures=False)]

    def parse(self) -> Node:
        """The node of the whole pattern."""
        pattern = self.pattern
        while self.at < len(pattern):
            start, repeated = self.at, False
            character = pattern[start]
            if character in "*+?{":
                repeated = self.read_repeat(character)
            elif character == "(":
                self.open_group()
            elif character == ")":
                self.close_group()
            elif character == "\\":
                self.read_escape()
            elif character == "[":
                self.push_class(self.read_class())
            else:
                self.at += 1
                self.push_character(character)
            # `a**` is an error in Go, as in RE2; `(a*)*` is none.
            self.last_repeat = start if repeated else -1
        if len(self.groups) > 1:
            raise RegexpError("missing closing )", pattern)
        return self.checked(self.groups[0].node())

    def push(self, node: Node) -> None:
        self.groups[-1].items.append(self.checked(node))

    def checked(self, node: Node) -> Node:
        """The node, unless it is too large or too deep."""
        # Checked with each node, so that a hostile pattern is refused before its program is made.
        if node.size > _MAX_SIZE or self.ranges > _MAX_RANGES:
            raise RegexpError("expression too large", self.pattern)
        if node.height > _MAX_HEIGHT:
            raise RegexpError("expression nests too deeply", self.pattern)
        return node

    def push_class(self, ranges: Ranges) -> None:
        self.ranges += len(ranges)
        self.push(Node("class", ranges=ranges))

    def push_literal(self, code: int) -> None:
        # Folded when it is read, so that the machine knows nothing of cases.
        ranges: Ranges = ((code, code),)
        self.push(Node("class", ranges=folded(ranges) if self.flags & FOLD else ranges, literal=True))

    def push_character(self, character: str) -> None:
        if character == "|":
            self.groups[-1].end_alternative()
        elif character == "^":
            self.push(Node("begin line" if self.flags & LINES else "begin text"))
        elif character == "$":
            self.push(Node("end line" if self.flags & LINES else "end text"))
        elif character == ".":
            self.push(Node("class", ranges=ANY if self.flags & DOT_ALL else ANY_BUT_NEWLINE))
        else:
            self.push_literal(ord(character))

    def open_group(self) -> None:
        pattern, start = self.pattern, self.at
        if not pattern.startswith("(?", start):
            self.at += 1
            self.groups.append(_Group(self.flags, captures=True))
            return
        # `(?<name>` came with Go 1.22. What is cut off behind `(?<` is read as flags, and refused as such.
        rest = len(pattern) - start
        if (pattern.startswith("(?P<", start) and rest > 4) or (pattern.startswith("(?<", start) and rest > 3):
            self.open_named_group(start + (4 if pattern[start + 2] == "P" else 3))
            return
        flags, seen, negative, at = self.flags, False, False, start + 2
        while at < len(pattern):
            character = pattern[at]
            at += 1
            if character in _FLAGS:
                flags = flags & ~_FLAGS[character] if negative else flags | _FLAGS[character]
                seen = True
            # `(?-)` and `(?i-)` turn nothing off, which is an error.
            elif character == "-" and not negative:
                negative, seen = True, False
            elif character in ":)" and (seen or not negative):
                if character == ":":
                    self.groups.append(_Group(self.flags, captures=False))
                self.flags, self.at = flags, at
                return
            else:
                break
        else:
            raise RegexpError("missing closing )", pattern[start:])
        raise RegexpError("invalid or unsupported Perl syntax", pattern[start:at])

    def open_named_group(self, name_start: int) -> None:
        pattern, start = self.pattern, self.at
        end = pattern.find(">", start)
        if end < 0:
            raise RegexpError("invalid named capture", pattern[start:])
        name = pattern[name_start:end]
        if not name or any(each != "_" and each not in _ALPHANUMERIC for each in name):
            raise RegexpError("invalid named capture", pattern[start : end + 1])
        self.at = end + 1
        self.groups.append(_Group(self.flags, captures=True))

    def close_group(self) -> None:
        if len(self.groups) == 1:
            raise RegexpError("unexpected )", self.pattern)
        group = self.groups.pop()
        # Flags that are set inside of a group end with it.
        self.flags = group.flags
        self.at += 1
        node = self.checked(group.node())
        if group.captures:
            node = Node("concat", [node])
            # A group that captures is two instructions in Go, and counts as such against the limits.
            node.height, node.size = node.subs[0].height + 1, node.subs[0].size + 2
        self.push(node)

    def read_repeat(self, operator: str) -> bool:
        """Apply the operator to what stands before it; False where a brace is only a brace."""
        pattern, start = self.pattern, self.at
        (low, high), end = _REPEATS.get(operator, (0, 0)), start + 1
        if operator == "{":
            counts = self.read_counts()
            # `{` that begins no count is a literal, as in Perl: `{{ .Values }}` is a pattern.
            if counts is None:
                self.at += 1
                self.push_literal(ord("{"))
                return False
            low, high, end = counts
            # Go's own bound: a count is written out, as many copies as it says.
            if low > _MAX_REPEAT or high > _MAX_REPEAT or -1 < high < low:
                raise RegexpError("invalid repeat count", pattern[start:end])
        if pattern.startswith("?", end):
            end += 1
        if self.last_repeat >= 0:
            raise RegexpError("invalid nested repetition operator", pattern[self.last_repeat : end])
        items = self.groups[-1].items
        if not items:
            raise RegexpError("missing argument to repetition operator", pattern[start:end])
        node = self.checked(Node("repeat", [items[-1]], low=low, high=high))
        # Go multiplies counts that are nested: `(a{100}){100}` asks for too many copies.
        if operator != "{":
            node.copies = items[-1].copies
        elif (low >= 2 or high >= 2) and node.copies > _MAX_REPEAT:
            raise RegexpError("invalid repeat count", pattern[start:end])
        items[-1] = node
        self.at = end
        return True

    def read_counts(self) -> tuple[int, int, int] | None:
        """``{n}``, ``{n,}`` or ``{n,m}`` and where it ends."""
        low, at = self.read_number(self.at + 1)
        high = low
        if low < 0:
            return None
        if self.pattern.startswith(",", at):
            high, after = self.read_number(at + 1)
            if high < 0 and not self.pattern.startswith("}", at + 1):
                return None
            at = after
        return (low, high, at + 1) if self.pattern.startswith("}", at) else None

    def read_number(self, at: int) -> tuple[int, int]:
        """A decimal number without leading zeros (-1: there is none), and where it ends."""
        pattern, start = self.pattern, at
        while at < len(pattern) and pattern[at] in _DIGITS:
            at += 1
        if at == start or (pattern[start] == "0" and at > start + 1):
            return -1, start
        # Nobody has to convert a count of thousands of digits.
        return int(pattern[start:at]) if at - start < 9 else _MAX_REPEAT + 1, at

    def read_escape(self) -> None:
        """What a backslash outside of brackets says."""
        pattern, start = self.pattern, self.at
        escaped = pattern[start + 1 : start + 2]
        if escaped and escaped in _ASSERTIONS:
            self.at += 2
            self.push(Node(_ASSERTIONS[escaped]))
        # RE2 has `\C` for one byte; Go takes no part of a character.
        elif escaped == "C":
            raise RegexpError("invalid escape sequence", "\\C")
        elif escaped == "Q":
            end = pattern.find("\\E", start + 2)
            for character in pattern[start + 2 : end if end >= 0 else len(pattern)]:
                self.push_literal(ord(character))
            self.at = end + 2 if end >= 0 else len(pattern)
        else:
            ranges = self.read_class_escape()
            if ranges is not None:
                self.push_class(ranges)
            else:
                self.push_literal(self.read_character_escape())

    def read_class_escape(self) -> Ranges | None:
        r"""``\d``, ``\pL`` or ``\p{Greek}``, or None where something else stands."""
        pattern, start = self.pattern, self.at
        escaped = pattern[start + 1 : start + 2]
        if escaped and escaped in "dswDSW":
            self.at += 2
            return self.named_ranges(PERL_CLASSES[escaped.lower()], negative=escaped.isupper())
        if not escaped or escaped not in "pP":
            return None
        end = start + 3
        name = pattern[start + 2 : end]
        if name == "{":
            end = pattern.find("}", start) + 1
            if end == 0:
                raise RegexpError("invalid character class range", pattern[start:])
            name = pattern[start + 3 : end - 1]
        ranges = unicode_class(name.removeprefix("^"))
        if ranges is None:
            raise RegexpError("invalid character class range", pattern[start:end])
        self.at = end
        return self.named_ranges(ranges, negative=(escaped == "P") != name.startswith("^"))

    def named_ranges(self, ranges: Ranges, *, negative: bool) -> Ranges:
        # Folded before it is negated: `(?i)[^a]` takes neither case.
        if self.flags & FOLD:
            ranges = folded(ranges)
        return negated(ranges) if negative else ranges

    def read_character_escape(self) -> int:
        """The code point of a backslash and what follows."""
        pattern, start = self.pattern, self.at
        escaped = pattern[start + 1 : start + 2]
        if not escaped:
            raise RegexpError("trailing backslash at end of expression", "")
        at = start + 2
        following = pattern[at : at + 1]
        # A single digit but 0 is a reference back in Perl, which a linear machine cannot follow: an error.
        if escaped == "0" or (escaped in _OCTAL and following and following in _OCTAL):
            while at < min(start + 4, len(pattern)) and pattern[at] in _OCTAL:
                at += 1
            self.at = at
            return int(pattern[start + 1 : at], 8)
        if escaped == "x":
            return self.read_hexadecimal(at)
        self.at = at
        if escaped in _C_ESCAPES:
            return _C_ESCAPES[escaped]
        if escaped < "\x80" and escaped not in _ALPHANUMERIC:
            return ord(escaped)
        raise RegexpError("invalid escape sequence", pattern[start:at])

    def read_hexadecimal(self, at: int) -> int:
        pattern, start = self.pattern, self.at
        if not pattern.startswith("{", at):
            digits = pattern[at : at + 2]
            if len(digits) < 2 or any(digit not in _HEXADECIMAL for digit in digits):
                raise RegexpError("invalid escape sequence", pattern[start : at + 2])
            self.at = at + 2
            return int(digits, 16)
        code, first = 0, at + 1
        at = first
        while at < len(pattern) and pattern[at] in _HEXADECIMAL:
            code = code * 16 + int(pattern[at], 16)
            at += 1
            if code > 0x10FFFF:
                raise RegexpError("invalid escape sequence", pattern[start:at])
        if at == first or not pattern.startswith("}", at):
            raise RegexpError("invalid escape sequence", pattern[start : at + 1])
        self.at = at + 1
        return code

    def read_class(self) -> Ranges:
        """A bracket expression."""
        pattern, start = self.pattern, self.at
        negative = pattern.startswith("^", start + 1)
        self.at += 2 if negative else 1
        found: list[tuple[int, int]] = []
        first = True
        # A `]` that comes first is a member of the class.
        while first or not pattern.startswith("]", self.at):
            first = False
            ranges = self.read_posix_class()
            if ranges is None and pattern.startswith("\\", self.at):
                ranges = self.read_class_escape()
            found.extend(self.read_range(start) if ranges is None else ranges)
            # A hostile class of many wide escapes is refused before it has cost much.
            if len(found) > _MAX_RANGES:
                raise RegexpError("expression too large", pattern)
        self.at += 1
        ranges = merged(found)
        return negated(ranges) if negative else ranges

    def read_posix_class(self) -> Ranges | None:
        pattern, start = self.pattern, self.at
        if not pattern.startswith("[:", start):
            return None
        end = pattern.find(":]", start + 2)
        if end < 0:
            return None
        name = pattern[start + 2 : end]
        ranges = POSIX_CLASSES.get(name.removeprefix("^"))
        if ranges is None:
            raise RegexpError("invalid character class range", pattern[start : end + 2])
        self.at = end + 2
        return self.named_ranges(ranges, negative=name.startswith("^"))

    def read_range(self, class_start: int) -> Ranges:
        """A character, or two with a dash between."""
        pattern, start = self.pattern, self.at
        low = high = self.read_class_character(class_start)
        # A dash at the end is itself.
        if pattern.startswith("-", self.at) and self.at + 1 < len(pattern) and pattern[self.at + 1] != "]":
            self.at += 1
            high = self.read_class_character(class_start)
            if high < low:
                raise RegexpError("invalid character class range", pattern[start : self.at])
        ranges: Ranges = ((low, high),)
        return folded(ranges) if self.flags & FOLD else ranges

    def read_class_character(self, class_start: int) -> int:
        if self.at >= len(self.pattern):
            raise RegexpError("missing closing ]", self.pattern[class_start:])
        if self.pattern[self.at] == "\\":
            return self.read_character_escape()
        self.at += 1
        return ord(self.pattern[self.at - 1])
