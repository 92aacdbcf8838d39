"""A count of the values that a build copies: a few copies of copies can outgrow any memory."""

from __future__ import annotations

from kustompy.errors import LimitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

# A long text counts as several values, by the memory that its copies take.
_VALUE_SIZE = 50


class Copies:
    """The values that replacements and operations have copied, and how many they may be."""

    __slots__ = ("count", "most")

    def __init__(self, most: int) -> None:
        self.most, self.count = most, 0

    def add(self, value: Value) -> None:
        """Count a value that was copied, or is about to be."""
        self.count += _size(value)
        if self.count > self.most:
            raise LimitError(
                f"replacements and patches copy more than {self.most} values",
                code="KST709",
                hint="do not copy what was copied into itself, or raise the limit: --max-copied-values",
            )


def _size(value: Value) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(_size, value.values()))
    if isinstance(value, list):
        return 1 + sum(map(_size, value))
    return 1 + len(value) // _VALUE_SIZE if isinstance(value, str) else 1
