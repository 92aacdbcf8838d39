"""Broken rules: the path, the message in the words of the API server, and the remedy."""

# Messages begin as those of field.Error in apimachinery: "Required value", "Invalid value: …", "Forbidden: …",
# "Unsupported value: …", "Duplicate value: …", so that people find them by the message of a server.

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
        """One broken rule; ``path`` begins at the object of the rule, ``rivals`` are fields that exclude each other.

        An empty ``code`` stands for that of the rule. The hint about rivals is made once their places are known; with
        ``names_rival`` the message names the other one.
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
    """A value that is missing."""
    return Broken(path, f"Required value: {why}" if why else "Required value", hint, (), REQUIRED)


def forbidden(path: Path, why: str, hint: str = "", rivals: tuple[Path, ...] = ()) -> Broken:
    """A value that may not be set."""
    return Broken(path, f"Forbidden: {why}", hint, rivals, FORBIDDEN)


def is_null(value: Value) -> bool:
    """Whether the value is null, which the API server decodes as a field that is not written."""
    return value is None or type(value) is WrittenNull


def is_set(value: Value) -> bool:
    """Whether the field counts as written: an empty text or list does not, an empty mapping does."""
    # Go's structs have pointers for mappings (`emptyDir: {}` is set) and plain strings and slices, whose zero is "".
    return not is_null(value) and value != "" and value != []


def is_true(value: Value) -> bool:
    """Whether the value is a boolean, however it is written, and true."""
    # WrittenBool is an int, since bool cannot be subclassed: `is True` would miss it.
    return type(value) in BOOLEANS and value == 1


def is_false(value: Value) -> bool:
    return type(value) in BOOLEANS and value == 0


def quoted(value: Value) -> str:
    """The value as the API server quotes it."""
    # In Go's quotes, where Python would choose single ones.
    if isinstance(value, str):
        return '"' + shown(str(value))[1:-1].replace('"', '\\"') + '"'
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    return "null" if is_null(value) else shown(value)


def invalid(value: Value, why: str) -> str:
    """The message about a value of the right type that is refused."""
    return f"Invalid value: {quoted(value)}: {why}"


def listed(names: tuple[str, ...]) -> str:
    """``a, b or c``"""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
