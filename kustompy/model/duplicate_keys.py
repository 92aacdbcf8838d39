"""Mappings that were written with a key twice."""

from __future__ import annotations

from kustompy.model.values import UnprintableMapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value

# The words of go-yaml, which are all that the mapping keeps of its lines.
REPEATED_KEY = r'line (\d+): mapping key "(.*)" already defined at line (\d+)'


def odd_mappings(value: Value, first_line: int = 0, path: FieldPath = ()) -> Iterator[tuple[FieldPath, str, int]]:
    """Where a mapping cannot be printed: its path, with the key if one is there twice, the reason, and the line.

    ``first_line`` is how many lines of the file come before the document.
    """
    if isinstance(value, dict):
        if type(value) is UnprintableMapping:
            import re

            found = list(re.finditer(REPEATED_KEY, value.problem))
            for each in found:
                yield (
                    (*path, each[2]),
                    f"the key is in line {int(each[3]) + first_line} already",
                    int(each[1]) + first_line,
                )
            if not found:
                yield path, value.problem.replace("\n", " "), 0
        for key, each in value.items():
            if isinstance(each, (dict, list)):
                yield from odd_mappings(each, first_line, (*path, key))
    else:
        for index, each in enumerate(value):
            if isinstance(each, (dict, list)):
                yield from odd_mappings(each, first_line, (*path, index))
