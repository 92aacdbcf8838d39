"""The progress of a command with many targets: one line on the terminal that is overwritten."""

from __future__ import annotations

import sys
from time import monotonic

from kustompy.cli.harmless import harmless, in_one_line
from kustompy.cli.output import data_to_stderr

_EVERY = 0.1
"""The least time between two lines, in seconds."""
_LEAST = 2


class Progress:
    """Shows how many targets are done and which took longest, if stderr is a terminal."""

    __slots__ = ("_count", "_done", "_said", "_shows", "slowest")

    def __init__(self, count: int, *, shows: bool = True) -> None:
        self._count, self._done, self._said = count, 0, monotonic()
        self._shows = shows and count >= _LEAST and sys.stderr is not None and sys.stderr.isatty()
        self.slowest = (0.0, "")

    def step(self, target: str, seconds: float) -> None:
        """Count a target that is done."""
        self._done += 1
        self.slowest = max(self.slowest, (seconds, target))
        if self._shows and monotonic() - self._said > _EVERY:
            self._said = monotonic()
            seconds, target = self.slowest
            shown = in_one_line(harmless(target))
            # Back to the start of the line and clear it: the next text, shorter or not, takes its place.
            data_to_stderr(f"\r\033[K{self._done} of {self._count}, slowest {shown} ({seconds:.1f} s)")

    def clear(self) -> None:
        """Clear the line before something else is printed."""
        if self._shows:
            data_to_stderr("\r\033[K")
