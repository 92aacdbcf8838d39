"""A value set at a path by the rules of helm's ``--set``: ``targetPath`` of ``valuesFrom``."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

    Values = dict[str, Value]

_MOST = 65536
"""The largest index, as in helm."""
_DEEPEST = 30
"""The most parts of a path, as in helm."""
_WORDS = {"true": True, "false": False, "null": None}
_LARGEST = 2**63
"""One more than the largest number in Go's int64."""


def set_value(values: Values, path: str, text: str, *, is_literal: bool = False) -> Values:
    """The values with ``text`` at a path; a ValueError for a malformed path or value.

    A text in quotes stays a string; any other one that looks like a whole number, a boolean or null becomes that. With
    ``is_literal`` the text is taken as it is.
    """
    # Flux hands `PATH=TEXT` to helm's parser: by `--set-string` if the text has quotes around it, else by `--set`.
    value: Value = text
    if not is_literal:
        is_quoted = any(text.startswith(each) and text.endswith(each) for each in "'\"")
        value = _unescaped(text.strip("'\"")) if is_quoted else _typed(text)
    made: Values = _placed(values, _parts(path), value)
    return made


def _parts(path: str) -> list[str | int]:
    """The keys and indexes of a path such as ``a.b[0].c``; a backslash before a dot makes it part of a key."""
    parts: list[str | int] = []
    key, at, after_index = "", 0, False
    while at < len(path):
        char = path[at]
        if char == "\\" and at + 1 < len(path):
            key, at = key + path[at + 1], at + 1
        elif char == "[":
            end = path.find("]", at)
            digits = path[at + 1 : end]
            # The length is asked first: an index with a million digits would take seconds to convert.
            if end < 0 or not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(_MOST)):
                raise ValueError("an index is not a number")
            if key:
                parts.append(key)
            parts.append(int(digits))
            key, at, after_index = "", end, True
        elif char == ".":
            if key or not after_index:
                parts.append(key)
            key, after_index = "", False
        else:
            key += char
        at += 1
    if key:
        parts.append(key)
    if (
        not parts
        or "" in parts
        or len(parts) > _DEEPEST
        or any(isinstance(each, int) and each > _MOST for each in parts)
    ):
        raise ValueError("the path is malformed")
    return parts


def _placed(there: Value, parts: list[str | int], value: Value) -> Value:
    # What has another kind on the way is replaced, as helm does: `text.below` makes a mapping of a text.
    if not parts:
        return value
    first, *rest = parts
    if isinstance(first, int):
        entries = list(there) if isinstance(there, list) else []
        entries += [None] * (first + 1 - len(entries))
        entries[first] = _placed(entries[first], rest, value)
        return entries
    fields = dict(there) if isinstance(there, dict) else {}
    fields[first] = _placed(fields.get(first), rest, value)
    return fields


def _typed(text: str) -> Value:
    if text.startswith("{") and text.endswith("}"):
        inner = text[1:-1]
        return [_scalar(each) for each in inner.split(",")] if inner else []
    # helm would take the comma for the end of the value, and what follows for another path.
    if "," in text.replace("\\,", ""):
        raise ValueError("the value has a comma: put it in quotes, or write `literal: true`")
    return _scalar(_unescaped(text))


def _unescaped(text: str) -> str:
    return text.replace("\\,", ",").replace("\\\\", "\\")


def _scalar(text: str) -> Value:
    # helm takes these words in any case.
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    digits = text[1:] if text[:1] in ("+", "-") else text
    # A number that begins with a zero is a text, as an id may be; behind a sign the zero is not looked at.
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= len(str(_LARGEST))
    if not is_number or (text[0] == "0" and text != "0"):
        return text
    number = int(text)
    return number if -_LARGEST <= number < _LARGEST else text
