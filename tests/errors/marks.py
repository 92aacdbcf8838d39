"""Trees with marks: ``«`` stands before each place that an error has to point at, and is no part of what is built."""

from __future__ import annotations

import pytest

import kustompy
from kustompy.reporting.entries import remedy

Places = list[tuple[str, int, int]]
"""Of each mistake the file, the line and the column."""


def told(files: dict[str, str]) -> Places:
    """Where kustompy says that a tree is wrong; each mistake is told with a remedy."""
    clean = {name: text.replace("«", "") for name, text in files.items()}
    with pytest.raises(kustompy.KustompyError) as failure:
        kustompy.build("/", files=clean, disk=False)
    found = failure.value.diagnostics
    assert all(each.hint or remedy(each.code) for each in found)
    return sorted((each.file.removeprefix("/"), each.line, each.column) for each in found)


def marked(files: dict[str, str]) -> Places:
    """Where the marks of a tree are."""
    found = []
    for name, text in files.items():
        for number, line in enumerate(text.split("\n"), 1):
            pieces = line.split("«")
            found += [(name, number, len("".join(pieces[:count])) + 1) for count in range(1, len(pieces))]
    return sorted(found)
