"""What a rule says of a value: where it is broken, how, and what to write instead."""

from __future__ import annotations

from kustompy.model.values import WrittenNull
from kustompy.validation.schema.closures import BOOLEANS
from kustompy.validation.schema.finding import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    from kustompy.model.values import Value
    from kustompy.validation.schema.facts import Path

    class Broken(NamedTuple):
        """``path`` leads from the object of the rule; ``rivals`` are fields that cannot be there together.

        ``code`` is empty where that of the rule holds; the hint of rivals is made when their places are known. A
        message that ``names_rival`` says which of them is there as well.
        """

        path: Path
        message: str
        hint: str = ""
        rivals: tuple[Path, ...] = ()
        code: str = ""
        names_rival: bool = False
else:
    from collections import namedtuple

    Broken = namedtuple(
        "Broken", ["path", "message", "hint", "rivals", "code", "names_rival"], defaults=("", (), "", False)
    )


WORDS, INVALID, UNION, REQUIRED, FORBIDDEN, DUPLICATE = "KST930", "KST931", "KST932", "KST933", "KST934", "KST916"


def required(path: Path, why: str = "", hint: str = "") -> Broken:
    """What is missing."""
    return Broken(path, f"Required value: {why}" if why else "Required value", hint, (), REQUIRED)


def forbidden(path: Path, why: str, hint: str = "", rivals: tuple[Path, ...] = ()) -> Broken:
    """What is too much."""
    return Broken(path, f"Forbidden: {why}", hint, rivals, FORBIDDEN)


def is_null(value: Value) -> bool:
    """Whether the API server takes the field as not written."""
    return value is None or type(value) is WrittenNull


def is_set(value: Value) -> bool:
    """Whether the field counts as written: an empty text or list does not, an empty mapping does."""
    return not is_null(value) and value != "" and value != []


def is_true(value: Value) -> bool:
    """Whether the value is a boolean, however it is written, and true."""
    return type(value) in BOOLEANS and value == 1


def is_false(value: Value) -> bool:
    return type(value) in BOOLEANS and value == 0


def said(value: Value) -> str:
    """The value as the API server quotes it."""
    if isinstance(value, str):
        return '"' + shown(str(value))[1:-1].replace('"', '\\"') + '"'
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    return "null" if is_null(value) else shown(value)


def invalid(value: Value, why: str) -> str:
    """A value of the right type that is none the less refused."""
    return f"Invalid value: {said(value)}: {why}"


def listed(names: tuple[str, ...]) -> str:
    """``a, b or c``"""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
