"""The YAML → JSON → YAML round trip that kustomize's printer makes."""

from __future__ import annotations

from kustompy.errors import YamlError
from kustompy.model.secrets import HIDDEN, is_secret, shown
from kustompy.model.values import Folded, Literal, Mistyped, UnprintableMapping, plain
from kustompy.yamlio.go.go_values import decimal, dump, positional, scientific
from kustompy.yamlio.go.json_strings import is_too_long
from kustompy.yamlio.scalars.folding import allows_folding, rewritten
from kustompy.yamlio.scalars.problems import RepeatedKey, UnprintableError
from kustompy.yamlio.scalars.scalars import is_far_moment, mistyping
from kustompy.yamlio.scalars.strings import through_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Manifest, Value


def check(value: Value) -> None:
    """Refuse what cannot be decoded."""
    _refuse(_decoding_problem(value), "map[string]interface {}(nil): ")


_TWICE = "already defined at line"


def _refuse(problem: str, wrapped: str = "") -> None:
    if _TWICE in problem:
        raise RepeatedKey(wrapped + problem)
    if problem:
        raise UnprintableError(wrapped + problem, code="KST103" if "map key" in problem else "KST104")


def refused(mapping: UnprintableMapping) -> YamlError:
    """What is said of a mapping that cannot be written as JSON."""
    return RepeatedKey(mapping.problem, code="KST101" if _TWICE in mapping.problem else "KST103")


def check_marshalling(manifest: Manifest) -> None:
    """Refuse a manifest that cannot be written as YAML by way of JSON."""
    _refuse(_decoding_problem(manifest))
    _printable(manifest, manifest)


def printable(manifest: Manifest) -> Manifest:
    """The manifest with the strings that are printed; raises what kustomize says of a manifest that cannot be."""
    check(manifest)
    try:
        result: Manifest = _printable(manifest, manifest)
    except YamlError as error:
        # kustomize prints the whole decoded object before the message; values of Secrets are hidden in it.
        error.worded(f"{dump(shown(manifest))}: {error}")
        raise
    return result


def _decoding_problem(value: Value) -> str:
    """What go-yaml says when it decodes the text of the manifest: one failure, or all keys that are there twice."""
    duplicates: list[str] = []
    failure = _find_problem(value, duplicates, is_private=is_secret(value))
    # A value that its tag cannot be decoded to ends the decoding; keys that are there twice are collected.
    if failure:
        return failure
    return "yaml: unmarshal errors:\n" + "\n".join(duplicates) if duplicates else ""


def _find_problem(value: Value, duplicates: list[str], *, is_private: bool) -> str:
    kind = type(value)
    if kind is UnprintableMapping and value.problem.startswith("yaml:"):
        head, _, lines = str(value.problem).partition("\n")
        if not lines:
            return head
        duplicates.extend(lines.split("\n"))
        return ""
    if isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            failure = _find_problem(each, duplicates, is_private=is_private)
            if failure:
                return failure
    if kind is Mistyped and not is_far_moment(value):
        return mistyping(value, HIDDEN if is_private else "")
    return ""


FAR = "json: error calling MarshalJSON for type time.Time: Time.MarshalJSON: timezone hour outside of range [0,23]"


def check_key(key: str) -> str:
    """The key as it is printed; refuses one that JSON text cannot have, or that is too long to be found there."""
    if "\x85" in key:
        # a line break, which no key in JSON text may have
        raise UnprintableError("yaml: line 1: did not find expected ',' or '}'", code="KST105")
    if is_too_long(key):
        raise UnprintableError("yaml: did not find expected ',' or '}'", code="KST105")
    return through_json(str(key))


def _printable(value: Value, manifest: Manifest) -> Value:
    if isinstance(value, dict):
        if type(value) is UnprintableMapping:
            raise refused(value)
        return {check_key(key): _printable(each, manifest) for key, each in value.items()}
    if isinstance(value, list):
        return [_printable(each, manifest) for each in value]
    if isinstance(value, Literal | Folded) and value[:1] == "\t":
        check_tab(value, manifest)
    if type(value) is Folded:
        return through_json(rewritten(str(value)))
    if type(value) is Mistyped:
        raise UnprintableError(FAR, code="KST104")
    if isinstance(value, float):
        number(value)
        return value
    value = plain(value)
    return through_json(value) if isinstance(value, str) else value


def check_tab(text: str, manifest: Value) -> None:
    """Refuse a block that begins with a tab: go-yaml v3 writes it without saying how far it is indented."""
    from kustompy.yamlio.go.node_text import node_text

    if not allows_folding(text):
        return
    lines = node_text(manifest).split("\n")
    line = next(number for number, each in enumerate(lines) if each.lstrip(" ")[:1] == "\t")
    # the line of the header, counted from 1, but that of the tab where the header is in the first
    problem = f"yaml: line {max(line, 2)}: found a tab character where an indentation space is expected"
    raise UnprintableError(problem, code="KST105")


def refuse_infinite(value: float) -> None:
    """Refuse a float that JSON has no words for."""
    if value != value or value in _INFINITE:
        name = "NaN" if value != value else "+Inf" if value > 0 else "-Inf"
        raise UnprintableError(f"json: unsupported value: {name}", code="KST102")


_INFINITE = (float("inf"), float("-inf"))


def number(value: float) -> str:
    """The float as go-yaml v2 prints what it reads from JSON: an integer where the text is one."""
    refuse_infinite(value)
    # JSON text without a point is read back as an integer, so `1.0` prints as `1` (spec/scalars 2.4).
    if value.is_integer() and abs(value) < 1 << 53:
        return str(int(value))
    digits, exponent, sign = decimal(value)
    # Integral floats of up to 20 digits may fit into an int64 or uint64; Go's JSON writes them without exponent below
    # 1e21.
    if 15 <= exponent <= 19:
        # the JSON between has the shortest digits and then zeros
        text = sign + positional(digits, exponent)
        if "." not in text and -(1 << 63) <= int(text) < 1 << 64:
            return text
    return sign + (scientific(digits, exponent) if exponent < -4 or exponent >= 6 else positional(digits, exponent))
