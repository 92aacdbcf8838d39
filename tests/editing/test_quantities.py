"""Quantities of Kubernetes as exact numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kustompy.editing.packages.quantities import quantity
from kustompy.errors import UsageError

NUMBERS = {
    "0": Fraction(0), "7": Fraction(7), "-2": Fraction(-2), "+2": Fraction(2), "0.1": Fraction(1, 10),
    "500m": Fraction(1, 2), "3u": Fraction(3, 10**6), "5n": Fraction(1, 2 * 10**8), "2k": Fraction(2000),
    "1.5M": Fraction(1_500_000), "1G": Fraction(10**9), "1T": Fraction(10**12), "1P": Fraction(10**15),
    "1E": Fraction(10**18), "1Ki": Fraction(1024), "100Mi": Fraction(100 * 2**20), "1.5Gi": Fraction(3 * 2**29),
    "1Ti": Fraction(2**40), "1Pi": Fraction(2**50), "1Ei": Fraction(2**60),
    "1e3": Fraction(1000), "1E3": Fraction(1000), "2e-3": Fraction(1, 500), "1E-3": Fraction(1, 1000),
}  # fmt: skip


@pytest.mark.parametrize("text", NUMBERS)
def test_a_quantity(text: str) -> None:
    assert quantity(text) == NUMBERS[text]


@pytest.mark.parametrize("text", ["", "x", "1GB", "1 k", "0x10", "1_000", "1Mib", "--1", "1" * 65])
def test_no_quantity(text: str) -> None:
    with pytest.raises(UsageError, match="quantities must match"):
        quantity(text)


def test_an_exponent_that_would_take_for_ever() -> None:
    assert quantity("1e999999999") == Fraction(10**1000)
    assert quantity("1e-999999999") == Fraction(1, 10**1000)
