"""JSON as Go writes it, and what is left of a manifest that has been through it."""

from __future__ import annotations

from kustompy.golang.text import in_bytes
from kustompy.memo import TextMemo
from kustompy.model.secrets import is_secret
from kustompy.model.values import Folded, Mistyped, Quoted, UnprintableMapping, WrittenBool, WrittenNull, is_null
from kustompy.yamlio.go.json_strings import quoted
from kustompy.yamlio.go.key_order import Orders, ordered
from kustompy.yamlio.go.node_text import styled
from kustompy.yamlio.scalars.deep import deeply
from kustompy.yamlio.scalars.scalars import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value


def dumps(value: Value, indent: int = 0) -> str:
    """What ``json.Marshal`` gives, or ``json.MarshalIndent`` with an indent."""
    return deeply(_text, value, "\n" if indent else "", " " * indent)


def number(value: float) -> str:
    """A float in JSON: an exponent below 1e-6 and from 1e21 on."""
    from kustompy.yamlio.go.go_values import decimal, positional

    digits, exponent, sign = decimal(value)
    # The bounds of encoding/json are those of JavaScript; strconv, which `go_float` follows, has -4.
    if value == 0 or -6 <= exponent < 21:
        return sign + positional(digits, exponent)
    point = "." if len(digits) > 1 else ""
    # One digit of exponent is enough for JSON, where strconv prints two: `1e-7`.
    power = f"-{-exponent}" if exponent < 0 else f"+{exponent}"
    return f"{sign}{digits[0]}{point}{digits[1:]}e{power}"


def _text(value: Value, line: str, indent: str) -> str:
    """The value in JSON; ``line`` is what begins a line at its level."""
    if isinstance(value, dict):
        if not value:
            return "{}"
        inner = line + indent
        colon = ": " if line else ":"
        entries = [
            f"{inner}{quoted(key)}{colon}{_text(value[key], inner, indent)}" for key in sorted(value, key=in_bytes)
        ]
        return "{" + ",".join(entries) + line + "}"
    if isinstance(value, list):
        if not value:
            return "[]"
        inner = line + indent
        return "[" + ",".join([inner + _text(each, inner, indent) for each in value]) + line + "]"
    if isinstance(value, str):
        return quoted(_rewritten(value) if type(value) is Folded else str(value))
    if value is True or value is False or type(value) is WrittenBool:
        return "true" if value else "false"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        return number(float(value))
    # An empty value in flow style, `{a: }`, has become an empty string on its way here (spec/scalars 3.1).
    return '""' if value is not None and value.in_flow and not value.text else "null"


def _rewritten(text: str) -> str:
    from kustompy.yamlio.scalars.folding import rewritten

    return rewritten(str(text))


def through_json(value: Value) -> Value:
    """The structure as a JSON 6902 patch leaves it: keys sorted, every number a float64, styles go-yaml's own.

    What is given is used up: its mappings and lists are changed in place where they can be.
    """
    return _passed_whole(value, exact=False)


def through_json_numbers(value: Value) -> Value:
    """The structure as the items of a FooList are left: keys sorted, integers kept, strings in JSON's quotes.

    What is given is used up here, too.
    """
    return deeply(_in_quotes, _passed_whole(value, exact=True))


def _passed_whole(value: Value, *, exact: bool) -> Value:
    passed = deeply(_passed, value, value, exact)
    # The memo outlives the build; a value of a Secret must not.
    if is_secret(passed):
        deeply(_STYLED.forget, passed)
    return passed


def _in_quotes(value: Value) -> Value:
    if isinstance(value, dict):
        for key, each in value.items():
            value[key] = _in_quotes(each)
    elif isinstance(value, list):
        value[:] = map(_in_quotes, value)
    elif isinstance(value, str) and type(value) is not Mistyped:
        return Quoted(value)
    return value


def _passed(value: Value, root: Value, exact: bool) -> Value:
    """The value as JSON carries it; what manifests are made of most is looked at first, and here, since calls cost."""
    kind = type(value)
    if kind is dict:
        order, entries = _ORDERS[tuple(value)], value
        if order is not None:
            # The mapping stays the same one: the record of a traced build knows it by its identity.
            entries = value.copy()
            value.clear()
        for key in order or value:
            each = entries[key]
            kind = type(each)
            if kind is str or kind is Quoted:
                value[key] = _STYLED[each] or _string(each, root, exact)
            else:
                value[key] = _passed(each, root, exact)
        return value
    if kind is list:
        for index, each in enumerate(value):
            value[index] = _passed(each, root, exact)
        return value
    if kind is str or kind is Quoted:
        return _STYLED[value] or _string(value, root, exact)
    if (kind is int and -_FIRST_EXPONENT < value < _FIRST_EXPONENT) or kind is bool or value is None:
        return value
    return _passed_odd(value, root, exact)


class _Styled(TextMemo):
    """Strings and how go-yaml v3 writes them of its own accord, None for what it may refuse."""

    def __missing__(self, text: str) -> str | None:
        text = str(text)
        result = None if text[:1] == "\t" else styled(text)
        return self.keep(text, result) if len(text) <= _LONGEST_KEPT else result


# Manifests repeat their strings; the bounds keep a long-lived process small.
_STYLES_KEPT, _LONGEST_KEPT = 20_000, 200
_STYLED = _Styled(_STYLES_KEPT)
_ORDERS = Orders()
_FIRST_EXPONENT = 1_000_000
"""From here on go-yaml v3 writes a number that was a float64 with an exponent."""


def _passed_odd(value: Value, root: Value, exact: bool) -> Value:
    from kustompy.yamlio.go.json_round_trip import check, refused

    if isinstance(value, dict):
        # go-yaml decodes the whole document before JSON is made, so an earlier fault elsewhere in it is told first.
        check(root)
        if type(value) is UnprintableMapping:
            raise refused(value)
        return {key: _passed(value[key], root, exact) for key in ordered(value)}
    if isinstance(value, str):
        if type(value) is Mistyped:
            check(root)
        return _string(value, root, exact)
    if isinstance(value, WrittenBool):
        return bool(value)
    if is_null(value):
        return styled("") if not exact and type(value) is WrittenNull and value.in_flow else None
    if isinstance(value, int) and exact:
        return int(value)
    return _number(float(value), exact)


def _string(value: str, root: Value, exact: bool) -> str:
    # A block whose text begins with a tab is written by go-yaml v3 without a hint, and cannot be read again.
    if value[:1] == "\t" and "\n" in value:
        from kustompy.yamlio.go.json_round_trip import check_tab

        check_tab(value, root)
    return styled(_rewritten(value) if type(value) is Folded and not exact else str(value))


def _number(value: float, exact: bool) -> Value:
    """The number as its node: go-yaml v3 writes exponents from a million on."""
    from kustompy.yamlio.go.go_values import decimal, positional, scientific
    from kustompy.yamlio.go.json_round_trip import refuse_infinite

    refuse_infinite(value)
    if exact:
        # A float among the items of a list is written by encoding/json and typed anew: `1.0` comes back as the integer
        # 1.
        return resolve(number(value))
    digits, exponent, sign = decimal(value)
    text = scientific(digits, exponent) if exponent < -4 or exponent >= 6 else positional(digits, exponent)
    return resolve(sign + text)
