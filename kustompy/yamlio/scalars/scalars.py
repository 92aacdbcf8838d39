"""What a scalar's text means: the typing rules of go-yaml v3 for manifests and of go-yaml v2 for configuration."""

from __future__ import annotations

from kustompy.errors import UNPRINTABLE, YamlError
from kustompy.model.values import (
    BARE_NULL,
    Folded,
    Literal,
    Mistyped,
    Quoted,
    Retyped,
    WrittenBool,
    WrittenFloat,
    WrittenInt,
    WrittenNull,
    tag_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

_INF, _NAN = float("inf"), float("nan")

# `resolveTable` of go-yaml v3. The words are fewer than in YAML 1.1: `yes` and `on` are strings, and so is `nULL`.
_WORDS: dict[str, Value] = {
    "": BARE_NULL,
    "null": None,
    "true": True,
    "false": False,
    **{text: WrittenNull(text) for text in ("~", "Null", "NULL")},
    **{text: WrittenBool(True, text) for text in ("True", "TRUE")},
    **{text: WrittenBool(False, text) for text in ("False", "FALSE")},
    **{text: WrittenFloat(_INF, text) for text in (".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF")},
    **{text: WrittenFloat(-_INF, text) for text in ("-.inf", "-.Inf", "-.INF")},
    **{text: WrittenFloat(_NAN, text) for text in (".nan", ".NaN", ".NAN")},
}

# `resolveTable` of go-yaml v2, by which configuration is read and output is quoted.
CONFIG_WORDS: dict[str, Value] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"], True),
    **dict.fromkeys(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"], False),
    **{text: float(_WORDS[text]) for text in _WORDS if text.lower().endswith((".inf", ".nan"))},
}

YAML11_BOOLEANS = frozenset(text for text in CONFIG_WORDS if text not in _WORDS)
"""Plain strings that were booleans in YAML 1.1, such as ``yes``."""
# The first byte decides: what begins with another one is a word of the table or a string, without a look at the rest.
_NUMERIC = frozenset("0123456789+-.")
_OCTAL = frozenset("01234567")
_NONE: frozenset[str] = frozenset()
# strconv.ParseInt with base 0, by the letter behind the zero.
_BASES = {
    "x": (16, frozenset("0123456789abcdefABCDEF")),
    "o": (8, _OCTAL),
    "b": (2, frozenset("01")),
}
_BASE_TAGS = frozenset(("!!int", "!!float", "!!bool", "!!null", "!!timestamp", "!!binary"))
KNOWN_TAGS = _BASE_TAGS | {"!!str"}
_STYLES = {'"': Quoted, "'": Quoted, "|": Literal, ">": Folded}


def resolve(text: str) -> Value:
    """The value of a plain scalar in a manifest."""
    if text in _WORDS:
        return _WORDS[text]
    # Most scalars of a manifest end here, after one look into a table and one at a letter.
    if text[0] not in _NUMERIC:
        return text
    # A date has a dash behind four digits; what else has one there, such as 1.2e-5, is a number or a text.
    if text[0] != "." and text[4:5] == "-":
        timestamp = _timestamp(text)
        if timestamp is not None:
            return timestamp
    return _number(text)


def _timestamp(text: str) -> Value:
    """The timestamp; None if the text is not one."""
    from kustompy.yamlio.scalars.timestamps import BadZone, rfc3339

    try:
        timestamp = rfc3339(text)
    except BadZone:
        return Mistyped(text, "!!timestamp")
    return None if timestamp is None else Retyped(timestamp, text, "!!timestamp")


def resolve_config(text: str) -> Value:
    """The value of a plain scalar in a kustomization and in the text of a JSON patch, where ``yes`` is true."""
    if text in CONFIG_WORDS:
        word = CONFIG_WORDS[text]
        if type(word) is float:
            # sigs.k8s.io/yaml makes JSON of what it reads, and JSON has no infinity.
            name = "NaN" if word != word else "+Inf" if word > 0 else "-Inf"
            raise YamlError(f"json: unsupported value: {name}", code="KST102", fault=UNPRINTABLE)
        return word
    if text[0] not in _NUMERIC:
        return text
    # No timestamps: go-yaml v2 leaves them strings when it decodes into an interface.
    value = _number(text)
    return int(value) if isinstance(value, int) else float(value) if isinstance(value, float) else value


def reads_as_string(text: str) -> bool:
    """Whether go-yaml v2, which prints the manifests, takes the plain text for a string."""
    if text in CONFIG_WORDS:
        return False
    if text[0] not in _NUMERIC:
        return True
    if text[0] != ".":
        # Base 60 numbers of YAML 1.1, such as `1:30`: v2 reads them as strings, and quotes them for those who do not.
        if ":" in text and is_base60(text):
            return False
        if text[4:5] == "-" and _timestamp(text) is not None:
            return False
    return type(_number(text)) is str


def scalar(text: str, tag: str, style: str) -> Value:
    """The value of a node that was given this text, tag and style, once kustomize has printed it and read it again."""
    if tag == "!!str" or (style and tag in ("", "!")):
        return _STYLES[style](text) if style else text
    plain = resolve(text)
    if not tag:
        return plain
    if tag_of(plain) != tag:
        return tagged(text, tag, style)
    return _STYLES[style](text) if style else plain


def tagged(text: str, tag: str, style: str) -> Value:
    """The value of a scalar whose tag is written out: ``!!int "1"`` is an integer, an unknown tag says nothing."""
    if tag == "!!binary":
        return _binary(text)
    if tag not in _BASE_TAGS:
        if style or tag == "!!str":
            return _STYLES[style](text) if style else text
        # An unknown tag makes a string of the text, whatever it looks like (spec/scalars 2.6).
        return Retyped(text, text, tag)
    value: Value = resolve(text)
    found = tag_of(value)
    if found == tag:
        return value
    # The one conversion that go-yaml makes: `!!float 1`. An integer under any other tag is an error.
    if tag == "!!float" and found == "!!int":
        return WrittenFloat(float(value), text)
    return Mistyped(text, tag)


def style_of(value: Value) -> str:
    r"""How the scalar is written: ``""`` plain, ``"``, ``|`` or ``>``."""
    kind = type(value)
    if kind is Quoted:
        return '"'
    if kind is Literal:
        return "|"
    return ">" if kind is Folded else ""


def mistyping(value: Mistyped, shown: str = "") -> str:
    """What go-yaml says when it decodes the value, which is ``shown`` as another text if there is one."""
    if value.tag == "!!binary":
        return "yaml: !!binary value contains invalid base64 data"
    found = _tag_under(str(value), value.tag)
    return f"yaml: cannot decode {found} `{shown or value!s}` as a {value.tag}"


def is_far_moment(value: Mistyped) -> bool:
    """Whether the text is a timestamp in a zone that encoding/json does not print."""
    return value.tag == "!!timestamp" and type(resolve(str(value))) is Mistyped


def _tag_under(text: str, tag: str) -> str:
    """The tag that go-yaml finds for the text when told of another one: then a timestamp is no timestamp."""
    value = resolve(text)
    found = tag_of(value)
    return "!!str" if found == "!!timestamp" and tag != "!!timestamp" else found


def _binary(text: str) -> Value:
    from binascii import Error, a2b_base64

    # Go's decoder skips line breaks and nothing else.
    packed = text.replace("\r", "").replace("\n", "")
    try:
        # without strict_mode, which Python 3.10 lacks, foreign characters pass: look for them first
        data = a2b_base64(packed.encode("ascii")) if _is_base64(packed) else None
    except Error:
        data = None
    if data is None:
        return Mistyped(text, "!!binary")
    # Go replaces every single byte that is no UTF-8
    decoded = data.decode("utf-8", "surrogateescape")
    return Retyped("".join("\ufffd" if "\udc80" <= each <= "\udcff" else each for each in decoded), text, "!!binary")


def _is_base64(packed: str) -> bool:
    if len(packed) % 4:
        return False
    body = packed[:-2] + packed[-2:].rstrip("=") if packed.endswith("=") else packed
    return body.replace("+", "a").replace("/", "a").isalnum() and body.isascii() if body else True


def _number(text: str) -> Value:
    """The number, or the text itself."""
    # go-yaml hands what begins with a dot to ParseFloat as it is, without the pattern of floats (spec/scalars 2.3).
    if text[0] == ".":
        return _go_float(text)
    # Underscores go anywhere, as in `1_` and `1__0`: go-yaml takes them out before it parses.
    packed = text.replace("_", "")
    # Integers first: what is neither an int64 nor a uint64 is a float, as `18446744073709551616` is.
    whole = _integer(packed)
    if whole is not None:
        return whole if str(whole) == text else WrittenInt(whole, text)
    if _is_float(packed):
        value = float(packed)
        # ParseFloat fails on overflow, so `1e400` is a string.
        if value not in (_INF, -_INF):
            return _written(value, text)
    return text


def _go_float(text: str) -> Value:
    # Python's float also takes `infinity`, spaces and digits of other scripts.
    if not text.isascii() or text.strip("0123456789_.eE+-"):
        return text
    try:
        value = float(text)
    except ValueError:
        return text
    return text if value == _INF else _written(value, text)


def _written(value: float, text: str) -> float:
    return value if repr(value) == text else WrittenFloat(value, text)


def _integer(packed: str) -> int | None:
    """Go's ``ParseInt`` and ``ParseUint`` with base 0 and 64 bits."""
    sign, body = (packed[0], packed[1:]) if packed[:1] in ("+", "-") else ("", packed)
    # str.isdigit knows the digits of all scripts.
    if not body.isascii():
        return None
    if body.isdigit():
        if body[0] == "0" and len(body) > 1:
            # `0777` is octal for ParseInt; `08` is no integer then, and the float 8.
            if not _OCTAL.issuperset(body):
                return None
            value = _bounded(body, 8)
        else:
            value = _bounded(body, 10)
        return _fitting(sign, value)
    if len(body) > 2 and body[0] == "0" and body[1].lower() in _BASES:
        base, digits = _BASES[body[1].lower()]
        if digits.issuperset(body[2:]):
            return _fitting(sign, _bounded(body[2:], base))
        # go-yaml hands what follows a lower-case prefix to ParseInt again, which takes another sign
        if not sign and body[1] in "ob" and body[2] in "+-" and body[3:] and digits.issuperset(body[3:]):
            return _fitting(body[2], _bounded(body[3:], base))
    return None


def _bounded(digits: str, base: int) -> int:
    """The number, or one too big for 64 bits: Python refuses to convert thousands of digits."""
    digits = digits.lstrip("0")
    return int(digits or "0", base) if len(digits) < 70 else 1 << 80


def _fitting(sign: str, value: int) -> int | None:
    if sign == "-":
        return -value if value <= 1 << 63 else None
    # ParseUint takes no sign: `+18446744073709551615` is a float.
    return value if value < (1 << 63 if sign else 1 << 64) else None


def is_number(text: str) -> bool:
    """Whether the text is written as a number, be it one that is too large to be one."""
    packed = text.replace("_", "")
    body = packed[1:] if packed[:1] in ("+", "-") else packed
    _, digits = _BASES.get(body[1:2].lower() if body[:1] == "0" else "", (0, _NONE))
    return digits.issuperset(body[2:]) if digits else bool(body) and _is_float(packed)


def _is_float(packed: str) -> bool:
    r"""Whether ``[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`` matches."""
    if not packed.isascii():
        return False
    body = packed[1:] if packed[0] in "+-" else packed
    mantissa, mark, exponent = body.replace("E", "e").partition("e")
    if mark and not (exponent[1:] if exponent[:1] in ("+", "-") else exponent).isdigit():
        return False
    before, _, after = mantissa.partition(".")
    if not before:
        return after.isdigit()
    return before.isdigit() and (not after or after.isdigit())


def is_base60(text: str) -> bool:
    r"""Whether ``[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`` matches."""
    if not text.isascii() or text[0] not in _NUMERIC:
        return False
    body, _, fraction = (text[1:] if text[0] in "+-" else text).partition(".")
    if fraction.replace("_", "0").strip("0123456789"):
        return False
    first, *rest = body.split(":")
    if not rest or not first[:1].isdigit() or not first.replace("_", "0").isdigit():
        return False
    return all(each.isdigit() and (len(each) == 1 or (len(each) == 2 and each[0] in "012345")) for each in rest)
