"""A sign of life: after two seconds, and ever more rarely, a line on the terminal says what a command waits for."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType
    from typing import TextIO

FIRST, FACTOR = 2.0, 3
"""The seconds until the first line, and the factor of the time from each line to the next."""
_WAITING = {
    "kustompy.system.process": ("command", "waiting for {}"),
    "kustompy.session.remote": ("shown", "fetching {}"),
    "kustompy.validation.sources.remote": ("url", "fetching {}"),
}
"""The modules that wait for something: the local variable that holds its name, and the words of the line."""
_LONGEST = 80


def watch(stream: TextIO, arguments: Sequence[str], first: float = FIRST) -> None:
    """Write to the stream from a thread of its own, until the process ends."""
    # The module of the interpreter: `threading` around it takes as long to load as a small build.
    import _thread

    main = _thread.get_ident()
    never = _thread.allocate_lock()
    never.acquire()
    name = " ".join(("kustompy", *arguments[:1]))

    def work() -> None:
        passed = wait = first
        # A lock that nobody releases: a sleep that ends with the process, without another module.
        while not never.acquire(timeout=wait):
            # Frames of another thread can be read at any moment, so that the commands need no hooks for this.
            say(stream, f"{name}: {_doing(sys._current_frames().get(main))}, {passed:g} seconds so far\n")
            wait = passed * (FACTOR - 1)
            passed *= FACTOR

    _thread.start_new_thread(work, ())


def say(stream: TextIO, line: str) -> None:
    """Write a line, unless the terminal is gone."""
    try:
        stream.write(line)
        stream.flush()
    except (OSError, ValueError):
        return


def _doing(frame: FrameType | None) -> str:
    """The words for what the main thread waits for, or that it works."""
    while frame is not None:
        local, words = _WAITING.get(frame.f_globals.get("__name__", ""), ("", ""))
        value = frame.f_locals.get(local) if local else None
        if isinstance(value, str) and value:
            return words.format(_shown(value))
        frame = frame.f_back
    return "at work"


def _shown(value: str) -> str:
    """A program by its name, an address without its secrets."""
    from kustompy.model.secrets import masked

    if "://" in value:
        return masked(value)[:_LONGEST]
    return value.replace("\\", "/").rpartition("/")[2][:_LONGEST]
