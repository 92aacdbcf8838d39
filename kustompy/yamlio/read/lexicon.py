"""Lines of block-style YAML and the entries they make; each different line is taken apart once."""

from __future__ import annotations

from kustompy.limits import DEFAULT_LIMITS
from kustompy.memo import Memo
from kustompy.model.values import BARE_NULL, Folded, Literal, Quoted
from kustompy.yamlio.scalars.quoting import opened, unquoted
from kustompy.yamlio.scalars.scalars import resolve, resolve_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from kustompy.model.values import Value

    Entry: TypeAlias = tuple[int, int, Value, Value, int]
    """Kind, column, key, value, and the column of an item's content; what is behind an item's dash is in its key."""

# The order of the numbers carries the speed of `block`: below SPECIAL stands a key with all of its value, from
# ITEM_PAIR on a dash, from TEXT on neither of the two, so that one comparison parts them. With membership in tuples
# instead, the documents of the fixtures took a third longer to read. A new kind has to keep these three borders.
(
    PAIR,  # a key and a scalar
    OPEN,  # a key and nothing
    SPECIAL,  # a key, and a value that goes on or is a collection
    ITEM_PAIR,  # a dash, a key and a scalar
    ITEM,  # a dash and a scalar
    DASH,  # a dash and nothing
    ITEM_MORE,  # a dash, and another entry behind it
    TEXT,  # a scalar alone
    SPECIAL_TEXT,  # a value alone that goes on or is a collection
    BLANK,  # nothing, or a comment
    FAST_PATH_MISS,  # a matter for the full parser
) = range(11)

# How a special value goes on. What begins at ANCHOR needs the anchors of the document: `block` asks for `>= ANCHOR`.
BLOCK, QUOTE, FLOW, OPEN_FLOW, ANCHOR, ALIAS, MERGE = range(7)

_BLANK = (BLANK, 0, None, None, 0)
_HARD = (FAST_PATH_MISS, 0, None, None, 0)
# So many dashes on one line, or a line in so high a column, are for the parser, which counts the depth: a level takes a
# column at least, so what is read here nests less than the default limit of 200.
_MANY_DASHES = "- " * 8
_DEEPEST = 120
_SIZE = 100_000
# libyaml looks for the colon of a key in 1024 bytes, and go-yaml with it; near that the parser decides.
_LONGEST_KEY = 1000
_LONGEST_NUMBER = DEFAULT_LIMITS.number_length
_OF_NUMBERS = "0123456789abcdefABCDEF_.+-"
# Longer lines hardly come again, and would take memory.
_LONGEST_LINE = 400
# Lines that may hold a value of a Secret: below `data:`, in a list of patches, or in flow style.
_BELOW = (" ", "-", "[")
# Indicators, which begin no plain scalar (YAML 1.1, 5.3). A `?` or `:` may begin one where no space follows, which is
# so rare that the parser judges it; `-` is asked about where it stands.
_NEVER_FIRST = frozenset("!&*|>%@`,]}?:#\"'{[")


class Lexicon(Memo):
    """Entries by line, made when first asked for."""

    __slots__ = ("folded", "known", "literal", "null", "quoted", "typed")

    def __init__(
        self,
        typed: Callable[[str], Value],
        quoted: Callable[[str], str],
        literal: Callable[[str], str],
        folded: Callable[[str], str],
        null: Value,
    ) -> None:
        super().__init__(_SIZE)
        self.typed, self.quoted, self.literal, self.folded, self.null = typed, quoted, literal, folded, null
        self.known: set[str] = set()

    def __missing__(self, line: str) -> Entry:
        # Stripping all white space is many times as fast as stripping spaces, and almost always gives the same.
        text = line.lstrip()
        at = len(line) - len(text)
        if line.count(" ", 0, at) != at:
            text = line.lstrip(" ")
            at = len(line) - len(text)
        entry = self._common(text, at) or self._line(text, at)
        # A number beyond the limit is refused by the parser, in the words that name the limit.
        if len(line) > _LONGEST_LINE:
            return _HARD if len(line) > _LONGEST_NUMBER and _has_long_number(line) else entry
        # As in `keep`, without its call: most lines of a large file come this way.
        if len(self) >= _SIZE:
            self.clear()
        self[line] = entry
        return entry

    def clear(self) -> None:
        """Forget all lines and keys."""
        super().clear()
        self.known.clear()

    def forget(self, text: str) -> None:
        """Forget the lines of a text that may hold values of a Secret: those below a field, or of several."""
        for line in text.split("\n"):
            if line[:1] in _BELOW or "{" in line:
                self.pop(line, None)

    def _common(self, text: str, at: int) -> Entry | None:
        """The fast path, ``- word``, ``known-key: word`` and ``word:``; None for everything else."""
        # Without this short way a first reading takes a sixth longer; what it does not know goes through `_line`.
        key, colon, value = text.partition(": ")
        kind, inner = PAIR, 0
        # An identifier has no indicator, space or quote in it: one call asks for all of that.
        if not colon and text[-1:] == ":" and text[:-1].isidentifier() and at <= _DEEPEST:
            key = text[:-1]
            return (OPEN, at, key, self.null, 0) if key in self.known or self._is_key(key) else None
        if text[:2] == "- ":
            key = key[2:]
            kind, inner = ITEM_PAIR, at + 2
            # Most are entries of `resources:`. What begins with a letter, a digit or a dot begins with no indicator.
            if not colon and key and (key[0].isalnum() or key[0] == "."):
                plain = at <= _DEEPEST and key[-1] != ":" and " " not in key and "\t" not in key
                return (ITEM, at, None, self.typed(key), inner) if plain else None
        if not value or key not in self.known or " " in value or "\t" in value:
            return None
        if value[0].isalnum():
            return None if value[-1] == ":" else (kind, at, key, self.typed(value), inner)
        if value[0] == '"' == value[-1] and "\\" not in value and value.count('"') == 2:
            return (kind, at, key, self.quoted(value[1:-1]), inner)
        return None

    def _line(self, text: str, at: int) -> Entry:
        """The entry of a text that begins at the column."""
        if not text or text[0] == "#":
            return _BLANK
        # Where a tab is white space and where it is an error hangs on what is around it. A backslash keeps the space
        # behind it at the end of a line in double quotes, which is stripped below.
        if "\t" in text or (text[-1] == " " and text.rstrip(" ")[-1] == "\\"):
            return _HARD
        # In the first column these are markers of a document, or a document in flow style.
        if at > _DEEPEST or text.startswith(_MANY_DASHES) or (not at and text.startswith(("---", "...", "{", "["))):
            return _HARD
        if text[0] != "-" or (len(text) > 1 and text[1] != " "):
            return self._content(text.rstrip(" "), at)
        rest = text[1:].lstrip(" ")
        if not rest or rest[0] == "#":
            return (DASH, at, None, self.null, 0)
        inner = at + len(text) - len(rest)
        entry = self._line(rest, inner)
        kind = entry[0]
        if kind == TEXT:
            return (ITEM, at, None, entry[3], inner)
        if kind == PAIR:
            return (ITEM_PAIR, at, entry[2], entry[3], inner)
        return _HARD if kind == FAST_PATH_MISS else (ITEM_MORE, at, entry, None, inner)

    def _content(self, text: str, at: int) -> Entry:
        """The entry of a text that begins at the column and has no dash."""
        if text[0] in "\"'":
            return self._after_quote(text, at)
        if text[0] in "{[":
            return self._value(text, at, None)
        colon = text.find(": ")
        if colon < 0 and text[-1] == ":":
            colon = len(text) - 1
        comment = text.find(" #")
        # A colon behind ` #` is part of a comment.
        if colon < 0 or 0 <= comment < colon:
            return self._value(text, at, None)
        key = text[:colon].rstrip(" ")
        if key not in self.known:
            if key == "<<":
                return self._merge(text[colon + 1 :].strip(" "), at)
            # `1:` or `true:` is a key that is no string: kustomize takes it at the root and refuses it below, when it
            # prints.
            if not key or key[0] in _NEVER_FIRST or not self._is_key(key):
                return _HARD
        return self._value(text[colon + 1 :].lstrip(" "), at, key)

    def _is_key(self, key: str) -> bool:
        """Whether a plain text is a key that is a string, which is then known."""
        if len(key) > _LONGEST_KEY or type(self.typed(key)) is not str:
            return False
        if len(self.known) >= self.bound:
            self.known.clear()
        if len(key) <= _LONGEST_LINE:
            self.known.add(key)
        return True

    def _after_quote(self, text: str, at: int) -> Entry:
        """The entry of a text that begins with a quoted key or value."""
        found = unquoted(text)
        if found is None:
            return self._value(text, at, None)
        key, rest = found
        rest = rest.lstrip(" ")
        if rest[:1] != ":":
            return self._value(text, at, None)
        # Behind a quoted key a colon needs no space in flow style alone, and kustomize drops a quoted `<<`
        # (spec/scalars 2.7).
        if rest[1:2] not in ("", " ") or key == "<<" or len(key) > _LONGEST_KEY:
            return _HARD
        return self._value(rest[1:].lstrip(" "), at, key)

    def _value(self, text: str, at: int, key: str | None) -> Entry:
        """The entry of a value, with its key if it has one."""
        pair, special = (TEXT, SPECIAL_TEXT) if key is None else (PAIR, SPECIAL)
        if not text or text[0] == "#":
            return (OPEN, at, key, self.null, 0)
        first = text[0]
        if first in "\"'":
            found = unquoted(text)
            if found is None:
                return (special, at, key, (QUOTE, text), 0) if opened(text) else _HARD
            return (pair, at, key, self.quoted(found[0]), 0) if is_comment(found[1]) else _HARD
        if first in "|>":
            header = _header(text)
            return (special, at, key, (BLOCK, *header), 0) if header else _HARD
        if first in "{[":
            from kustompy.yamlio.read.flow import flow_value

            found_flow = flow_value(text, self.typed, self.quoted)
            if found_flow is None:
                return (special, at, key, (OPEN_FLOW, text), 0)
            return (special, at, key, (FLOW, found_flow[0]), 0) if is_comment(found_flow[1]) else _HARD
        if first in "&*":
            return self._anchored(text, at, key)
        comment = text.find(" #")
        if comment >= 0:
            text = text[:comment].rstrip(" ")
        # `a: b: c` and `a: - b` are errors, which the parser words.
        if first in _NEVER_FIRST or ": " in text or text[-1] == ":" or (first == "-" and text[1:2] in ("", " ")):
            return _HARD
        return (pair, at, key, self.typed(text), 0)

    def _anchored(self, text: str, at: int, key: str | None) -> Entry:
        """The entry of a value with an anchor, or of an alias for one."""
        kind = SPECIAL_TEXT if key is None else SPECIAL
        name, _, rest = text[1:].partition(" ")
        rest = rest.lstrip(" ")
        if not name or not _OF_ANCHORS.issuperset(name):
            return _HARD
        if text[0] == "*":
            return (kind, at, key, (ALIAS, name), 0) if rest[:1] in ("", "#") else _HARD
        inner = self._value(rest, at, key)
        # An anchor before another anchor or an alias is an error; one before an open flow collection would be known too
        # late.
        if inner[0] == FAST_PATH_MISS or (inner[0] >= SPECIAL and inner[0] != TEXT and inner[3][0] in _UNANCHORED):
            return _HARD
        return (kind, at, key, (ANCHOR, name, inner[0], inner[3]), 0)

    def _merge(self, text: str, at: int) -> Entry:
        """The entry of ``<<: *name``; in configuration, where a merge has other rules, it is for the parser."""
        name = text[1:]
        # The value of `<<` may also be a mapping, or a list of aliases.
        if self.quoted is str or text[:1] != "*" or not name or not _OF_ANCHORS.issuperset(name):
            return _HARD
        return (SPECIAL, at, "<<", (MERGE, name), 0)


_UNANCHORED = frozenset((ANCHOR, ALIAS, OPEN_FLOW))
_OF_ANCHORS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def is_comment(rest: str) -> bool:
    """Whether nothing or a comment follows a value."""
    return not rest or (rest[0] == " " and rest.lstrip(" ")[:1] in ("", "#"))


def _header(text: str) -> tuple[str, str, int] | None:
    """Style, chomping and indentation of a block scalar."""
    marks, space, rest = text[1:].partition(" ")
    if space and rest.lstrip(" ")[:1] not in ("", "#"):
        return None
    chomping, indent = "", 0
    for mark in marks:
        if mark in "+-" and not chomping:
            chomping = mark
        elif mark in "123456789" and not indent:
            indent = int(mark)
        else:
            return None
    return text[0], chomping, indent


def _has_long_number(line: str) -> bool:
    """Whether the line may have a number that is too long: a matter for the parser, which knows the limits."""
    # A number of the full length covers at least one piece of half the length that is cut at a multiple of it.
    half = _LONGEST_NUMBER // 2
    return any(not line[at : at + half].strip(_OF_NUMBERS) for at in range(0, len(line) - half + 1, half))


# Manifests are read by go-yaml v3, and keep how a scalar was written; configuration is read by sigs.k8s.io/yaml, by the
# rules of YAML 1.1, into plain values. `quoted is str` tells the two apart.
MANIFESTS = Lexicon(resolve, Quoted, Literal, Folded, BARE_NULL)
CONFIGURATION = Lexicon(resolve_config, str, str, str, None)
