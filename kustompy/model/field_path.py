r"""Field paths of replacements and vars: ``spec.containers.[name=web].image``, with ``\.`` and indexes."""

from __future__ import annotations

from kustompy.errors import LOST_PATH, KustompyError
from kustompy.model.values import is_null, tag_of, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from kustompy.model.values import Value

    Place: TypeAlias = tuple[Value, str | int]
    """A mapping or sequence, and the key or index in it."""


class FieldPathError(KustompyError):
    """A field path leads nowhere."""

    default_code = "KST512"
    default_fault = LOST_PATH


class WrongKindError(FieldPathError):
    """A path goes through a value of another kind; ``str(error)`` lacks only the value's text at its end."""

    def __init__(self, expected: str, value: Value, found: str = "ScalarNode") -> None:
        found = {"!!map": "MappingNode", "!!seq": "SequenceNode"}.get(tag_of(value), found)
        super().__init__(f"wrong node kind: expected {expected} but got {found}: node contents:\n")
        self.value = value


_DIGITS = frozenset("0123456789")
_MISSING = object()


def split_path(path: str, delimiter: str = ".") -> list[str]:
    r"""The parts of a path: ``\.`` is no delimiter, and neither is one inside of brackets."""
    pieces = path.split(delimiter)
    # PathSplitter of kyaml drops an empty part at the start: `/spec/replicas` is `spec/replicas`.
    if len(pieces) > 1 and not pieces[0]:
        del pieces[0]
    unescaped = [pieces[0]]
    for piece in pieces[1:]:
        if unescaped[-1].endswith("\\"):
            unescaped[-1] = unescaped[-1][:-1] + delimiter + piece
        else:
            unescaped.append(piece)
    parts: list[str] = []
    bracketed: list[str] = []
    for piece in unescaped:
        # A part in brackets goes on over delimiters up to the piece that ends with one: `[name=a.b]` is one part.
        if not bracketed and (not piece.startswith("[") or piece.endswith("]")):
            parts.append(piece)
            continue
        bracketed.append(piece)
        if piece.endswith("]"):
            parts.append(_unbracketed(delimiter.join(bracketed)))
            bracketed = []
    if bracketed:
        parts.append(_unbracketed(delimiter.join(bracketed)))
    return parts


def _unbracketed(part: str) -> str:
    # `[annotation.key]` only protects its dots, while `[name=web]` selects an element.
    return part if "=" in part else part.strip("[]")


def is_list_part(part: str) -> bool:
    """Whether the part is ``[key=value]``."""
    return part.startswith("[") and part.endswith("]")


def number(part: str) -> int | None:
    """The integer that a part is, or None."""
    digits = part[1:] if part[:1] in ("+", "-") else part
    # strconv.Atoi of 64 bits; no list has an index of more digits.
    return int(part) if digits and len(digits) < 19 and _DIGITS.issuperset(digits) else None


def condition(part: str) -> tuple[str, str]:
    key, equals, value = part.removesuffix("]").removeprefix("[").partition("=")
    if not equals:
        raise FieldPathError("list path element must contain fieldName=fieldValue for element to match")
    return key, value


def looked_up(root: Value, parts: Sequence[str], missing: Value = None) -> Value:
    """The value at the path by exact matches; ``missing`` where there is none."""
    value = root
    for part in parts:
        stripped = part.strip()
        if not stripped:
            continue
        place = child(value, stripped)
        if place is None:
            return missing
        value = place[0][place[1]]
    return value


def child(value: Value, part: str) -> Place | None:
    """Where one part leads by an exact match, ``-`` being the last element."""
    index = number(part)
    if index is not None or part == "-":
        if index is not None and index < 0:
            raise FieldPathError(f"array index {index} cannot be negative")
        count = len(elements(value))
        if index is None:
            if not count:
                raise FieldPathError("index out of range [-1]")
            index = count - 1
        return (value, index) if index < count else None
    if is_list_part(part):
        key, wanted = condition(part)
        for index, element in enumerate(elements(value)):
            # `[=value]` asks the scalars of a list themselves.
            held = element.get(key, _MISSING) if key and isinstance(element, dict) else _MISSING if key else element
            if held is not _MISSING and _node_text(held) == wanted:
                return value, index
        return None
    if part == "*":
        raise FieldPathError("wildcard is not supported in PathGetter")
    if is_null(value):
        return None
    if not isinstance(value, dict):
        raise WrongKindError("MappingNode", value)
    return (value, part) if part in value else None


def _node_text(value: Value) -> str:
    return "" if isinstance(value, (dict, list)) else text_of(value)


def elements(value: Value) -> list[Value]:
    if is_null(value):
        return []
    if not isinstance(value, list):
        raise WrongKindError("SequenceNode", value)
    return value
