"""The parser of Go templates: texts, pipelines, ``if``, ``with``, ``range`` and variables as a tree."""

from __future__ import annotations

import json
from typing import NamedTuple, TypeAlias

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_DEEPEST = 50
"""How deep blocks and parentheses may nest: parser and evaluation recurse."""
_MOST = 100_000
"""The most tokens of one template."""
_SPACES = " \t\r\n"
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\\": "\\", '"': '"', "'": "'"}
_CODES = {"x": 2, "u": 4, "U": 8}
_BLOCKS = ("if", "with", "range")


class TemplateError(Exception):
    """A template that is malformed, or whose evaluation fails."""


class Token(NamedTuple):
    """A token of an action: a ``name``, ``field``, ``of``, ``variable``, ``dot``, ``value``, or a sign as its own kind.

    A ``field`` is asked of the dot, an ``of`` of the token before it.
    """

    kind: str
    value: object = None


class Command(NamedTuple):
    """An operand with its arguments."""

    words: Sequence[Word]


class Pipe(NamedTuple):
    """Commands, each with the result of the one before as its last argument, and variables to set to the result."""

    commands: Sequence[Command]
    names: tuple[str, ...] = ()
    declares: bool = False


class Operand(NamedTuple):
    """A token or a pipeline in parentheses, with the fields to take from it."""

    start: Token | Pipe
    fields: tuple[str, ...] = ()


Word: TypeAlias = Operand


class Block(NamedTuple):
    """``if``, ``with`` or ``range``, with the nodes of its ``else``."""

    kind: str
    pipe: Pipe
    body: Sequence[Node]
    otherwise: Sequence[Node]


Node: TypeAlias = "str | Pipe | Block"


def parsed(text: str) -> list[Node]:
    """The tree of a template; a TemplateError if it is malformed."""
    return _Parser(_pieces(text)).nodes_until_end()


def _pieces(text: str) -> list[str | list[Token]]:
    """The texts of a template, and the tokens of each action between them."""
    found: list[str | list[Token]] = []
    at, count, trims = 0, 0, False
    while True:
        start = text.find("{{", at)
        plain = text[at:] if start < 0 else text[at:start]
        if trims:
            plain = plain.lstrip(_SPACES)
        if start < 0:
            return [*found, plain] if plain else found
        start += 2
        # A dash trims only with a space beside it: `{{-1}}` is a number.
        if text[start : start + 1] == "-" and text[start + 1 : start + 2] in tuple(_SPACES):
            plain, start = plain.rstrip(_SPACES), start + 1
        if plain:
            found.append(plain)
        tokens, at, trims = _action(text, start)
        count += len(tokens)
        if count > _MOST:
            raise TemplateError(f"the template has more than {_MOST} words")
        if tokens:
            found.append(tokens)


def _action(text: str, at: int) -> tuple[list[Token], int, bool]:
    """The tokens up to ``}}``, the index of the text after it, and whether that text is trimmed."""
    tokens: list[Token] = []
    is_comment = False
    while True:
        spaced = at < len(text) and text[at] in _SPACES
        while at < len(text) and text[at] in _SPACES:
            at += 1
        trims = spaced and text.startswith("-}}", at)
        if trims or text.startswith("}}", at):
            # Go has comments as actions of their own, and no empty action.
            if not tokens and not is_comment:
                raise TemplateError("missing value for command")
            return tokens, at + 2 + trims, trims
        if at >= len(text):
            raise TemplateError("unclosed action")
        if text.startswith("/*", at):
            at = text.find("*/", at) + 2
            is_comment = True
            if at < 2:
                raise TemplateError("unclosed comment")
            continue
        token, at = _token(text, at, after_space=spaced or not tokens)
        tokens.append(token)


def _token(text: str, at: int, *, after_space: bool) -> tuple[Token, int]:
    char = text[at]
    if char in "|(),":
        return Token(char), at + 1
    if text.startswith(":=", at):
        return Token(":="), at + 2
    if char == "=":
        return Token("="), at + 1
    if char == '"':
        return _quoted(text, at)
    if char == "`":
        end = text.find("`", at + 1)
        if end < 0:
            raise TemplateError("unterminated raw quoted string")
        return Token("value", text[at + 1 : end]), end + 1
    end = _word_end(text, at + 1)
    word = text[at:end]
    if char == ".":
        # `.a.b` and `(f).b` ask the token before, `f .b` passes a field of the dot: only the space tells them apart.
        return (Token("field" if after_space else "of", word[1:]), end) if word[1:] else (Token("dot"), end)
    if char == "$":
        return Token("variable", word[1:]), end
    if char.isdigit() or char in "+-":
        return _number(text, at)
    if char.isalpha() or char == "_":
        return _name(word), end
    raise TemplateError(f"unexpected {char!r} in an action")


def _word_end(text: str, at: int) -> int:
    while at < len(text) and (text[at].isalnum() or text[at] == "_"):
        at += 1
    return at


def _name(word: str) -> Token:
    values = {"true": True, "false": False, "nil": None}
    return Token("value", values[word]) if word in values else Token("name", word)


def _number(text: str, at: int) -> tuple[Token, int]:
    end = at + 1
    while end < len(text) and (
        text[end].isalnum() or text[end] in "._" or (text[end] in "+-" and text[end - 1] in "eE")
    ):
        end += 1
    word = text[at:end]
    # Twenty characters may not fit Go's int64; int() of a very long text takes quadratic time.
    try:
        return Token("value", int(word) if word.lstrip("+-").isdigit() and len(word) < 20 else float(word)), end
    except ValueError:
        raise TemplateError(f"bad number syntax: {word[:20]}") from None


def _quoted(text: str, at: int) -> tuple[Token, int]:
    parts: list[str] = []
    here = at + 1
    while True:
        char = text[here : here + 1]
        if char in ("", "\n"):
            raise TemplateError("unterminated quoted string")
        if char == '"':
            return Token("value", "".join(parts)), here + 1
        if char == "\\":
            part, here = _escape(text, here + 1)
            parts.append(part)
        else:
            parts.append(char)
            here += 1


def _escape(text: str, at: int) -> tuple[str, int]:
    char = text[at : at + 1]
    if char in _ESCAPES:
        return _ESCAPES[char], at + 1
    digits = text[at + 1 : at + 1 + _CODES.get(char, 0)]
    if not digits or not all(each in "0123456789abcdefABCDEF" for each in digits) or int(digits, 16) > 0x10FFFF:
        raise TemplateError(f"unknown escape {json.dumps(char)}")
    return chr(int(digits, 16)), at + 1 + len(digits)


class _Parser:
    """The parser of blocks, over the pieces of a template from the first to the last."""

    def __init__(self, pieces: list[str | list[Token]]) -> None:
        self._pieces, self._at, self._depth = pieces, 0, 0

    def nodes_until_end(self) -> list[Node]:
        """All nodes; a TemplateError for an ``end`` or ``else`` without a block."""
        nodes, stop = self._nodes()
        if stop:
            raise TemplateError(f"unexpected {{{{{stop[0].value}}}}}")
        return nodes

    def _nodes(self) -> tuple[list[Node], list[Token]]:
        """The nodes up to an ``end`` or ``else``, and its tokens; no tokens at the end of the template."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise TemplateError(f"blocks nest deeper than {_DEEPEST}")
        found: list[Node] = []
        while self._at < len(self._pieces):
            piece = self._pieces[self._at]
            self._at += 1
            if isinstance(piece, str):
                found.append(piece)
                continue
            word = piece[0].value if piece[0].kind == "name" else ""
            if word in ("end", "else"):
                self._depth -= 1
                return found, piece
            # Each text of an ApplicationSet is a template of its own, so there is nothing to define or call.
            if word in ("define", "template", "block", "break", "continue"):
                raise TemplateError(f"{{{{{word}}}}} is not known")
            found.append(self._block(str(word), piece[1:]) if word in _BLOCKS else _pipe(piece))
        self._depth -= 1
        return found, []

    def _block(self, kind: str, tokens: list[Token]) -> Block:
        pipe = _pipe(tokens)
        body, stop = self._nodes()
        if not stop:
            raise TemplateError(f"{{{{{kind}}}}} has no {{{{end}}}}")
        if stop[0].value == "end":
            return Block(kind, pipe, body, [])
        # `{{else if …}}` is a block inside the `else`, and shares its `end`.
        if len(stop) > 1:
            word = stop[1].value
            if word not in _BLOCKS:
                raise TemplateError(f"unexpected {word} behind else")
            return Block(kind, pipe, body, [self._block(str(word), stop[2:])])
        otherwise, stop = self._nodes()
        if not stop or stop[0].value != "end":
            raise TemplateError(f"{{{{{kind}}}}} has no {{{{end}}}}")
        return Block(kind, pipe, body, otherwise)


def _pipe(tokens: list[Token]) -> Pipe:
    names, rest, declares = _names(tokens)
    stack = rest[::-1]
    pipe = _commands(stack, 0)
    if stack:
        raise TemplateError("unexpected )")
    return pipe._replace(names=names, declares=declares)


def _names(tokens: list[Token]) -> tuple[tuple[str, ...], list[Token], bool]:
    """The variables that a pipeline sets, the tokens after ``:=`` or ``=``, and whether it declares them."""
    kinds = [each.kind for each in tokens]
    for length in (1, 3):
        if kinds[length : length + 1] in ([":="], ["="]) and kinds[:length] in (
            ["variable"],
            ["variable", ",", "variable"],
        ):
            names = tuple(str(each.value) for each in tokens[:length] if each.kind == "variable")
            return names, tokens[length + 1 :], kinds[length] == ":="
    return (), tokens, False


def _commands(stack: list[Token], depth: int) -> Pipe:
    """The commands up to the end or a closing parenthesis; the last token of the stack is the next one."""
    if depth > _DEEPEST:
        raise TemplateError(f"parentheses nest deeper than {_DEEPEST}")
    commands: list[Command] = []
    words: list[Word] = []
    while stack and stack[-1].kind != ")":
        token = stack.pop()
        if token.kind == "|":
            commands.append(_command(words))
            words = []
        elif token.kind == "(":
            words.append(Operand(_commands(stack, depth + 1)))
            if not stack:
                raise TemplateError("unclosed left paren")
            stack.pop()
        elif token.kind == "of" and words:
            words[-1] = words[-1]._replace(fields=(*words[-1].fields, str(token.value)))
        elif token.kind in ("field", "of"):
            words.append(Operand(Token("dot"), (str(token.value),)))
        elif token.kind in ("name", "variable", "value", "dot"):
            words.append(Operand(token))
        else:
            raise TemplateError(f"unexpected {token.kind}")
    return Pipe([*commands, _command(words)])


def _command(words: list[Word]) -> Command:
    if not words:
        raise TemplateError("missing value for command")
    return Command(words)
