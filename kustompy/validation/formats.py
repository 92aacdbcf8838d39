"""The formats that Kubernetes knows, each a function of a string; a format that is not here is not checked."""

from __future__ import annotations

import re

from kustompy.validation.assertions import INTEGER_RANGES
from kustompy.validation.known import remembered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_QUANTITY = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[EPTGMK]i|[numkMGTPE]|[eE][+-]?\d{1,9}|)", re.ASCII)
_DURATION = re.compile(r"[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_DATE_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-]\d\d:?\d\d)", re.ASCII
)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)
_MAC = re.compile(
    r"(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}", re.IGNORECASE
)
_HOST_LABEL = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9]{0,61}[A-Za-z0-9])?")

_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_quantity(text: str) -> bool:
    """``100m``, ``1.5Gi``, ``1e3``."""
    return _QUANTITY.fullmatch(text) is not None


def is_duration(text: str) -> bool:
    """Go's form: ``1h30m``."""
    return _DURATION.fullmatch(text) is not None


def is_date(text: str) -> bool:
    found = _DATE.fullmatch(text)
    return found is not None and _is_day(*map(int, found.groups()))


def is_date_time(text: str) -> bool:
    found = _DATE_TIME.fullmatch(text)
    return found is not None and _is_day(*map(int, found.groups()))


def _is_day(year: int, month: int, day: int) -> bool:
    if not 1 <= month <= 12:
        return False
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= day <= _MONTH_DAYS[month - 1] + leap


def is_base64(text: str) -> bool:
    """Go's decoder skips line ends."""
    return _BASE64.fullmatch(text.replace("\n", "").replace("\r", "")) is not None


def is_ipv4(text: str) -> bool:
    from ipaddress import AddressValueError, IPv4Address

    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return True


def is_ipv6(text: str) -> bool:
    from ipaddress import AddressValueError, IPv6Address

    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return "%" not in text


def is_cidr(text: str) -> bool:
    address, slash, bits = text.partition("/")
    if not slash or not (bits.isascii() and bits.isdigit()) or len(bits) > 3:
        return False
    return (is_ipv4(address) and int(bits) <= 32) or (is_ipv6(address) and int(bits) <= 128)


def is_hostname(text: str) -> bool:
    return 0 < len(text) <= 255 and all(_HOST_LABEL.fullmatch(each) for each in text.rstrip(".").split("."))


def is_email(text: str) -> bool:
    name, at, host = text.rpartition("@")
    return bool(at and name and host) and not any(each.isspace() for each in text)


def is_uri(text: str) -> bool:
    """What Go's url.ParseRequestURI takes: an absolute URI or an absolute path."""
    scheme, colon, _ = text.partition(":")
    absolute = bool(colon) and scheme[:1].isalpha() and all(each.isalnum() or each in "+-." for each in scheme)
    return (absolute or text.startswith("/")) and not any(each < " " or each == "\x7f" for each in text)


STRING_FORMATS: dict[str, Callable[[str], bool]] = {
    "byte": is_base64,
    "cidr": is_cidr,
    "date": is_date,
    "date-time": is_date_time,
    "datetime": is_date_time,
    "duration": is_duration,
    "email": is_email,
    "hostname": is_hostname,
    "ipv4": is_ipv4,
    "ipv6": is_ipv6,
    "mac": lambda text: _MAC.fullmatch(text) is not None,
    "quantity": remembered(is_quantity),
    "uri": is_uri,
    "uuid": lambda text: _UUID.fullmatch(text) is not None,
}

FORMATS = frozenset(STRING_FORMATS) | frozenset(INTEGER_RANGES)
