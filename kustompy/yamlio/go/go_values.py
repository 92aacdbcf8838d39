r"""How Go prints decoded values in messages: ``%q`` of a string, ``%#v`` of a manifest."""

from __future__ import annotations

from kustompy.golang.text import in_bytes, quoted
from kustompy.model.values import Retyped, UnprintableMapping, WrittenBool, is_null, tag_of
from kustompy.yamlio.scalars.scalars import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def dump(value: Value) -> str:
    """The decoded value in Go syntax."""
    # A mapping with a key that is no string is decoded into map[interface {}]interface {}, with keys of their types.
    if isinstance(value, UnprintableMapping) and value.problem.startswith("json:"):
        entries = ", ".join(f"{dump(resolve(key))}:{dump(each)}" for key, each in sorted(value.items(), key=_by_kind))
        return f"map[interface {{}}]interface {{}}{{{entries}}}"
    if isinstance(value, dict):
        entries = ", ".join(f"{quoted(key)}:{dump(value[key])}" for key in sorted(value, key=in_bytes))
        return f"map[string]interface {{}}{{{entries}}}"
    if isinstance(value, list):
        return "[]interface {}{" + ", ".join(map(dump, value)) + "}"
    if is_null(value):
        return '""' if value is not None and value.in_flow and not value.text else "interface {}(nil)"
    return _scalar(value)


def _by_kind(entry: tuple[str, Value]) -> tuple[bool, str]:
    """Strings before the rest, as the binary that was looked at has it: Go sorts types by their addresses."""
    return type(resolve(entry[0])) is not str, entry[0]


def _scalar(value: Value) -> str:
    if tag_of(value) == "!!timestamp":
        return _moment(value if isinstance(value, Retyped) else value.replace("+24:00", "Z"))
    if isinstance(value, str):
        return quoted(str(value))
    if isinstance(value, (bool, WrittenBool)):
        return "true" if value else "false"
    if isinstance(value, int):
        # go-yaml gives an int, or a uint64 from 2^63 on, which `%#v` prints in hexadecimal.
        return str(int(value)) if value < 1 << 63 else hex(value)
    return go_float(float(value))


def go_float(value: float) -> str:
    """A float as Go prints it with ``%#v``: shortest, with an exponent below -4 and from 21 on."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "+Inf" if value > 0 else "-Inf"
    digits, exponent, sign = decimal(value)
    if exponent < -4 or exponent >= 21:
        return sign + scientific(digits, exponent)
    return sign + positional(digits, exponent)


def decimal(value: float) -> tuple[str, int, str]:
    """The shortest digits of the float, its decimal exponent (of the first digit) and its sign."""
    # `repr` gives the shortest digits that read back as the same float, which is what strconv prints, too.
    mantissa, _, power = f"{value!r}".lower().partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    before, _, after = mantissa.lstrip("-").partition(".")
    digits = (before + after).lstrip("0")
    exponent = int(power or 0) + len(before) - 1 - (len(before + after) - len(digits))
    return digits.rstrip("0") or "0", exponent if digits else 0, sign


def scientific(digits: str, exponent: int) -> str:
    """``1.5e+20``, with two digits of exponent at least."""
    point = "." if len(digits) > 1 else ""
    return f"{digits[0]}{point}{digits[1:]}e{'-' if exponent < 0 else '+'}{abs(exponent):02}"


def positional(digits: str, exponent: int) -> str:
    """The same number without an exponent."""
    if exponent < 0:
        return "0." + "0" * (-exponent - 1) + digits
    if len(digits) <= exponent + 1:
        return digits + "0" * (exponent + 1 - len(digits))
    return digits[: exponent + 1] + "." + digits[exponent + 1 :]


def _moment(text: str) -> str:
    date, _, rest = text.partition("T")
    year, month, day = (int(part) for part in date.split("-"))
    clock = rest[:8] if rest else "00:00:00"
    fraction = rest[9:].rstrip("Z").partition("+")[0].partition("-")[0] if rest[8:9] == "." else ""
    hour, minute, second = (int(part) for part in clock.split(":"))
    nanoseconds = int(fraction.ljust(9, "0")) if fraction else 0
    zone = "time.UTC" if rest.endswith("Z") and isinstance(text, Retyped) else 'time.Location("")'
    return f"time.Date({year}, time.{_MONTHS[month - 1]}, {day}, {hour}, {minute}, {second}, {nanoseconds}, {zone})"
