"""What Go's encoding/json says of a text that is no JSON, worked out from where Python's decoder stops."""

from __future__ import annotations

from kustompy.golang.text import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from json import JSONDecodeError

_ENDED = "unexpected end of JSON input"
# How messages of Python begin, and what Go calls the state that its scanner is in there.
_STARTS = {
    "Expecting property name": "looking for beginning of object key string",
    "Expecting ':' delimiter": "after object key",
    "Expecting value": "looking for beginning of value",
    "Extra data": "after top-level value",
    "Invalid control character": "in string literal",
    "Unterminated string": "in string literal",
    "Invalid \\escape": "in string escape code",
    "Invalid \\uXXXX escape": "in \\u hexadecimal character escape",
}


def stopped_at(error: JSONDecodeError) -> int:
    """Where Go's scanner stops; since Python 3.13 a trailing comma is reported at the comma, not behind it."""
    text, at = error.doc, error.pos
    if error.msg.startswith("Illegal trailing comma"):
        at += 1
        while text[at : at + 1].isspace():
            at += 1
    return at


def go_message(error: JSONDecodeError) -> str:
    """The message for the place where Python's decoder stopped, or for the bracket behind a comma too many."""
    text, at = error.doc, stopped_at(error)
    # Python points at the backslash, Go at the character behind it.
    if error.msg.startswith("Invalid \\escape"):
        at += 1
    if at >= len(text) or (error.msg.startswith("Unterminated string") and "\n" not in text[at:]):
        return _ENDED
    # `quoteChar` of Go: single quotes around it, so a single quote is escaped and a double one is not.
    shown = quoted(text[at])[1:-1] if text[at] not in "'\"" else "\\'" if text[at] == "'" else '"'
    return f"invalid character '{shown}' {_expectation(error.msg, text, at)}"


def remedy(message: str) -> str:
    """What to do about a message."""
    return next((hint for words, hint in _REMEDIES if words in message), "")


_REMEDIES = (
    ("after object key:value pair", "put a comma before it, or close the brace"),
    ("after array element", "put a comma before it, or close the bracket"),
    ("'}' looking for beginning of object key string", "remove the comma before it"),
    ("']' looking for beginning of value", "remove the comma before it"),
    ("looking for beginning of object key string", "put the key in double quotes, as JSON has it"),
    ("after object key", "put a colon before it"),
    ("looking for beginning of value", "put the text in double quotes, as JSON has it"),
    (_ENDED, "close what is open: a quote, a brace or a bracket"),
    ("after top-level value", "remove what follows the last bracket"),
    ("in string literal", "end the string on its line; line breaks in it are written \\n"),
    ("in string escape code", "double the backslash"),
)


def _expectation(problem: str, text: str, at: int) -> str:
    if problem.startswith("Illegal trailing comma"):
        return _STARTS["Expecting property name" if text[at] == "}" else "Expecting value"]
    if problem.startswith("Expecting ',' delimiter"):
        return "after object key:value pair" if _is_in_object(text, at) else "after array element"
    return next((words for start, words in _STARTS.items() if problem.startswith(start)), problem)


def _is_in_object(text: str, at: int) -> bool:
    """Whether the innermost collection that is open at the place is an object."""
    opened: list[str] = []
    in_string = False
    position = 0
    while position < at:
        char = text[position]
        if in_string:
            position += char == "\\"
            in_string = char != '"'
        elif char == '"':
            in_string = True
        elif char in "[{":
            opened.append(char)
        elif char in "]}" and opened:
            opened.pop()
        position += 1
    return opened[-1:] == ["{"]
