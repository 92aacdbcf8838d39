"""What a worker does: it works on the targets of a chunk, and keeps between chunks what they share."""

from __future__ import annotations

import os
import signal
import sys
from _thread import interrupt_main
from contextlib import contextmanager
from multiprocessing import parent_process
from threading import Thread, get_ident, main_thread

from kustompy._version import __version__
from kustompy.fleet.run import Run
from kustompy.memo import Memo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kustompy.fleet.outcome import Outcome
    from kustompy.fleet.run import Task, Works

# One for each thread of each run; a worker has hardly ever more than one.
_RUNS = Memo(16)


def outcomes(task: Task, targets: Sequence[str], contents: Mapping[str, bytes] | None = None) -> list[Outcome]:
    """The outcomes of a chunk, built from the disk or from the contents that came with it."""
    if task.version != __version__:
        raise RuntimeError(f"a worker has kustompy {__version__}, and {task.version} is wanted")
    run = run_of(task)
    with ending_is_unwinding():
        return [run.outcome(each, contents) for each in targets]


def run_of(task: Task) -> Works:
    """What this thread keeps of the run that the task belongs to."""
    # A Run is not made for two threads: each thread of an executor has its own.
    key = task.token, get_ident()
    run: Works | None = _RUNS.get(key)
    return run if run is not None else _RUNS.keep(key, (task.begin or Run)(task))


def forget(task: Task) -> None:
    """Forget what the run has kept in this process."""
    for key in [each for each in _RUNS if each[0] == task.token]:
        run = _RUNS.pop(key, None)
        if run is not None:
            run.close()


class _Ended(KeyboardInterrupt):
    """The process that has started this one wants no more of it, or has ended."""


def begin_worker() -> None:
    """Leave signals to the process that has started this one, and end with it."""
    # A terminal sends Ctrl-C to all processes of the group. The parent decides, and ends its workers by SIGTERM.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    # A parent that is killed tells nobody, and a worker would go on with its chunk.
    Thread(target=_end_with_parent, daemon=True).start()


@contextmanager
def ending_is_unwinding() -> Iterator[None]:
    """Let a worker that is to end in the middle of a chunk remove what it has made, and end its programs."""
    if signal.getsignal(signal.SIGTERM) is not _leave:
        yield  # no worker of ours
        return
    signal.signal(signal.SIGTERM, _unwind)
    try:
        yield
    except _Ended:
        _leave(signal.SIGTERM, None)
    finally:
        signal.signal(signal.SIGTERM, _leave)


def _unwind(number: int, frame: object) -> None:
    # Once is enough: a second signal would break off the removal of what was made.
    signal.signal(number, signal.SIG_IGN)
    raise _Ended


def _leave(number: int, frame: object) -> None:
    for key in list(_RUNS):
        _RUNS[key].close()
    # Not sys.exit: the signal may come while a lock of a queue is held, for which the functions at exit would wait.
    os._exit(128 + number)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is None:
        return
    parent.join()
    if sys.platform == "win32":
        # Signals to threads are POSIX's. What the main thread waits for there, a pipe of the parent's, ends by itself.
        interrupt_main(signal.SIGTERM)
    else:
        # A signal to the process may be taken by this thread, and the main one goes on waiting for git then.
        signal.pthread_kill(main_thread().ident or 0, signal.SIGTERM)
