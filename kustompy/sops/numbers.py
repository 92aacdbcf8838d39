"""Numbers as sops takes them into the MAC of a file."""

from __future__ import annotations

from decimal import Decimal


def as_float(text: str) -> str:
    """A number as Go's ``FormatFloat(…, 'f', -1, 64)`` prints it: the shortest digits, without an exponent."""
    # Python's repr has the same digits, with an exponent from 1e16 on; Decimal writes it out.
    return _without_zeros(format(Decimal(repr(float(text.replace("_", "")))), "f"))


def _without_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_number(text: str) -> bool:
    """Whether a text is a number in JSON and YAML."""
    digits = text.removeprefix("-").replace(".", "", 1).replace("e+", "", 1).replace("e-", "", 1)
    return digits.isascii() and digits.isdigit()
