"""Recursive functions on manifests that nest deeper than Python's stack."""

from __future__ import annotations

import sys
from _thread import allocate_lock

from kustompy.errors import LimitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    Result = TypeVar("Result")

# `--max-depth` may be raised: so many frames, and half a gigabyte of stack that is only reserved until it is used.
_FRAMES = 200_000
_STACK = 1 << 29
_NAME = "kustompy-deep"
# stack size and recursion limit are the interpreter's: one thread at a time sets them
_LOCK = allocate_lock()


def deeply(function: Callable[..., Result], *arguments: object) -> Result:
    """Call the function; if its recursion is too deep, call it again in a thread with a larger stack."""
    try:
        return function(*arguments)
    except RecursionError:
        return _in_deep_thread(function, arguments)


def _in_deep_thread(function: Callable[..., Result], arguments: tuple[object, ...]) -> Result:
    import threading

    too_deep = LimitError("yaml: a document nests too deeply")
    # Deeper still: a second thread would have no more room than this one.
    if threading.current_thread().name == _NAME:
        raise too_deep
    answers: list[Result] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(function(*arguments))
        except RecursionError:
            failures.append(too_deep)
        except BaseException as failure:  # whatever it is, it is raised again in the thread that waits
            failures.append(failure)

    with _LOCK:
        limit, size = sys.getrecursionlimit(), threading.stack_size(_STACK)
        sys.setrecursionlimit(max(limit, _FRAMES))
        try:
            thread = threading.Thread(target=run, name=_NAME)
            thread.start()
            thread.join()
        finally:
            threading.stack_size(size)
            sys.setrecursionlimit(limit)
    if failures:
        raise failures[0]
    return answers[0]
