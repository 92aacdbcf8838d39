"""Keys in go-yaml's order by sort keys, if they have one: symbols, then numbers by what they count, then letters."""

from __future__ import annotations

import pytest

from kustompy.yamlio.go.natural_order import naturally_ordered

ORDERED = [
    ["-", "1", "a", "a9", "a10", "b"],
    ["2", "1" * 18],
    ["B", "a", "a-", "ab"],
    ["a0", "a1"],
    ["1-a", "1.5"],
    ["a-1", "a-2-x", "a-10"],
]
NO_ORDER = ["1" * 19, "a01", "a00", "a1b", "1e", "00"]


@pytest.mark.parametrize("keys", ORDERED, ids=str)
def test_ordered(keys: list[str]) -> None:
    assert naturally_ordered(keys[::-1]) == keys


@pytest.mark.parametrize("key", NO_ORDER)
def test_keys_that_parts_alone_do_not_order(key: str) -> None:
    assert naturally_ordered(["a", key]) is None
