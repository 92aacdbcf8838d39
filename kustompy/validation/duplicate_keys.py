"""Mappings that were written with a key twice."""

from __future__ import annotations

import re

from kustompy.model.values import OddMapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Value

    Path = tuple[str | int, ...]

_KEY = re.compile(r'line (\d+): mapping key "(.*)" already defined at line (\d+)')


def odd_mappings(value: Value, path: Path = ()) -> Iterator[tuple[Path, str, int]]:
    """Where a mapping cannot be printed: its path, with the key if one is there twice, the reason, and the line."""
    if isinstance(value, dict):
        if type(value) is OddMapping:
            found = list(_KEY.finditer(value.problem))
            for each in found:
                yield (*path, each[2]), f"the key is in line {each[3]} already", int(each[1])
            if not found:
                yield path, value.problem.replace("\n", " "), 0
        for key, each in value.items():
            if isinstance(each, (dict, list)):
                yield from odd_mappings(each, (*path, key))
    else:
        for index, each in enumerate(value):
            if isinstance(each, (dict, list)):
                yield from odd_mappings(each, (*path, index))
