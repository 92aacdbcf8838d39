"""The words of the table for rules about several fields of one object."""

from __future__ import annotations

from kustompy.validation.schema.closures import BOOLEANS
from kustompy.validation.table.broken import (
    FORBIDDEN,
    INVALID,
    REQUIRED,
    UNION,
    Broken,
    is_null,
    is_set,
    listed,
    quoted,
    required,
)
from kustompy.validation.table.paths import field, steps
from kustompy.validation.table.quantities import compared
from kustompy.validation.table.values import VALUE_WORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kustompy.model.values import Value
    from kustompy.validation.table.values import Says


def _union(names: tuple[str, ...], *, needed: bool, single: bool) -> Says:
    """The rule that one of the fields is ``needed``, and that only a ``single`` one may be set."""
    ways = [(name, steps(name)) for name in names]

    def says(value: Value) -> Iterator[Broken]:
        there = [(name, way) for name, way in ways if is_set(field(value, way))]
        if needed and not there:
            yield required((), f"must specify one of {listed(names)}", f"add {listed(names)}")
        elif single and len(there) > 1:
            # The first one stays and all others are reported, as the server's code goes through the members in order.
            rivals = tuple(way for _, way in there)
            first = there[0][0]
            for _name, way in there[1:]:
                message = f"Forbidden: may not be specified together with {first}"
                yield Broken(way, message, "", (rivals[0], way), UNION, names_rival=True)

    return says


def exactly_one(arguments: list[str]) -> tuple[Says, frozenset[str], str]:
    return _union(tuple(arguments), needed=True, single=True), frozenset(), UNION


def at_most_one(arguments: list[str]) -> tuple[Says, frozenset[str], str]:
    return _union(tuple(arguments), needed=False, single=True), frozenset(), UNION


def at_least_one(arguments: list[str]) -> tuple[Says, frozenset[str], str]:
    return _union(tuple(arguments), needed=True, single=False), frozenset(), REQUIRED


def compare(arguments: list[str]) -> tuple[Says, frozenset[str], str]:
    """``a <= b`` or ``a < b``; a ``?`` is followed by the default of a field that is not set: ``b?600``."""
    (low, low_default), (high, high_default) = (_operand(arguments[index]) for index in (0, 2))
    strict = arguments[1] == "<"
    name = arguments[2].partition("?")[0]

    def says(value: Value) -> Iterator[Broken]:
        one, other = field(value, low), field(value, high)
        left = low_default if is_null(one) else one
        right = high_default if is_null(other) else other
        order = compared(left, right)
        if order is not None and (order > 0 or (strict and order == 0)):
            wanted = "less than" if strict else "less than or equal to"
            # Reported where something is written, even if it is the other one that nobody wrote.
            at = low if not is_null(one) else high
            yield Broken(at, f"Invalid value: {quoted(left)}: must be {wanted} {name}, which is {quoted(right)}")

    return says, frozenset((low[0],)) if high_default is not None else frozenset((low[0], high[0])), INVALID


def _operand(text: str) -> tuple[tuple[str, ...], Value]:
    name, mark, default = text.partition("?")
    return steps(name), int(default) if mark else None


def when(arguments: list[str]) -> tuple[Says, frozenset[str], str]:
    """``when type=Recreate and … forbid|require|set|words|size|unset …``."""
    position = next(index for index, word in enumerate(arguments) if word in _THEN)
    conditions = [_condition(each) for each in arguments[:position] if each != "and"]
    spoken = " and ".join(_spoken(each) for each in arguments[:position] if each != "and")
    then, fields = arguments[position], arguments[position + 1 :]
    says, code = _THEN[then](fields, spoken, [way for way, _, _ in conditions])
    # Only a condition that a missing field cannot meet allows to skip objects without the field.
    triggers = {way[0] for way, test, absent in conditions if not absent}
    if then == "forbid" and len(fields) == 1:
        triggers.add(steps(fields[0])[0])

    def found(value: Value) -> Iterator[Broken]:
        for way, test, _ in conditions:
            if not test(field(value, way)):
                return
        yield from says(value)

    return found, frozenset(triggers), code


def _condition(text: str) -> tuple[tuple[str, ...], Callable[[Value], bool], bool]:
    """The field of a condition, its test, and whether a missing field passes the test."""
    if text.startswith("!"):
        return steps(text[1:]), lambda value: not is_set(value), True
    for mark in ("!=", "="):
        name, found, wanted = text.partition(mark)
        if found:
            # `type='',ClusterIP` is how a row says that a default may be left out.
            words = frozenset("" if each == "''" else each for each in wanted.split(","))
            return steps(name), _compares(words, equal=mark == "="), ("" in words) == (mark == "=")
    return steps(text), is_set, False


def _compares(words: frozenset[str], *, equal: bool) -> Callable[[Value], bool]:
    return lambda value: (_word(value) in words) == equal


def _spoken(condition: str) -> str:
    """The condition in words."""
    if condition.startswith("!"):
        return f"{condition[1:]} is not set"
    for mark, verb in (("!=", "is not"), ("=", "is")):
        name, found, wanted = condition.partition(mark)
        if found:
            return f"{name} {verb} {listed(tuple(wanted.split(',')))}"
    return f"{condition} is set"


def _word(value: Value) -> str:
    if type(value) in BOOLEANS:
        return "true" if value else "false"
    return "" if is_null(value) else str(value)


def _forbid(fields: list[str], spoken: str, ways: list[tuple[str, ...]]) -> tuple[Says, str]:
    targets = [steps(each) for each in fields]

    def says(value: Value) -> Iterator[Broken]:
        for way in targets:
            there = field(value, way)
            # False and 0 are Go's zeros: a field without a pointer cannot tell them from one that is not set.
            if is_set(there) and there is not False and there != 0:
                rivals = tuple(each for each in ways if is_set(field(value, each)) and each != way)
                yield Broken(way, f"Forbidden: may not be set when {spoken}", "", (way, *rivals))

    return says, FORBIDDEN


def _require(fields: list[str], spoken: str, ways: list[tuple[str, ...]]) -> tuple[Says, str]:
    targets = [(each, steps(each)) for each in fields]

    def says(value: Value) -> Iterator[Broken]:
        for name, way in targets:
            if not is_set(field(value, way)):
                yield Broken(way, f"Required value: must be set when {spoken}", f"add {name}")

    return says, REQUIRED


def _value_word(word: str) -> Callable[[list[str], str, list[tuple[str, ...]]], tuple[Says, str]]:
    def make(fields: list[str], spoken: str, ways: list[tuple[str, ...]]) -> tuple[Says, str]:
        way = steps(fields[0])
        inner, _, code = VALUE_WORDS[word](fields[1:])

        def says(value: Value) -> Iterator[Broken]:
            there = field(value, way)
            # A fixed word in a condition is also required: "restartPolicy must be Never when …".
            if word == "words" and not is_set(there):
                wanted = listed(tuple(fields[1:]))
                yield required(way, f"must be {wanted} when {spoken}", f"write {wanted}")
                return
            for each in inner(there):
                yield each._replace(path=(*way, *each.path), message=f"{each.message} (when {spoken})")

        return says, code

    return make


_THEN: dict[str, Callable[[list[str], str, list[tuple[str, ...]]], tuple[Says, str]]] = {
    "forbid": _forbid,
    "require": _require,
    "words": _value_word("words"),
    "size": _value_word("size"),
    "each": _value_word("each"),
    "format": _value_word("format"),
    "range": _value_word("range"),
}

OBJECT_WORDS: dict[str, Callable[[list[str]], tuple[Says, frozenset[str], str]]] = {
    "exactly-one": exactly_one,
    "at-most-one": at_most_one,
    "at-least-one": at_least_one,
    "compare": compare,
    "when": when,
}
"""Word → the maker of a rule: its function, the fields without which it is silent, and its code."""
