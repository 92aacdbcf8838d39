"""What a worker does: it works on the targets of a chunk, and keeps between chunks what they share."""

from __future__ import annotations

import signal
from threading import get_ident

from kustompy._version import __version__
from kustompy.fleet.run import Run
from kustompy.memo import Memo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.fleet.outcome import Outcome
    from kustompy.fleet.run import Task, Works

# One for each thread of each run; a worker has hardly ever more than one.
_RUNS = Memo(16)


def outcomes(task: Task, targets: Sequence[str], contents: Mapping[str, bytes] | None = None) -> list[Outcome]:
    """The outcomes of a chunk, built from the disk or from the contents that came with it."""
    if task.version != __version__:
        raise RuntimeError(f"a worker has kustompy {__version__}, and {task.version} is wanted")
    run = run_of(task)
    return [run.outcome(each, contents) for each in targets]


def run_of(task: Task) -> Works:
    """What this thread keeps of the run that the task belongs to."""
    key = task.token, get_ident()
    run: Works | None = _RUNS.get(key)
    return run if run is not None else _RUNS.keep(key, (task.begin or Run)(task))


def forget(task: Task) -> None:
    """Forget what the run has kept in this process."""
    for key in [each for each in _RUNS if each[0] == task.token]:
        run = _RUNS.pop(key, None)
        if run is not None:
            run.close()


def begin_worker() -> None:
    """Leave signals to the process that has started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
