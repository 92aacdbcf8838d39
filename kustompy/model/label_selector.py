"""Kubernetes label selectors: ``app=web,tier in (a,b),!old``, with the error texts of its parser."""

from __future__ import annotations

from kustompy.errors import PatchError, wrapping
from kustompy.model.values import is_string, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from kustompy.model.values import Value

# The lexer and parser of k8s.io/apimachinery/pkg/labels, state by state, since its errors tell which token it stopped
# at.
_SYMBOLS = frozenset("=!(),><")
_OPERATORS = frozenset((")", ",", "!", "==", "=", ">", "<", "!=", "("))
_SPACES = frozenset(" \t\r\n")
# Kinds of tokens: an operator is its own kind.
_END, _NAME, _WORD_OPERATOR, _BAD = "end", "name", "word", "bad"
_VALUE_OPERATORS = frozenset(("=", "==", "!=", ">", "<"))

_ALPHANUMERIC = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_QUALIFIED = _ALPHANUMERIC | frozenset("-_.")
_LOWER = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")
_QUALIFIED_FORMAT = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_QUALIFIED_PROBLEM = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
    f"(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '{_QUALIFIED_FORMAT}')"
)
_VALUE_PROBLEM = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    f"'({_QUALIFIED_FORMAT})?')"
)
_SUBDOMAIN_PROBLEM = (
    "a DNS-1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with "
    "an alphanumeric character (e.g. 'example.com', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)


class SelectorError(PatchError):
    """A label or annotation selector cannot be read."""

    default_code = "KST511"


class Requirement:
    """One condition on the labels; ``operator`` is ``in``, ``notin``, ``exists``, ``!``, ``>`` or ``<``."""

    __slots__ = ("key", "operator", "values")

    def __init__(self, key: str, operator: str, values: frozenset[str] = frozenset()) -> None:
        self.key, self.operator, self.values = key, operator, values

    def matches(self, labels: Mapping[str, str]) -> bool:
        operator = self.operator
        if operator == "in":
            return labels.get(self.key) in self.values
        if operator == "notin":
            return labels.get(self.key) not in self.values
        if operator == "exists":
            return self.key in labels
        if operator == "!":
            return self.key not in labels
        found = _integer(labels.get(self.key, ""))
        if found is None:
            return False
        (value,) = self.values
        return found > int(value) if operator == ">" else found < int(value)


def parse(selector: str) -> list[Requirement]:
    """The conditions of a selector, all of which must hold."""
    return _Parser(selector).parse()


def matches(requirements: list[Requirement], labels: Mapping[str, Value]) -> bool:
    """Whether labels or annotations, as they stand in a manifest, meet all conditions."""
    texts = {key: value if type(value) is str else _label_text(value) for key, value in labels.items()}
    return all(requirement.matches(texts) for requirement in requirements)


def _label_text(value: Value) -> str:
    return "" if isinstance(value, (dict, list)) else str(value) if is_string(value) else text_of(value)


class _Parser:
    __slots__ = ("at", "tokens")

    def __init__(self, selector: str) -> None:
        self.tokens = _tokens(selector)
        self.at = 0

    def peek(self) -> tuple[str, str]:
        """The next token where a value may stand, so that ``in`` is a name like any other."""
        kind, text = self.tokens[self.at]
        return (_NAME if kind == _WORD_OPERATOR else kind), text

    def take(self) -> tuple[str, str]:
        token = self.peek()
        # the end is taken again and again
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def parse(self) -> list[Requirement]:
        requirements: list[Requirement] = []
        while True:
            kind, text = self.peek()
            if kind == _END:
                return requirements
            if kind not in (_NAME, "!"):
                raise SelectorError(f"found '{text}', expected: !, identifier, or 'end of string'")
            with wrapping("unable to parse requirement"):
                requirements.append(self.requirement())
            kind, text = self.take()
            if kind == _END:
                return requirements
            if kind != ",":
                raise SelectorError(f"found '{text}', expected: ',' or 'end of string'")
            kind, text = self.peek()
            if kind not in (_NAME, "!"):
                raise SelectorError(f"found '{text}', expected: identifier after ','")

    def requirement(self) -> Requirement:
        kind, key = self.take()
        negated = kind == "!"
        if negated:
            kind, key = self.take()
        if kind != _NAME:
            raise SelectorError(f"found '{key}', expected: identifier")
        _check_key(key)
        if negated:
            return Requirement(key, "!")
        if self.peek()[0] in (_END, ","):
            return Requirement(key, "exists")
        kind, operator = self.tokens[self.at]
        self.take()
        if kind == _WORD_OPERATOR:
            values = self.values()
        elif kind in _VALUE_OPERATORS:
            values = frozenset((self.exact_value(),))
        else:
            raise SelectorError(f"found '{operator}', expected: '=', '!=', '==', 'in', notin'")
        if operator in "<>":
            if any(_integer(value) is None for value in values):
                raise SelectorError("for 'Gt', 'Lt' operators, the value must be an integer")
        else:
            # `=` and `!=` are sets of one value; `!=` also selects what has no such label.
            operator = "notin" if operator in ("!=", "notin") else "in"
        # The set is sorted before it is checked, so the first bad value is the one that Go names.
        for value in sorted(values):
            _check_value(key, value)
        return Requirement(key, operator, values)

    def exact_value(self) -> str:
        if self.peek()[0] in (_END, ","):
            return ""
        kind, text = self.take()
        if kind != _NAME:
            raise SelectorError(f"found '{text}', expected: identifier")
        return text

    def values(self) -> frozenset[str]:
        """``(x,y,z)``; an item may be missing, and is empty then."""
        kind, text = self.take()
        if kind != "(":
            raise SelectorError(f"found '{text}' expected: '('")
        kind, text = self.peek()
        if kind == ")":
            self.take()
            return frozenset(("",))
        if kind not in (_NAME, ","):
            raise SelectorError(f"found '{text}', expected: ',', ')' or identifier")
        values = self.listed_values()
        if self.take()[0] != ")":
            raise SelectorError(f"found '{text}', expected: ')'")
        return frozenset(values)

    def listed_values(self) -> set[str]:
        values: set[str] = set()
        while True:
            kind, text = self.take()
            if kind == _NAME:
                values.add(text)
                kind, text = self.peek()
                if kind == ")":
                    return values
                if kind != ",":
                    raise SelectorError(f"found '{text}', expected: ',' or ')'")
            elif kind == ",":
                # An empty item, as in `(,a)` or `(a,,b)`, is the empty value.
                if not values:
                    values.add("")
                kind = self.peek()[0]
                if kind == ")":
                    return values | {""}
                if kind == ",":
                    self.take()
                    values.add("")
            else:
                raise SelectorError(f"found '{text}', expected: ',', or identifier")


def _tokens(text: str) -> list[tuple[str, str]]:
    """The kinds and texts of all tokens; the last one is the end."""
    tokens: list[tuple[str, str]] = []
    # The lexer of apimachinery takes a NUL for the end of the text.
    at, end = 0, text.find("\0") if "\0" in text else len(text)
    while True:
        while at < end and text[at] in _SPACES:
            at += 1
        if at >= end:
            tokens.append((_END, ""))
            return tokens
        start = at
        if text[at] in _SYMBOLS:
            token, at = _symbol(text, at, end)
            tokens.append(token)
            continue
        while at < end and text[at] not in _SYMBOLS and text[at] not in _SPACES:
            at += 1
        word = text[start:at]
        tokens.append((_WORD_OPERATOR if word in ("in", "notin") else _NAME, word))


def _symbol(text: str, at: int, end: int) -> tuple[tuple[str, str], int]:
    """The longest operator that starts here; every one of them is of one or two characters."""
    if at + 1 < end and text[at : at + 2] in _OPERATORS:
        return (text[at : at + 2], text[at : at + 2]), at + 2
    return (text[at], text[at]), at + 1


def _check_key(key: str) -> None:
    problems = _key_problems(key)
    if problems:
        from kustompy.golang.text import quoted

        raise SelectorError(f"invalid label key {quoted(key)}: {'; '.join(problems)}")


def _key_problems(key: str) -> list[str]:
    parts = key.split("/")
    if len(parts) > 2:
        return [
            f"a qualified name {_QUALIFIED_PROBLEM} with an optional DNS subdomain prefix and '/' "
            "(e.g. 'example.com/MyName')"
        ]
    problems = []
    name = parts[-1]
    if len(parts) == 2:
        prefix = parts[0]
        if not prefix:
            problems.append("prefix part must be non-empty")
        # Go measures strings in bytes.
        elif len(prefix.encode()) > 253:
            problems.append("prefix part must be no more than 253 characters")
        if prefix and not _is_subdomain(prefix):
            problems.append(f"prefix part {_SUBDOMAIN_PROBLEM}")
    if not name:
        problems.append("name part must be non-empty")
    elif len(name.encode()) > 63:
        problems.append("name part must be no more than 63 characters")
    if not name or not _is_qualified(name):
        problems.append(f"name part {_QUALIFIED_PROBLEM}")
    return problems


def _check_value(key: str, value: str) -> None:
    problems = []
    if len(value.encode()) > 63:
        problems.append("must be no more than 63 characters")
    if value and not _is_qualified(value):
        problems.append(_VALUE_PROBLEM)
    if problems:
        from kustompy.golang.text import quoted

        text = f"invalid label value: {quoted(value)}: at key: {quoted(key)}: {'; '.join(problems)}"
        raise SelectorError(text, hint=f"such a value cannot be selected by: name the key alone, `{key}`")


def _is_qualified(text: str) -> bool:
    return text[0] in _ALPHANUMERIC and text[-1] in _ALPHANUMERIC and _QUALIFIED.issuperset(text)


def _is_subdomain(text: str) -> bool:
    return all(
        part and part[0] in _LOWER and part[-1] in _LOWER and _LOWER.issuperset(part.replace("-", ""))
        for part in text.split(".")
    )


def _integer(text: str) -> int | None:
    """The number of 64 bits that a text is, or None."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    # ParseInt takes leading zeros and a sign; Python would convert thousands of digits.
    if not digits.isascii() or not digits.isdigit() or len(digits) > 40:
        return None
    value = int(text)
    return value if -(2**63) <= value < 2**63 else None
