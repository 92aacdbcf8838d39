"""Tokens as a tree (CEL specification, "Syntax"), with cel-go's syntax of optionals: ``a.?b``, ``a[?b]``."""

from __future__ import annotations

from kustompy.cel.errors import CompileError
from kustompy.cel.lexer import BYTES, DOUBLE, END, INT, NAME, STRING, SYMBOL, UINT, Token, tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple, TypeAlias

    class Literal(NamedTuple):
        """A literal; ``kind`` is that of its token, or ``bool`` or ``null``."""

        kind: str
        value: str | int | float | bytes | bool | None
        offset: int

    class Name(NamedTuple):
        """A variable."""

        name: str
        offset: int

    class Select(NamedTuple):
        """A field of a value; ``optional`` if it is written as ``a.?b``."""

        operand: Node
        field: str
        optional: bool
        offset: int

    class Call(NamedTuple):
        """A call of a function, an operator or a macro; ``target`` is what stands before the dot."""

        function: str
        target: Node | None
        arguments: tuple[Node, ...]
        offset: int

    class ListOf(NamedTuple):
        """A list; an element that is marked optional (``[?a]``) is left out if it has no value."""

        elements: tuple[tuple[Node, bool], ...]
        offset: int

    class MapOf(NamedTuple):
        """A map: key, value, and whether the entry is left out if the value is an empty optional."""

        entries: tuple[tuple[Node, Node, bool], ...]
        offset: int

    Node: TypeAlias = Literal | Name | Select | Call | ListOf | MapOf
else:
    from collections import namedtuple

    Literal = namedtuple("Literal", ["kind", "value", "offset"])
    Name = namedtuple("Name", ["name", "offset"])
    Select = namedtuple("Select", ["operand", "field", "optional", "offset"])
    Call = namedtuple("Call", ["function", "target", "arguments", "offset"])
    ListOf = namedtuple("ListOf", ["elements", "offset"])
    MapOf = namedtuple("MapOf", ["entries", "offset"])

_RESERVED = frozenset((
    "as", "break", "const", "continue", "else", "for", "function", "if", "import",
    "let", "loop", "package", "namespace", "return", "var", "void", "while",
))  # fmt: skip
# Words of C-like languages that the specification keeps; fields may have these names, variables may not.
_CONSTANTS = {"true": ("bool", True), "false": ("bool", False), "null": ("null", None)}
_RELATIONS = ("<", "<=", ">", ">=", "==", "!=", "in")
# Each level of the grammar: its operators, all of them associative to the left.
# From the weakest to the strongest, as the grammar of the specification nests them.
_LEVELS = (("||",), ("&&",), _RELATIONS, ("+", "-"), ("*", "/", "%"))
_DEEPEST = 100
"""How deep expressions may be nested; cel-go allows 250, but each level takes ten frames of Python's stack here."""
_MIN_INT = -(1 << 63)


def parsed(text: str) -> Node:
    """The tree of an expression; a ``CompileError`` if the text is not an expression."""
    return _Parser(tokens(text)).whole()


class _Parser:
    def __init__(self, words: list[Token]) -> None:
        self.words, self.at, self.depth = words, 0, 0

    def whole(self) -> Node:
        node = self.expression()
        if self.words[self.at].kind != END:
            raise self.unexpected()
        return node

    def expression(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise CompileError("expression nested too deeply", self.words[self.at].offset)
        condition = self.binary(0)
        if self.takes("?"):
            offset = self.words[self.at - 1].offset
            # By the grammar no other `?` may stand before the `:`, while behind it one may: `a ? b : c ? d : e`.
            then = self.binary(0)
            self.expect(":")
            condition = Call("_?_:_", None, (condition, then, self.expression()), offset)
        self.depth -= 1
        return condition

    def binary(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while True:
            word = self.words[self.at]
            # A text such as 'in' has the value of an operator and another kind.
            if word.value not in _LEVELS[level] or word.kind not in (SYMBOL, NAME):
                return left
            self.at += 1
            # One level up, so that operators of one level bind to the left: 1 - 2 - 3 is -4.
            right = self.binary(level + 1)
            left = Call("@in" if word.value == "in" else f"_{word.value!s}_", None, (left, right), word.offset)

    def unary(self) -> Node:
        word = self.words[self.at]
        if word.kind != SYMBOL or word.value not in ("!", "-"):
            return self.member()
        self.at += 1
        following = self.words[self.at]
        if word.value == "-" and isinstance(following.value, (int, float)) and following.kind in (INT, DOUBLE):
            # the sign belongs to the literal, since the smallest int has no positive twin
            self.words[self.at] = Token(following.kind, -following.value, word.offset)
            return self.member()
        self.depth += 1
        if self.depth > _DEEPEST:
            raise CompileError("expression nested too deeply", word.offset)
        operand = self.unary()
        self.depth -= 1
        return Call("!_" if word.value == "!" else "-_", None, (operand,), word.offset)

    def member(self) -> Node:
        node = self.primary()
        while True:
            offset = self.words[self.at].offset
            if self.takes("."):
                optional = self.takes("?")
                field = self.name()
                # `a.?b(…)` is no call: only a field may be optional.
                if not optional and self.takes("("):
                    node = Call(field, node, self.arguments(")"), offset)
                else:
                    node = Select(node, field, optional, offset)
            elif self.takes("["):
                optional = self.takes("?")
                index = self.expression()
                self.expect("]")
                node = Call("_[?_]" if optional else "_[_]", None, (node, index), offset)
            else:
                return node

    def primary(self) -> Node:
        word = self.words[self.at]
        self.at += 1
        if word.kind in (INT, UINT, DOUBLE, STRING, BYTES):
            return self.literal(word)
        if word.kind == NAME:
            return self.named(word)
        # A leading dot asks for the root of the names, and there are no containers here.
        if word.value == ".":
            return self.named(Token(NAME, self.name(), word.offset))
        if word.value == "(":
            node = self.expression()
            self.expect(")")
            return node
        if word.value == "[":
            return ListOf(self.elements(), word.offset)
        if word.value == "{":
            return MapOf(self.entries(), word.offset)
        self.at -= 1
        raise self.unexpected()

    def literal(self, word: Token) -> Node:
        if word.kind == INT and isinstance(word.value, int) and not _MIN_INT <= word.value < -_MIN_INT:
            raise CompileError("invalid int literal", word.offset)
        return Literal(word.kind, word.value, word.offset)

    def named(self, word: Token) -> Node:
        name = str(word.value)
        if name in _CONSTANTS:
            kind, value = _CONSTANTS[name]
            return Literal(kind, value, word.offset)
        if name in _RESERVED or name == "in":
            raise CompileError(f"Syntax error: reserved identifier: {name}", word.offset)
        if self.takes("("):
            return Call(name, None, self.arguments(")"), word.offset)
        return Name(name, word.offset)

    def arguments(self, closing: str) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self.takes(closing):
            if found:
                self.expect(",")
            found.append(self.expression())
        return tuple(found)

    def elements(self) -> tuple[tuple[Node, bool], ...]:
        found: list[tuple[Node, bool]] = []
        while not self.takes("]"):
            if found:
                self.expect(",")
                if self.takes("]"):
                    break
            optional = self.takes("?")
            found.append((self.expression(), optional))
        return tuple(found)

    def entries(self) -> tuple[tuple[Node, Node, bool], ...]:
        found: list[tuple[Node, Node, bool]] = []
        while not self.takes("}"):
            if found:
                self.expect(",")
                if self.takes("}"):
                    break
            optional = self.takes("?")
            key = self.expression()
            self.expect(":")
            found.append((key, self.expression(), optional))
        return tuple(found)

    def name(self) -> str:
        word = self.words[self.at]
        if word.kind != NAME or word.value in ("in", *_CONSTANTS):
            raise self.unexpected()
        self.at += 1
        return str(word.value)

    def takes(self, symbol: str) -> bool:
        word = self.words[self.at]
        if word.kind == SYMBOL and word.value == symbol:
            self.at += 1
            return True
        return False

    def expect(self, symbol: str) -> None:
        if not self.takes(symbol):
            raise self.unexpected(symbol)

    def unexpected(self, wanted: str = "") -> CompileError:
        word = self.words[self.at]
        shown = "<EOF>" if word.kind == END else str(word.value)
        expecting = f", expecting '{wanted}'" if wanted else ""
        return CompileError(f"Syntax error: mismatched input '{shown}'{expecting}", word.offset)
