"""Quantities as whole numbers of billionths, the precision of apimachinery's resource.Quantity."""

from __future__ import annotations

from kustompy.memo import Memo
from kustompy.validation.schema.formats import is_quantity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

_POWERS = {
    "n": (10, -9), "u": (10, -6), "m": (10, -3), "": (10, 0), "k": (10, 3), "M": (10, 6), "G": (10, 9), "T": (10, 12),
    "P": (10, 15), "E": (10, 18), "Ki": (2, 10), "Mi": (2, 20), "Gi": (2, 30), "Ti": (2, 40), "Pi": (2, 50),
    "Ei": (2, 60),
}  # fmt: skip
# A longer text or a larger exponent is no quantity that anybody means, and its number could have a million digits.
_LONGEST = 64
_PLACES = 9
ONE = 10**_PLACES
"""The quantity 1 in billionths."""


def quantity(value: Value) -> int | None:
    """``1.5Gi``, ``100m``, ``1e3`` or a number, in billionths; None for any other value."""
    if isinstance(value, (bool, dict, list)) or value is None:
        return None
    text = str(value)
    return _read[text] if len(text) <= _LONGEST else None


class _Read(Memo):
    """Quantities by their texts, None for texts that are none."""

    # With __missing__ a text that is known costs one subscript, and no call in Python.

    def __missing__(self, text: str) -> int | None:
        return self.keep(text, _billionths(text))


_read = _Read(4096)


def _billionths(text: str) -> int | None:
    # Python's own decimals are a large module, which a small validation would load for this alone.
    if not is_quantity(text):
        return None
    number = text.rstrip("KMGTPEkimnu")
    suffix = text[len(number) :]
    if suffix not in _POWERS:
        return None
    digits, _, power = number.replace("E", "e").partition("e")
    if power and abs(int(power)) > _LONGEST:
        return None
    whole, _, fraction = digits.lstrip("+-").partition(".")
    base, exponent = _POWERS[suffix]
    amount = int(whole + fraction)
    places = _PLACES - len(fraction) + int(power or 0)
    if base == 2:
        amount <<= exponent
    else:
        places += exponent
    # ParseQuantity rounds digits below a billionth up, away from zero: whoever asks for something gets something.
    amount = amount * int(10**places) if places >= 0 else -(-amount // int(10**-places))
    return -amount if digits[0] == "-" else amount


def decimal(amount: int) -> str:
    """The decimal text of a number of billionths."""
    whole, rest = divmod(abs(amount), ONE)
    fraction = f".{rest:0{_PLACES}}".rstrip("0") if rest else ""
    return f"{'-' if amount < 0 else ''}{whole}{fraction}"


def compared(one: Value, other: Value) -> int | None:
    """-1, 0 or 1 as the first is less, equal or greater; None if one of them is no quantity."""
    # Most comparisons are of two plain integers (replicas, seconds): no texts for them.
    if type(one) is int and type(other) is int:
        return (one > other) - (one < other)
    left, right = quantity(one), quantity(other)
    if left is None or right is None:
        return None
    return (left > right) - (left < right)
