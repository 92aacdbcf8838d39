"""The values of expressions: plain data for JSON's types, and records for CEL's and the API server's own."""

from __future__ import annotations

from kustompy.cel.errors import CelError
from kustompy.cel.types import (
    BOOL,
    BYTES,
    CIDR,
    DOUBLE,
    DURATION,
    DYN,
    FORMAT,
    INT,
    IP,
    NULL,
    QUANTITY,
    SEMVER,
    STRING,
    TIMESTAMP,
    TYPE,
    UINT,
    URL,
    Type,
    list_of,
    map_of,
    optional_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fractions import Fraction
    from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface
    from typing import NamedTuple, TypeAlias, TypeGuard

    class Timestamp(NamedTuple):
        """A point in time, in nanoseconds since 1970 in UTC."""

        nanoseconds: int

    class Duration(NamedTuple):
        """A length of time in nanoseconds."""

        nanoseconds: int

    class Optional(NamedTuple):
        """A value that may be missing: null is a value, so that there has to be a mark beside it."""

        value: Value
        is_there: bool

    class Quantity(NamedTuple):
        """A quantity of Kubernetes."""

        amount: Fraction

    class Semver(NamedTuple):
        """A version: its numbers, and its pre-release parts."""

        major: int
        minor: int
        patch: int
        before: tuple[str, ...]

    class Url(NamedTuple):
        """The parts of an absolute URI, or of an absolute path, which has no scheme and host."""

        scheme: str
        host: str
        hostname: str
        port: str
        escaped_path: str
        query: tuple[tuple[str, str], ...]

    class Format(NamedTuple):
        """A named format, which texts can be checked against."""

        name: str

    Ip: TypeAlias = IPv4Address | IPv6Address
    Cidr: TypeAlias = IPv4Interface | IPv6Interface
    Value: TypeAlias = (
        bool | int | float | str | bytes | list["Value"] | dict[str | int | bool, "Value"] | Timestamp | Duration
        | Optional | Quantity | Semver | Url | Format | Ip | Cidr | Type | None
    )  # fmt: skip
else:
    from collections import namedtuple

    Timestamp = namedtuple("Timestamp", ["nanoseconds"])
    Duration = namedtuple("Duration", ["nanoseconds"])
    Optional = namedtuple("Optional", ["value", "is_there"])
    Quantity = namedtuple("Quantity", ["amount"])
    Semver = namedtuple("Semver", ["major", "minor", "patch", "before"])
    Url = namedtuple("Url", ["scheme", "host", "hostname", "port", "escaped_path", "query"])
    Format = namedtuple("Format", ["name"])

SECOND = 1_000_000_000
"""Nanoseconds in a second."""
# The years that RFC 3339 can write, which cel-go holds timestamps to.
_EARLIEST, _LATEST = -62135596800 * SECOND, 253402300800 * SECOND


class Uint(int):
    """An unsigned integer: CEL keeps it apart from int, and never mixes the two in arithmetic."""


NONE = Optional(None, is_there=False)

_TYPES: dict[type, Type] = {
    bool: BOOL, int: INT, Uint: UINT, float: DOUBLE, str: STRING, bytes: BYTES, type(None): NULL, Timestamp: TIMESTAMP,
    Duration: DURATION, Quantity: QUANTITY, Semver: SEMVER, Url: URL, Format: FORMAT, Type: TYPE, list: list_of(DYN),
    dict: map_of(DYN, DYN), Optional: optional_of(DYN),
}  # fmt: skip
_NUMBERS = (int, Uint, float)


def type_of(value: Value) -> Type:
    """The type of a value; lists, maps and optionals are said to hold anything."""
    found = _TYPES.get(type(value))
    if found is None:
        # Scalars of manifests may be subclasses that remember how they were written.
        found = next((type_ for class_, type_ in _TYPES.items() if isinstance(value, class_)), None)
    return _type_of_address(value) if found is None else found


def is_address(value: Value) -> TypeGuard[Ip | Cidr]:
    """Whether the value is an IP address or a network."""
    # By the name of the module: to import it for an isinstance costs more than most validations.
    return type(value).__module__ == "ipaddress"


def _type_of_address(value: Value) -> Type:
    return CIDR if hasattr(value, "network") else IP


def equal(one: Value, other: Value) -> bool:
    """Whether two values are equal: numbers of any type by value, everything else only within its own type."""
    # To Python True equals 1, also inside of lists and maps: hence the walk below in place of `==`.
    if isinstance(one, bool) or isinstance(other, bool):
        return isinstance(one, bool) and isinstance(other, bool) and bool(one) is bool(other)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(equal(left, right) for left, right in zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return len(one) == len(other) and all(key in other and equal(each, other[key]) for key, each in one.items())
    if isinstance(one, Optional) and isinstance(other, Optional):
        return one.is_there == other.is_there and equal(one.value, other.value)
    # By value across the types of numbers: the specification's heterogeneous equality.
    if type(one) in _NUMBERS and type(other) in _NUMBERS:
        return one == other
    return type_of(one).name == type_of(other).name and one == other


def size_of(value: Value) -> int:
    """The cost of reading a value once: its characters, bytes, elements or entries; 1 for a scalar."""
    return len(value) if isinstance(value, (str, bytes, list, dict)) else 1


def is_key_of(key: Value, map_: dict[str | int | bool, Value]) -> TypeGuard[str | int | bool]:
    """Whether a map has the key; whole doubles find ints, and bools find bools alone."""
    if isinstance(key, float) and key.is_integer():
        key = int(key)
    if not isinstance(key, (str, int)) or key not in map_:
        return False
    # True and 1 are one key to Python and two to CEL, and so are False and 0; no other numbers are bools.
    if isinstance(key, str) or key not in (0, 1):
        return True
    asked = _Asked(key)
    return asked in map_ and isinstance(asked.found, bool) is isinstance(key, bool)


class _Asked:
    """A key that notes which key of a map it equals: a walk over the map for each lookup would be quadratic."""

    __slots__ = ("_key", "found")

    def __init__(self, key: int) -> None:
        self._key = key
        self.found: object = None

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        if other != self._key:
            return False
        self.found = other
        return True


def checked_int(value: int) -> int:
    """The number if 64 bits hold it; CEL has no wider int, and no overflow that wraps around."""
    if not -(1 << 63) <= value < 1 << 63:
        raise CelError("integer overflow")
    return value


def checked_timestamp(nanoseconds: int) -> Timestamp:
    """The point in time, if it lies in the years 1 to 9999."""
    if not _EARLIEST <= nanoseconds < _LATEST:
        raise CelError("timestamp overflow")
    return Timestamp(nanoseconds)


def checked_uint(value: int) -> Uint:
    """The number if it is an unsigned int of 64 bits."""
    if not 0 <= value < 1 << 64:
        raise CelError("unsigned integer overflow")
    return Uint(value)
