"""A sign of life: after two seconds, and now and then, a line on the terminal says what a command is waiting for."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType
    from typing import TextIO

FIRST, FACTOR = 2.0, 3
"""After how many seconds the first line comes, and how much longer it takes to each next one."""
_WAITING = {
    "kustompy.system.process": ("command", "waiting for {}"),
    "kustompy.session.remote": ("shown", "fetching {}"),
    "kustompy.validation.sources.remote": ("url", "fetching {}"),
}
"""By module that waits for something: the local name that tells for what, and the words."""
_LONGEST = 80


def watch(stream: TextIO, arguments: Sequence[str], first: float = FIRST) -> None:
    """Write to the stream from a thread of its own, until the process ends."""
    # the module of the interpreter: its dressed-up sister takes as long to import as a small build
    import _thread

    main = _thread.get_ident()
    never = _thread.allocate_lock()
    never.acquire()
    name = " ".join(("kustompy", *arguments[:1]))

    def work() -> None:
        passed = wait = first
        while not never.acquire(timeout=wait):
            say(stream, f"{name}: {_doing(sys._current_frames().get(main))}, {passed:g} seconds so far\n")
            wait = passed * (FACTOR - 1)
            passed *= FACTOR

    _thread.start_new_thread(work, ())


def say(stream: TextIO, line: str) -> None:
    """Write a line; who closed the terminal does not want it."""
    try:
        stream.write(line)
        stream.flush()
    except (OSError, ValueError):
        return


def _doing(frame: FrameType | None) -> str:
    """What the main thread waits for, else that it works."""
    while frame is not None:
        local, words = _WAITING.get(frame.f_globals.get("__name__", ""), ("", ""))
        value = frame.f_locals.get(local) if local else None
        if isinstance(value, str) and value:
            return words.format(_shown(value))
        frame = frame.f_back
    return "at work"


def _shown(value: str) -> str:
    """A program by its name, an address without what is secret in it."""
    from kustompy.model.secrets import masked

    if "://" in value:
        return masked(value)[:_LONGEST]
    return value.replace("\\", "/").rpartition("/")[2][:_LONGEST]
