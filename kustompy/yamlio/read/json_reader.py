"""JSON texts, read so that values which Go spells otherwise tell: the ``test`` operation of a patch depends on it."""

from __future__ import annotations

from kustompy.errors import YamlError
from kustompy.model.values import WrittenFloat
from kustompy.yamlio.go.json_strings import quoted
from kustompy.yamlio.read.reader import read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from json import JSONDecodeError, JSONDecoder
    from typing import NoReturn

    from kustompy.errors import KustompyError
    from kustompy.limits import Limits
    from kustompy.model.values import Value

_LONG = 100
"""Python refuses to convert thousands of digits."""
_SPELLED_OTHERWISE = frozenset("\\<>&\u2028\u2029")


class Respelled(str):
    """A string with other escapes than Go writes it with."""

    __slots__ = ()


def begins_as_json(content: bytes) -> bool:
    """Whether Go's readers of OpenAPI take a file for JSON, which it then has to be, and else for YAML."""
    return content[:1] == b"{"


def read_json(text: str | bytes, limits: Limits, refusal: Callable[[str], KustompyError]) -> Value:
    """The value of a JSON text, in which numbers and strings that Go would write otherwise tell so.

    ``refusal`` makes the error of a text that is none, from what Go says of it; its place is added.
    """
    import json

    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    # Python's decoder recurses: what may nest deeper than the limit goes first to the reader of YAML, which counts.
    if text.count("[") + text.count("{") > limits.depth or len(text) > limits.number_length:
        _refuse_what_exceeds(text, limits)

    # Python reads NaN and Infinity, which JSON has not.
    def refuse(word: str) -> NoReturn:
        raise refusal(f"invalid character '{word[0]}' looking for beginning of value")

    def number(digits: str) -> float:
        return WrittenFloat(float(digits), digits)

    def whole(digits: str) -> float:
        return int(digits) if len(digits) < _LONG else number(digits)

    decoder = json.JSONDecoder(parse_float=number, parse_int=whole, parse_constant=refuse)
    try:
        value = decoder.decode(text)
    except json.JSONDecodeError as error:
        raise _placed(refusal, error) from None
    # Escapes and the characters that Go escapes: without any, what was read is spelled as Go spells it, and the C
    # decoder was enough.
    if _SPELLED_OTHERWISE.isdisjoint(text):
        return value
    return _with_spellings(text, decoder)


def _with_spellings(text: str, decoder: JSONDecoder) -> Value:
    """The value once more, by the decoder that is written in Python, which can be told how to read strings."""
    from json.decoder import scanstring  # type: ignore[attr-defined]  # public by its name, not in the stubs
    from json.scanner import py_make_scanner  # type: ignore[attr-defined]  # the same

    def string(text: str, begin: int, strict: bool) -> tuple[str, int]:
        value, end = scanstring(text, begin, strict)
        return (value if quoted(value) == text[begin - 1 : end] else Respelled(value)), end

    # the decoder asks these of itself, which its stubs do not say
    vars(decoder)["parse_string"] = string
    vars(decoder)["scan_once"] = py_make_scanner(decoder)
    return decoder.decode(text)


def _placed(refusal: Callable[[str], KustompyError], error: JSONDecodeError) -> KustompyError:
    from kustompy.yamlio.read.json_syntax import go_message, remedy, stopped_at

    at = min(stopped_at(error), len(error.doc.rstrip()) - 1)
    line, column = error.doc.count("\n", 0, at) + 1, at - error.doc.rfind("\n", 0, at)
    message = go_message(error)
    problem = refusal(message).hinted(remedy(message))
    return problem.noted(line=line, column=column, end_line=line, end_column=column + 1)


def _refuse_what_exceeds(text: str, limits: Limits) -> None:
    """Let the reader of YAML, which counts, read the JSON first."""
    try:
        read_config(text, limits)
    except YamlError:
        return  # what is no JSON either is refused as such
