"""The formats of strings that are checked, each a function; a format that is not here is ignored, as by Kubernetes."""

from __future__ import annotations

from kustompy.validation.schema.assertions import INTEGER_RANGES
from kustompy.validation.schema.known import Remembered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# Formats of custom resources are those of kube-openapi's pkg/validation/strfmt. Patterns are compiled on first use:
# `re` and a pattern cost more than a small build.
# Go's time.ParseDuration; a micro is written with the sign U+00B5 or the Greek letter U+03BC.
_DURATION = r"[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)"
_DATE = r"(\d{4})-(\d\d)-(\d\d)"
_DATE_TIME = _DATE + r"[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-]\d\d:?\d\d)"
_BASE64 = r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
_UUID = r"[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}"
_MAC = r"(?:[0-9a-fA-F]{2}([:-]))(?:[0-9a-fA-F]{2}\1){4}[0-9a-fA-F]{2}|(?:[0-9a-fA-F]{4}\.){2}[0-9a-fA-F]{4}"
_HOST_LABEL = r"[A-Za-z0-9](?:[-A-Za-z0-9]{0,61}[A-Za-z0-9])?"

_LOWER = "abcdefghijklmnopqrstuvwxyz0123456789"
# Every letter of a suffix: stripping them leaves the number of a quantity, except for the E of an exponent within it.
_LETTERS = "KMGTPEkimnu"
_SUFFIXES = frozenset(("", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"))
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_quantity(text: str) -> bool:
    """``100m``, ``1.5Gi``, ``1e3``."""
    # resource.ParseQuantity of apimachinery: a suffix or an exponent, not both; `1E` is an exa, `1E3` a thousand.
    number = text.rstrip(_LETTERS)
    if text[len(number) :] not in _SUFFIXES:
        return False
    if len(number) == len(text):
        base, exponent, power = number.replace("E", "e").partition("e")
        if exponent and not _is_integer(power):
            return False
        number = base
    digits = number[1:] if number[:1] in ("+", "-") else number
    whole = digits.replace(".", "", 1)
    # isdigit alone is true of ², of Arabic digits and others, which Go does not read.
    return whole.isdigit() and whole.isascii()


def _is_integer(text: str) -> bool:
    digits = text[1:] if text[:1] in ("+", "-") else text
    # Go cuts an exponent to 32 bits, which makes another number of a longer one; nobody means that.
    return digits.isdigit() and digits.isascii() and len(digits) < 10


def _matches(pattern: str, text: str) -> bool:
    import re

    # Only the patterns of this module come here, none of which can backtrack far; ASCII, since Go's \d is.
    return re.fullmatch(pattern, text, re.ASCII) is not None


def is_duration(text: str) -> bool:
    """Go's form: ``1h30m``."""
    return _matches(_DURATION, text)


def is_date(text: str) -> bool:
    return _matches(_DATE, text) and _is_day(int(text[:4]), int(text[5:7]), int(text[8:10]))


def is_date_time(text: str) -> bool:
    return _matches(_DATE_TIME, text) and _is_day(int(text[:4]), int(text[5:7]), int(text[8:10]))


def _is_day(year: int, month: int, day: int) -> bool:
    if not 1 <= month <= 12:
        return False
    # Not datetime.date, which has no year 0; Go has one.
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= day <= _MONTH_DAYS[month - 1] + leap


def is_base64(text: str) -> bool:
    # Go's encoding/base64 skips line ends, which a block scalar brings along.
    return _matches(_BASE64, text.replace("\n", "").replace("\r", ""))


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
    # Python reads zones (`fe80::1%eth0`), Go's net.ParseIP does not.
    return "%" not in text


def is_cidr(text: str) -> bool:
    address, slash, bits = text.partition("/")
    if not slash or not (bits.isascii() and bits.isdigit()) or len(bits) > 3:
        return False
    return (is_ipv4(address) and int(bits) <= 32) or (is_ipv6(address) and int(bits) <= 128)


def is_hostname(text: str) -> bool:
    return 0 < len(text) <= 255 and all(_matches(_HOST_LABEL, each) for each in text.rstrip(".").split("."))


def is_email(text: str) -> bool:
    name, at, host = text.rpartition("@")
    return bool(at and name and host) and not any(each.isspace() for each in text)


def is_uri(text: str) -> bool:
    """Whether Go's url.ParseRequestURI takes the text: an absolute URI or an absolute path."""
    scheme, colon, _ = text.partition(":")
    # RFC 3986: a scheme is ASCII, of which isalpha and isalnum know nothing.
    named = scheme.isascii() and scheme[:1].isalpha() and all(each.isalnum() or each in "+-." for each in scheme)
    absolute = bool(colon) and named
    return (absolute or text.startswith("/")) and not any(each < " " or each == "\x7f" for each in text)


def is_dns_label(text: str) -> bool:
    """Lower case letters, digits and ``-``, with a letter or digit at both ends."""
    # A text that consists of allowed characters is empty once they are stripped: no pattern is as fast.
    return 0 < len(text) <= 63 and not text.strip(_LOWER + "-") and text[0] != "-" and text[-1] != "-"


def is_port_name(text: str) -> bool:
    """Lower case letters, digits and single ``-``, at least one of them a letter (IsValidPortName, RFC 6335)."""
    if not 0 < len(text) <= 15 or text.strip(_LOWER + "-"):
        return False
    return all(text.split("-")) and not text.replace("-", "").isdigit()


STRING_FORMATS: dict[str, Callable[[str], bool]] = {
    "byte": is_base64,
    "cidr": is_cidr,
    "date": is_date,
    "date-time": is_date_time,
    "datetime": is_date_time,
    # Names that begin with x- are ours. Their values repeat from manifest to manifest: `web`, `http`, `100m`.
    "x-dns-label": Remembered(is_dns_label),
    "duration": is_duration,
    "email": is_email,
    "hostname": is_hostname,
    "ipv4": is_ipv4,
    "ipv6": is_ipv6,
    "mac": lambda text: _matches(_MAC, text),
    "x-port-name": Remembered(is_port_name),
    "x-port-or-name": Remembered(is_port_name),
    "x-quantity": Remembered(is_quantity),
    # An empty name is the zero of int-or-string, which the API server replaces by the service's own port.
    "x-target-port": Remembered(lambda text: not text or is_port_name(text)),
    "uri": is_uri,
    "uuid": lambda text: _matches(_UUID, text),
}

FORMATS_OF = {
    "KST910": ("x-dns-label",),
    "KST913": ("x-quantity",),
    "KST914": ("x-port", "x-port-or-0", "x-port-name", "x-port-or-name", "x-target-port"),
    "KST915": ("duration",),
}
"""Code → the formats whose misfits it stands for, where a format is a rule that can be switched off."""

FORMATS = frozenset(STRING_FORMATS) | frozenset(INTEGER_RANGES)
