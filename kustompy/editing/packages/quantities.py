"""Quantities of Kubernetes as numbers: ``100Mi``, ``1e3``, ``500m``."""

from __future__ import annotations

from kustompy.errors import UsageError
from kustompy.validation.schema.formats import is_quantity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fractions import Fraction

# Fractions and no floats: Kubernetes compares quantities exactly, and `0.1` has no exact float.
_BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
# A query comes from the user, but the other number from a file of the tree: `1e999999999` would be a power with a
# billion digits.
_LONGEST = 64
_LARGEST_EXPONENT = 1000


def quantity(text: str) -> Fraction:
    """The number that a quantity stands for."""
    from fractions import Fraction

    if len(text) > _LONGEST or not is_quantity(text):
        raise UsageError(
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'", code="KST850"
        )
    # `E` alone is exa and `E3` an exponent: only what stands at the very end is a suffix.
    digits = text.rstrip("EinumkKMGTPe")
    suffix = text[len(digits) :]
    mantissa, exponent = digits, ""
    for letter in "eE":
        if letter in digits:
            mantissa, _, exponent = digits.partition(letter)
    if suffix in _BINARY:
        return Fraction(mantissa) * Fraction(1024 ** _BINARY[suffix])
    power = _DECIMAL[suffix] + (max(-_LARGEST_EXPONENT, min(_LARGEST_EXPONENT, int(exponent))) if exponent else 0)
    scale: int = 10 ** abs(power)
    return Fraction(mantissa) * scale if power >= 0 else Fraction(mantissa) / scale
