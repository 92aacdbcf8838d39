"""What a build has copied of what it made itself is counted in values; long texts count as several."""

from __future__ import annotations

import pytest

from kustompy.errors import LimitError
from kustompy.model.copies import Copies

SIZES = [
    (None, 1), (7, 1), ("", 1), ("x" * 49, 1), ("x" * 50, 2), ("x" * 149, 3),
    ([], 1), ([1, [2]], 4), ({}, 1), ({"a": "x" * 50, "b": [True]}, 5),
]  # fmt: skip


@pytest.mark.parametrize(("value", "size"), SIZES, ids=lambda each: repr(each)[:20])
def test_a_value_counts_what_it_holds(value: object, size: int) -> None:
    copies = Copies(size)
    copies.add(value)
    assert copies.count == size


def test_one_value_more_than_there_may_be_is_refused() -> None:
    copies = Copies(3)
    copies.add([1, 2])
    with pytest.raises(LimitError, match="copy more than 3 values") as caught:
        copies.add(None)
    assert caught.value.code == "KST709"
