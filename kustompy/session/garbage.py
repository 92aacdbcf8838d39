"""The garbage collector, which waits while a build makes objects by the thousand and hardly any garbage."""

from __future__ import annotations

import gc
from _thread import allocate_lock


class _Waiting:
    """A context in which nothing is collected; the last of the threads that are in it restores what was before."""

    __slots__ = ("_inside", "_lock", "_was_on")

    def __init__(self) -> None:
        self._lock = allocate_lock()
        self._inside = 0
        self._was_on = False

    def __enter__(self) -> None:
        with self._lock:
            # Only the first one looks: for the others the collector is off already, and must not stay so.
            if not self._inside:
                self._was_on = gc.isenabled()
                gc.disable()
            self._inside += 1

    def __exit__(self, *failure: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside and self._was_on:
                gc.enable()


UNCOLLECTED = _Waiting()
