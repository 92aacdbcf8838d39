"""The words of the table for rules about one value: each makes a slow function with messages, and a fast verdict."""

# The two must agree: `holds` may refuse what `says` finds nothing wrong with, which only costs time, and never accept
# what `says` reports. tests/validation/test_rules.py holds both against each other with mutants.

from __future__ import annotations

from kustompy.validation.table.broken import (
    DUPLICATE,
    FORBIDDEN,
    INVALID,
    REQUIRED,
    WORDS,
    Broken,
    invalid,
    is_null,
    is_set,
    quoted,
)
from kustompy.validation.table.forms import CODES_OF, FORMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from kustompy.model.values import Value

    Says: TypeAlias = Callable[[Value], Iterator[Broken]]
    """The broken rules of a value; none for a value of the wrong type, which the schema reports."""
    Holds: TypeAlias = Callable[[Value], bool]


def _words(arguments: list[str]) -> tuple[Says, Holds, str]:
    allowed = frozenset(arguments)
    listed_words = ", ".join(f'"{each}"' for each in sorted(arguments))

    def says(value: Value) -> Iterator[Broken]:
        if isinstance(value, str) and value and value not in allowed:
            close = [each for each in arguments if each.lower() == value.lower()]
            # `tcp` and `always` are the commonest mistakes of this sort.
            hint = f"write {close[0]}" if close else f"write one of {', '.join(arguments)}"
            yield Broken((), f"Unsupported value: {quoted(value)}: supported values: {listed_words}", hint)

    # An empty text is Go's zero of the field, which defaulting replaces.
    with_none = allowed | {""}
    return says, with_none.__contains__, WORDS


def _range(arguments: list[str]) -> tuple[Says, Holds, str]:
    low_text, _, high_text = arguments[0].partition("..")
    low, high = int(low_text), int(high_text) if high_text else None

    def says(value: Value) -> Iterator[Broken]:
        if _is_number(value) and not (value >= low and (high is None or value <= high)):
            wanted = f"must be greater than or equal to {low}"
            if high is not None:
                wanted = f"must be between {low} and {high}, inclusive"
            yield Broken((), invalid(value, wanted), f"write {low if value < low or high is None else high}")

    if high is None:
        return says, lambda value: low <= value, INVALID
    return says, lambda value: low <= value <= high, INVALID


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and type(value).__name__ != "WrittenBool"


def _format(arguments: list[str], *, or_empty: bool = True) -> tuple[Says, Holds, str]:
    problem = FORMS[arguments[0]]
    good = getattr(problem, "good", None)
    # An empty text is a field that is not set; only forms of numbers and quantities refuse it.
    skips_empty = or_empty and good is not None

    def says(value: Value) -> Iterator[Broken]:
        if not is_null(value) and not isinstance(value, (dict, list)) and not (skips_empty and value == ""):
            why = problem(value)
            if why:
                yield Broken((), invalid(value, why))

    if good is None:
        return says, lambda value: not problem(value), _code(arguments)
    return says, lambda value: value in good or not value or not problem(value), _code(arguments)


def _code(arguments: list[str]) -> str:
    return CODES_OF.get(arguments[0], INVALID)


def _keys(arguments: list[str]) -> tuple[Says, Holds, str]:
    problem = FORMS[arguments[0]]

    def says(value: Value) -> Iterator[Broken]:
        for key in value if isinstance(value, dict) else ():
            why = problem(key)
            if why:
                yield Broken((key,), invalid(key, why))

    good = getattr(problem, "good", None)

    def holds(value: Value) -> bool:
        if not isinstance(value, dict) or (good is not None and good.issuperset(value)):
            return True
        return not any(problem(key) for key in value)

    return says, holds, _code(arguments)


def _values(arguments: list[str]) -> tuple[Says, Holds, str]:
    problem = FORMS[arguments[0]]

    def says(value: Value) -> Iterator[Broken]:
        for key, each in value.items() if isinstance(value, dict) else ():
            why = "" if is_null(each) or isinstance(each, (dict, list)) else problem(each)
            if why:
                yield Broken((key,), invalid(each, why))

    good = getattr(problem, "good", None)

    def holds(value: Value) -> bool:
        if not isinstance(value, dict):
            return True
        try:
            if good is not None and good.issuperset(value.values()):
                return True
        except TypeError:
            return False
        return next(says(value), None) is None

    return says, holds, _code(arguments)


def _each(arguments: list[str]) -> tuple[Says, Holds, str]:
    # An entry of a list that is an empty text is written, other than an empty field.
    word, rest = arguments[0], arguments[1:]
    inner, _, code = _format(rest, or_empty=False) if word == "format" else VALUE_WORDS[word](rest)

    def says(value: Value) -> Iterator[Broken]:
        for index, each in enumerate(value if isinstance(value, list) else ()):
            yield from (found._replace(path=(index, *found.path)) for found in inner(each))
            if each == "" and arguments[0] == "words":
                yield Broken((index,), invalid(each, "may not be empty"))

    return says, lambda value: next(says(value), None) is None, code


def _size(arguments: list[str]) -> tuple[Says, Holds, str]:
    low_text, _, high_text = arguments[0].partition("..")
    low, high = int(low_text or 0), int(high_text) if high_text else None

    def says(value: Value) -> Iterator[Broken]:
        if isinstance(value, (list, dict, str)):
            if len(value) < low:
                yield Broken((), "Required value: may not be empty" if low == 1 else f"must have at least {low} items")
            elif high is not None and len(value) > high:
                what = "bytes" if isinstance(value, str) else "items"
                yield Broken((), f"Too many: {len(value)}: must have at most {high} {what}")

    return says, lambda value: next(says(value), None) is None, INVALID


def _unique(arguments: list[str]) -> tuple[Says, Holds, str]:
    def says(value: Value) -> Iterator[Broken]:
        seen: set[str] = set()
        for index, each in enumerate(value if isinstance(value, list) else ()):
            key: Value = each
            # Entries without one of the keys are never duplicates: `hostPort` of several ports, each unset.
            if arguments:
                key = [each.get(name) for name in arguments] if isinstance(each, dict) else None
                if key is None or not all(is_set(part) for part in key):
                    continue
            if repr(key) in seen:
                told = ", ".join(map(quoted, key)) if arguments else quoted(key)
                below = (arguments[0],) if len(arguments) == 1 else ()
                yield Broken((index, *below), f"Duplicate value: {told}", "rename or remove one of them")
            seen.add(repr(key))

    only = arguments[0] if len(arguments) == 1 else ""

    def holds(value: Value) -> bool:
        if len(value) < 2:
            return True
        if only:
            told = [each[only] for each in value if isinstance(each, dict) and each.get(only)]
            return len(set(told)) == len(told)
        return next(says(value), None) is None

    return says, holds, DUPLICATE


def _alone(arguments: list[str]) -> tuple[Says, Holds, str]:
    word = arguments[0]

    def says(value: Value) -> Iterator[Broken]:
        if isinstance(value, list) and len(value) > 1 and word in value:
            yield Broken((), invalid(value, f"if '{word}' is there, nothing else may be"), f"keep {word} alone")

    return says, lambda value: next(says(value), None) is None, FORBIDDEN


def _required(arguments: list[str]) -> tuple[Says, Holds, str]:
    def says(value: Value) -> Iterator[Broken]:
        if not is_set(value):
            yield Broken((), "Required value")

    return says, is_set, REQUIRED


def _not_empty(arguments: list[str]) -> tuple[Says, Holds, str]:
    def says(value: Value) -> Iterator[Broken]:
        if value == "":
            yield Broken((), 'Invalid value: "": must not be empty if it is set', "remove the field")

    return says, lambda value: value != "", INVALID


def _forbidden(arguments: list[str]) -> tuple[Says, Holds, str]:
    def says(value: Value) -> Iterator[Broken]:
        if is_set(value):
            yield Broken((), "Forbidden: may not be set here", "remove the field")

    return says, lambda value: not is_set(value), FORBIDDEN


VALUE_WORDS: dict[str, Callable[[list[str]], tuple[Says, Holds, str]]] = {
    "words": _words,
    "range": _range,
    "format": _format,
    "keys": _keys,
    "values": _values,
    "each": _each,
    "size": _size,
    "unique": _unique,
    "alone": _alone,
    "not-empty": _not_empty,
    "required": _required,
    "forbidden": _forbidden,
}
"""Word → the maker of a rule: its function with messages, its verdict, and the code of its findings."""
