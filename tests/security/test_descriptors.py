"""Bytes of files that are open: as many as the limit, and never more."""

from __future__ import annotations

import os

import pytest

from kustompy.errors import LimitError
from kustompy.system.descriptors import content_of

LARGEST = 10


def written(content: bytes) -> int:
    """The descriptor of a pipe that holds the content and ends, as a file of which nobody knows the size."""
    reading, writing = os.pipe()
    os.write(writing, content)
    os.close(writing)
    return reading


@pytest.mark.parametrize("size", [0, 1, LARGEST - 1, LARGEST])
@pytest.mark.parametrize("expected", [0, 3, LARGEST])
def test_content_up_to_the_limit(size: int, expected: int) -> None:
    descriptor = written(b"a" * size)
    try:
        assert content_of(descriptor, expected, "f", LARGEST) == b"a" * size
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("expected", [0, 3, LARGEST, LARGEST + 1])
def test_content_beyond_the_limit(expected: int) -> None:
    descriptor = written(b"a" * (LARGEST + 1))
    try:
        with pytest.raises(LimitError, match="larger than 10 bytes"):
            content_of(descriptor, expected, "f", LARGEST)
    finally:
        os.close(descriptor)
