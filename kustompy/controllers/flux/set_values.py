"""A value at a path, as helm's ``--set`` puts it: ``targetPath`` of ``valuesFrom``."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

    Values = dict[str, Value]

_MOST = 65536
"""How long a list may become, as in helm."""
_DEEPEST = 30
_WORDS = {"true": True, "false": False, "null": None}
_DIGITS = 18


def set_value(values: Values, path: str, text: str, *, is_literal: bool = False) -> Values:
    """The values with another at a path; a ValueError says why that cannot be.

    A text in quotes stays a text, and of any other one numbers and words are what they look like.
    """
    value: Value = text
    if not is_literal:
        is_quoted = any(text.startswith(each) and text.endswith(each) for each in "'\"")
        value = _unescaped(text.strip("'\"")) if is_quoted else _typed(text)
    made: Values = _placed(values, _parts(path), value)
    return made


def _parts(path: str) -> list[str | int]:
    """The keys and indexes of a path: ``a.b[0].c``, with a backslash before a dot that belongs to a key."""
    parts: list[str | int] = []
    key, at, after_index = "", 0, False
    while at < len(path):
        char = path[at]
        if char == "\\" and at + 1 < len(path):
            key, at = key + path[at + 1], at + 1
        elif char == "[":
            end = path.find("]", at)
            digits = path[at + 1 : end]
            if end < 0 or not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(_MOST)):
                raise ValueError("an index is no number")
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
        raise ValueError("the path is none")
    return parts


def _placed(there: Value, parts: list[str | int], value: Value) -> Value:
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
    if "," in text.replace("\\,", ""):
        raise ValueError("the value has a comma: put it in quotes, or write `literal: true`")
    return _scalar(_unescaped(text))


def _unescaped(text: str) -> str:
    return text.replace("\\,", ",").replace("\\\\", "\\")


def _scalar(text: str) -> Value:
    if text in _WORDS:
        return _WORDS[text]
    digits = text.removeprefix("-")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS
    # a number with a zero before it is a text, as an id may be
    return int(text) if is_number and (digits == "0" or digits[0] != "0") else text
