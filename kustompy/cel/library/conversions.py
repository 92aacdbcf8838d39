"""From one type to another, and what type a value is of."""

from __future__ import annotations

import math

from kustompy.cel.errors import CelError
from kustompy.cel.overloads import function, method
from kustompy.cel.types import (
    BOOL,
    BYTES,
    CIDR,
    DOUBLE,
    DURATION,
    DYN,
    INT,
    IP,
    STRING,
    TIMESTAMP,
    TYPE,
    UINT,
    A,
    B,
    list_of,
    map_of,
)
from kustompy.cel.values import SECOND, checked_int, checked_uint, type_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.cel.types import Type
    from kustompy.cel.values import Cidr, Duration, Ip, Timestamp, Uint, Value


@function("size", STRING, result=INT)
@function("size", BYTES, result=INT)
@function("size", list_of(A), result=INT)
@function("size", map_of(A, B), result=INT)
@method("size", STRING, result=INT)
@method("size", BYTES, result=INT)
@method("size", list_of(A), result=INT)
@method("size", map_of(A, B), result=INT)
def size(value: str | bytes | list[Value] | dict[Value, Value]) -> int:
    """How many characters, bytes, elements or entries there are."""
    return len(value)


@function("int", INT, result=INT)
@function("int", UINT, result=INT)
def int_of(value: int) -> int:
    """The number as an int."""
    return checked_int(int(value))


@function("int", DOUBLE, result=INT)
def int_of_double(value: float) -> int:
    """The double without its fraction."""
    if not math.isfinite(value):
        raise CelError("integer overflow")
    return checked_int(int(value))


@function("int", STRING, result=INT)
def int_of_text(text: str) -> int:
    """The int that a text spells, in decimal with or without a sign."""
    digits = text[1:] if text[:1] in ("-", "+") else text
    # isdigit() takes digits of all scripts, and superscripts; 19 digits hold every int of 64 bits.
    if not (digits.isascii() and digits.isdigit() and len(digits) < 20):
        raise CelError(f"cannot convert {text!r} to int")
    return checked_int(int(text))


@function("int", TIMESTAMP, result=INT)
def seconds_of(value: Timestamp) -> int:
    """Seconds since 1970."""
    return value.nanoseconds // SECOND


@function("uint", INT, result=UINT)
@function("uint", UINT, result=UINT)
def uint_of(value: int) -> Uint:
    """The number as an unsigned int."""
    return checked_uint(int(value))


@function("uint", DOUBLE, result=UINT)
def uint_of_double(value: float) -> Uint:
    """The double without its fraction."""
    if not math.isfinite(value):
        raise CelError("unsigned integer overflow")
    return checked_uint(int(value))


@function("uint", STRING, result=UINT)
def uint_of_text(text: str) -> Uint:
    """The unsigned int that a text spells, in decimal without a sign."""
    # Go's ParseUint takes no sign. Python refuses to read thousands of digits with an error of its own.
    if not (text.isascii() and text.isdigit() and len(text) < 21):
        raise CelError(f"cannot convert {text[:60]!r} to uint")
    return checked_uint(int(text))


@function("double", INT, result=DOUBLE)
@function("double", UINT, result=DOUBLE)
@function("double", DOUBLE, result=DOUBLE)
def double_of(value: float) -> float:
    """The number as a double."""
    return float(value)


@function("double", STRING, result=DOUBLE)
def double_of_text(text: str) -> float:
    """The double that a text spells."""
    # Python's float() also takes blanks around a number, underscores in it and the digits of other scripts.
    # Go's ParseFloat does not.
    if not text.isascii() or text.strip() != text or "_" in text:
        raise CelError(f"cannot convert {text!r} to double")
    try:
        return float(text)
    except ValueError:
        raise CelError(f"cannot convert {text!r} to double") from None


@function("bool", BOOL, result=BOOL)
def bool_of(value: bool) -> bool:  # CEL calls it with one value
    """The bool itself."""
    return value


@function("bool", STRING, result=BOOL)
def bool_of_text(text: str) -> bool:
    """The bool that a text spells, in one of the spellings of Go's ``ParseBool``."""
    if text in ("1", "t", "T", "true", "TRUE", "True"):
        return True
    if text in ("0", "f", "F", "false", "FALSE", "False"):
        return False
    raise CelError(f"cannot convert {text!r} to bool")


@function("string", STRING, result=STRING)
@function("string", INT, result=STRING)
@function("string", UINT, result=STRING)
@function("string", BOOL, result=STRING)
@function("string", DOUBLE, result=STRING)
@function("string", IP, result=STRING)
@function("string", CIDR, result=STRING)
def text_of(value: str | float | Ip | Cidr) -> str:
    """The value as a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _shortest(value) if isinstance(value, float) else str(value)


def _shortest(value: float) -> str:
    """The double as Go's ``%g`` prints it: its shortest digits, with an exponent below -4 and from 6 on."""
    if not math.isfinite(value):
        return "NaN" if value != value else "+Inf" if value > 0 else "-Inf"
    # Python's repr finds the same digits, and writes the exponent from 16 on.
    sign, (mantissa, _, power) = "-" if math.copysign(1, value) < 0 else "", repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    exponent = int(power or 0) + len(whole) - 1 - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0") or "0"
    if value and not -4 <= exponent < 6:
        point = "." if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{point}{digits[1:]}e{exponent:+03d}"
    plain = mantissa if not power else f"{abs(value):.{len(digits) - 1 - exponent}f}"
    return sign + plain.removesuffix(".0")


@function("string", BYTES, result=STRING)
def text_of_bytes(value: bytes) -> str:
    """The bytes decoded as UTF-8."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise CelError("invalid UTF-8 in bytes, cannot convert to string") from None


@function("string", TIMESTAMP, result=STRING)
def text_of_timestamp(value: Timestamp) -> str:
    """The point in time in RFC 3339."""
    from kustompy.cel.library.times import timestamp_text

    return timestamp_text(value)


@function("string", DURATION, result=STRING)
def text_of_duration(value: Duration) -> str:
    """The duration in seconds, such as ``90.5s``."""
    from kustompy.cel.library.durations import duration_text

    return duration_text(value)


@function("bytes", STRING, result=BYTES)
def bytes_of(text: str) -> bytes:
    """The text in UTF-8."""
    # YAML's `"\ud800"` may bring half of a surrogate pair into a manifest, and encoding must not fail on it.
    return text.encode("utf-8", "surrogatepass")


@function("bytes", BYTES, result=BYTES)
def same_bytes(value: bytes) -> bytes:
    """The bytes themselves."""
    return value


@function("dyn", A, result=DYN)
def dynamic(value: Value) -> Value:
    """The value itself, of a type that is checked only when the expression runs."""
    return value


@function("type", A, result=TYPE)
def type_value(value: Value) -> Type:
    """The type of the value."""
    return type_of(value)
