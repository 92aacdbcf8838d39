"""``${var}`` in texts, replaced as Flux's fork of drone/envsubst does: defaults, substrings, replacements, trimming.

A text is walked once. The steps that patterns take are counted, and end at a limit.
"""

from __future__ import annotations

from kustompy.errors import LimitError
from kustompy.targets.gitignore import fits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Of a shell's operators the library knows the signs, and has one meaning for all of them: the text after the sign
# stands for a variable that is empty or unset. They are looked for first, since `:` alone begins a substring.
_DEFAULTS = (":=", ":-", ":?", ":+", "=")
_DEEPEST = 50
"""How deep defaults may nest."""
_MOST_STEPS = 3_000_000
"""How many pairs of characters the patterns of one text may compare."""


class BadSubstitution(ValueError):
    """A malformed ``${``: the reason, and the index in the text where it was found."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason, self.at = reason, at


class Substitution:
    """A text with its variables replaced.

    ``missing`` gives the value of a variable that is not set and has no default. ``make`` is called with the length of
    each value as it is put into the text, and may raise a LimitError.

    Raises BadSubstitution for malformed text, and a LimitError for text that takes too many steps.
    """

    __slots__ = ("_make", "_missing", "_steps", "_text", "result", "unset", "used", "values")

    def __init__(
        self,
        text: str,
        values: Mapping[str, str],
        missing: Callable[[str], str] | None = None,
        make: Callable[[int], None] | None = None,
    ) -> None:
        self._text, self.values, self._missing, self._make = text, values, missing, make
        self.used: dict[str, None] = {}
        self.unset: dict[str, None] = {}
        """Variables that are neither set nor have a default; they are empty."""
        self._steps = 0
        self.result = self._whole()

    def _whole(self) -> str:
        text, made, at = self._text, [], 0
        while True:
            start = text.find("$", at)
            if start < 0 or start + 1 == len(text):
                made.append(text[at:])
                return "".join(made)
            made.append(text[at:start])
            following = text[start + 1]
            if following == "{":
                value, at = self._expression(start + 2, 0)
                if self._make is not None:
                    self._make(len(value))
                made.append(value)
            elif following == "$":
                # `$${` stands for `${`, and any other `$$` for `$`. What follows is text, so the brace is taken here.
                escaped = 2 + text.startswith("{", start + 2)
                made.append("$" + text[start + 2 : start + escaped])
                at = start + escaped
            else:
                made.append("$")
                at = start + 1

    def _expression(self, at: int, depth: int) -> tuple[str, int]:
        """The value of the expression after ``${``, and the index of the text after it."""
        if depth > _DEEPEST:
            raise LimitError(f"defaults of variables nest more than {_DEEPEST} deep", code="KST703")
        text = self._text
        if text.startswith("#", at):
            name, at = self._name(at + 1)
            # Go's len() counts the bytes of UTF-8.
            return str(len(self._value(name).encode())), self._closed(at)
        name, at = self._name(at)
        following = text[at : at + 1]
        if following == "}":
            return self._value(name), at + 1
        default = next((each for each in _DEFAULTS if text.startswith(each, at)), "")
        if default:
            return self._default(name, at + len(default), depth)
        if following == ":":
            return self._substring(name, at + 1, depth)
        if following in (",", "^"):
            return self._cased(name, at)
        if following == "/":
            return self._replaced(name, at, depth)
        if following in ("#", "%"):
            return self._trimmed(name, at, depth)
        raise BadSubstitution("missing closing brace", at)

    def _name(self, at: int) -> tuple[str, int]:
        text, end = self._text, at
        while end < len(text) and (text[end].isalpha() or text[end].isdigit() or text[end] == "_"):
            end += 1
        if end == at:
            raise BadSubstitution("unable to parse variable name", at)
        return text[at:end], end

    def _value(self, name: str) -> str:
        self.used[name] = None
        if name in self.values:
            return self.values[name]
        if self._missing is not None:
            return self._missing(name)
        self.unset[name] = None
        return ""

    def _closed(self, at: int) -> int:
        if not self._text.startswith("}", at):
            raise BadSubstitution("bad substitution", at)
        return at + 1

    def _default(self, name: str, at: int, depth: int) -> tuple[str, int]:
        made = []
        while not self._text.startswith("}", at):
            if at >= len(self._text):
                raise BadSubstitution("unable to parse substitution within function", at)
            part, at = self._argument(at, "}", depth)
            made.append(part)
        # An empty value takes the default, too, also after `=` without a colon.
        self.used[name] = None
        return self.values.get(name) or "".join(made), at + 1

    def _argument(self, at: int, ends: str, depth: int, *, escapes: bool = False) -> tuple[str, int]:
        """One argument and the index after it: a variable, or the text up to the next one or to one of ``ends``."""
        text = self._text
        if text.startswith("${", at):
            return self._expression(at + 2, depth + 1)
        made, start = [], at
        while at < len(text) and text[at] not in ends and not text.startswith("${", at):
            if escapes and text[at : at + 2] in ("\\/", "\\\\", "$$"):
                at += 1
            made.append(text[at])
            at += 1
        if at == start:
            raise BadSubstitution("unable to parse substitution within function", at)
        return "".join(made), at

    def _substring(self, name: str, at: int, depth: int) -> tuple[str, int]:
        offset, at = self._argument(at, ":}", depth)
        length = None
        if self._text.startswith(":", at):
            length, at = self._argument(at + 1, "}", depth)
        return substring(self._value(name), offset, length), self._closed(at)

    def _cased(self, name: str, at: int) -> tuple[str, int]:
        sign = self._text[at]
        whole = self._text.startswith(sign, at + 1)
        value = self._value(name)
        change: Callable[[str], str] = str.lower if sign == "," else str.upper
        return change(value) if whole else change(value[:1]) + value[1:], self._closed(at + 1 + whole)

    def _replaced(self, name: str, at: int, depth: int) -> tuple[str, int]:
        how = self._text[at + 1 : at + 2] if self._text[at + 1 : at + 2] in ("/", "#", "%") else ""
        at += 1 + len(how)
        pattern, new = "", ""
        if not self._text.startswith("/", at):
            pattern, at = self._argument(at, "/", depth, escapes=True)
        if not self._text.startswith("/", at):
            raise BadSubstitution("bad substitution", at)
        at += 1
        # Without a new text `${var/a/}` and `${var//a/}` delete, while `/#` and `/%` change nothing: the library asks
        # for two arguments there.
        is_blank = self._text.startswith("}", at)
        if not is_blank:
            new, at = self._argument(at, "}", depth, escapes=True)
        value = self._value(name)
        # An empty pattern matches between all characters: the result may be much longer than both texts.
        if how == "/":
            value = self._counted(value.replace(pattern, new))
        elif not how:
            value = value.replace(pattern, new, 1)
        elif how == "#" and value.startswith(pattern) and not is_blank:
            value = new + value[len(pattern) :]
        elif how == "%" and value.endswith(pattern) and not is_blank:
            value = value[: len(value) - len(pattern)] + new
        return value, self._closed(at)

    def _trimmed(self, name: str, at: int, depth: int) -> tuple[str, int]:
        sign = self._text[at]
        is_longest = self._text.startswith(sign, at + 1)
        pattern, at = self._argument(at + 1 + is_longest, "}", depth)
        value = self._value(name)
        lengths = range(len(value), 0, -1) if is_longest else range(1, len(value) + 1)
        for length in lengths:
            # The pattern is tried on each prefix or suffix, as the library does. That is quadratic, so it is counted.
            part = value[:length] if sign == "#" else value[len(value) - length :]
            if self._fits(pattern, part):
                value = value[length:] if sign == "#" else value[: len(value) - length]
                break
        return value, self._closed(at)

    def _fits(self, pattern: str, text: str) -> bool:
        self._spend((len(pattern) + 1) * (len(text) + 1))
        return fits(pattern, text)

    def _counted(self, text: str) -> str:
        self._spend(len(text))
        return text

    def _spend(self, steps: int) -> None:
        self._steps += steps
        if self._steps > _MOST_STEPS:
            raise LimitError(f"patterns of variables ask for more than {_MOST_STEPS} steps", code="KST711")


def substring(value: str, offset: str, length: str | None) -> str:
    """The part of a text by offset and length in bytes; the whole text if one of them is not a number."""
    content = value.encode()
    start = _number(offset)
    if start is None:
        return value
    # A negative offset counts from the end. Bytes that are cut out of a character become the replacement character.
    if start < 0:
        start = max(len(content) + start, 0)
    if length is None:
        return content[start:].decode(errors="replace")
    count = _number(length)
    if count is None:
        return value
    end = len(content) + count if count < 0 else start + count
    return content[start:end].decode(errors="replace") if end > start else ""


_DIGITS = 18
"""The most digits of an offset: any number of them fits Go's int, and none is slow to convert."""


def _number(text: str) -> int | None:
    digits = text[1:] if text[:1] in ("+", "-") else text
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS else None
