"""The text of an expression as tokens (CEL specification, "Syntax")."""

from __future__ import annotations

from kustompy.cel.errors import CompileError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container
    from typing import NamedTuple

    class Token(NamedTuple):
        """One word of an expression: its kind, its value, and the offset of its first character."""

        kind: str
        value: str | int | float | bytes
        offset: int
else:
    from collections import namedtuple

    Token = namedtuple("Token", ["kind", "value", "offset"])

INT, UINT, DOUBLE, STRING, BYTES = "int", "uint", "double", "string", "bytes"
NAME, SYMBOL, END = "name", "symbol", "end"

# No regular expressions: of all that a validation loads, this alone would want the package for them.
_BLANKS = " \t\r\n\f"
_DIGITS = "0123456789"
_HEX_DIGITS = "0123456789abcdefABCDEF"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
_NAME_CHARACTERS = frozenset(_LETTERS + _DIGITS)
_QUOTES = ("'''", '"""', "'", '"')
# Longer ones first: `<=` would be read as `<` and `=`, and `=` alone is no token.
_SYMBOLS = ("&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ",", ".")
_BRACKETS = ("(", ")", "[", "]", "{", "}")
# The specification's table of escapes; any other letter behind a backslash is an error, not the letter itself.
_ESCAPES = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", "?": "?", '"': '"', "'": "'", "`": "`",
}  # fmt: skip
_DIGITS_OF = {"x": 2, "X": 2, "u": 4, "U": 8}
# The sign is the parser's: here all that fits into 64 bits is a number, and an int past 63 bits is refused there.
_MAX_INT = 1 << 64


def tokens(text: str) -> list[Token]:
    """The tokens of the text, and one of kind ``END`` at its end; a ``CompileError`` for a text that is none."""
    found: list[Token] = []
    at = _after_blanks(text, 0)
    while at < len(text):
        token, end = _token(text, at)
        found.append(token)
        at = _after_blanks(text, end)
    found.append(Token(END, "", len(text)))
    return found


def _after_blanks(text: str, at: int) -> int:
    """The offset of the next token, behind blanks and comments."""
    while at < len(text):
        if text[at] in _BLANKS:
            at += 1
        elif text.startswith("//", at):
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
        else:
            break
    return at


def _after(text: str, at: int, characters: Container[str]) -> int:
    """The end of a run of these characters."""
    while at < len(text) and text[at] in characters:
        at += 1
    return at


def _token(text: str, at: int) -> tuple[Token, int]:
    prefix, quote = _opening(text, at)
    if quote:
        return _quoted(text, at, prefix.lower(), quote)
    # Numbers come before symbols: `.5` is a double, and `.` alone selects a field.
    end = _after_number(text, at)
    if end > at:
        return _number(text[at:end], at), end
    if text[at] in _LETTERS:
        end = _after(text, at, _NAME_CHARACTERS)
        return Token(NAME, text[at:end], at), end
    # Backticks quote a field that is no identifier, such as one with a dash (cel-go's escape syntax).
    if text[at] == "`":
        end = text.find("`", at + 1)
        if end > 0:
            return Token(NAME, text[at + 1 : end], at), end + 1
    for symbol in (*_SYMBOLS, *_BRACKETS):
        if text.startswith(symbol, at):
            return Token(SYMBOL, symbol, at), at + len(symbol)
    raise CompileError(f"Syntax error: token recognition error at: '{text[at]}'", at)


def _opening(text: str, at: int) -> tuple[str, str]:
    """The prefix of a string that begins here (``r``, ``b``, ``rb``) and its quotes; no quotes if none begins."""
    end = min(_after(text, at, "rRbB"), at + 2)
    return text[at:end], next((quote for quote in _QUOTES if text.startswith(quote, end)), "")


def _after_number(text: str, at: int) -> int:
    """The end of the number that begins here; ``at`` if none does."""
    if text[at : at + 2] in ("0x", "0X"):
        end = _after(text, at + 2, _HEX_DIGITS)
        if end > at + 2:
            return end + (text[end : end + 1] in ("u", "U"))
    whole = _after(text, at, _DIGITS)
    if text[whole : whole + 1] == ".":
        fraction = _after(text, whole + 1, _DIGITS)
        if fraction > whole + 1:
            return _after_exponent(text, fraction)
    if whole == at:
        return at
    # `1e3u` is no number: an exponent makes a double, and the mark of an unsigned int belongs to whole digits.
    end = _after_exponent(text, whole)
    return end + (end == whole and text[end : end + 1] in ("u", "U"))


def _after_exponent(text: str, at: int) -> int:
    if text[at : at + 1] not in ("e", "E"):
        return at
    start = at + 2 if text[at + 1 : at + 2] in ("+", "-") else at + 1
    end = _after(text, start, _DIGITS)
    return end if end > start else at


def _number(text: str, at: int) -> Token:
    unsigned = text[-1] in "uU"
    digits = text[:-1] if unsigned else text
    if digits[:2] in ("0x", "0X"):
        value = int(digits, 16)
    elif digits.isdigit():
        # 2**64 has 20 digits. Python reads more than a few thousand in quadratic time, or not at all.
        if len(digits) > 20:
            raise CompileError("invalid int literal", at)
        value = int(digits)
    else:
        return Token(DOUBLE, float(digits), at)
    if value >= _MAX_INT:
        raise CompileError("invalid int literal", at)
    return Token(UINT if unsigned else INT, value, at)


def _quoted(text: str, at: int, prefix: str, quote: str) -> tuple[Token, int]:
    start = at + len(prefix) + len(quote)
    raw = "r" in prefix
    end = start
    # A backslash hides the next character, so that an escaped quote ends nothing; in a raw string it is a character.
    while not text.startswith(quote, end):
        if end >= len(text) or (len(quote) == 1 and text[end] in "\r\n"):
            raise CompileError("Syntax error: the string has no closing quote", at)
        end += 2 if text[end] == "\\" and not raw else 1
    written = text[start:end]
    if "b" in prefix:
        value: str | bytes = written.encode() if raw else _unescaped_bytes(written, at)
        return Token(BYTES, value, at), end + len(quote)
    return Token(STRING, written if raw else _unescaped(written, at), at), end + len(quote)


def _unescaped(text: str, at: int) -> str:
    return "".join(text for text, _ in _pieces(text, at))


def _unescaped_bytes(text: str, at: int) -> bytes:
    # In bytes, \x and octal escapes stand for one byte each, everything else for its UTF-8.
    return b"".join(bytes([ord(text)]) if is_byte else text.encode() for text, is_byte in _pieces(text, at))


def _pieces(text: str, at: int) -> list[tuple[str, bool]]:
    """The text in pieces: what stands between escapes, and the meaning of each escape, with whether it is one byte."""
    found: list[tuple[str, bool]] = []
    position = 0
    while position < len(text):
        escape = text.find("\\", position)
        if escape < 0:
            found.append((text[position:], False))
            break
        found.append((text[position:escape], False))
        piece, position = _escaped(text, escape + 1, at)
        found.append(piece)
    return found


def _escaped(text: str, position: int, at: int) -> tuple[tuple[str, bool], int]:
    letter = text[position : position + 1]
    if letter in _ESCAPES:
        return (_ESCAPES[letter], False), position + 1
    if letter in _DIGITS_OF:
        start, length, base = position + 1, _DIGITS_OF[letter], 16
    else:
        start, length, base = position, 3, 8
    digits = text[start : start + length]
    try:
        code = int(digits, base) if len(digits) == length and digits.isalnum() else -1
    except ValueError:
        code = -1
    # Surrogates are no characters, and an octal escape of three digits may name more than a byte holds.
    if code < 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or (base == 8 and code > 255):
        raise CompileError(f"Syntax error: invalid escape sequence '\\{letter}'", at)
    return (chr(code), length < 4), start + length
