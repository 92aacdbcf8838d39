"""Quantities as numbers, exact, so that two can be compared."""

from __future__ import annotations

from kustompy.memo import Memo
from kustompy.validation.schema.formats import is_quantity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal

    from kustompy.model.values import Value

_POWERS = {
    "n": (10, -9), "u": (10, -6), "m": (10, -3), "": (10, 0), "k": (10, 3), "M": (10, 6), "G": (10, 9), "T": (10, 12),
    "P": (10, 15), "E": (10, 18), "Ki": (2, 10), "Mi": (2, 20), "Gi": (2, 30), "Ti": (2, 40), "Pi": (2, 50),
    "Ei": (2, 60),
}  # fmt: skip
_LONGEST = 64


def quantity(value: Value) -> Decimal | None:
    """``1.5Gi``, ``100m``, ``1e3`` or a number as a number; None for what is none."""
    if isinstance(value, (bool, dict, list)) or value is None:
        return None
    text = str(value)
    return _read[text] if len(text) <= _LONGEST else None


class _Read(Memo):
    """Quantities by their texts, None for what is none."""

    def __missing__(self, text: str) -> Decimal | None:
        return self.keep(text, _decimal(text))


_read = _Read(4096)


def _decimal(text: str) -> Decimal | None:
    from decimal import Decimal

    if not is_quantity(text):
        return None
    number = text.rstrip("KMGTPEkimnu")
    suffix = text[len(number) :]
    if suffix not in _POWERS:
        return None
    digits, _, power = number.replace("E", "e").partition("e")
    if power and abs(int(power)) > _LONGEST:
        return None
    base, exponent = _POWERS[suffix]
    return Decimal(digits) * Decimal(base) ** exponent * Decimal(10) ** int(power or 0)


def compared(one: Value, other: Value) -> int | None:
    """-1, 0 or 1 as the first is less, equal or greater; None where one of them is no quantity."""
    if type(one) is int and type(other) is int:
        return (one > other) - (one < other)
    left, right = quantity(one), quantity(other)
    if left is None or right is None:
        return None
    return (left > right) - (left < right)
