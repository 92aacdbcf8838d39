"""Many targets built, here or by workers: whatever is fastest for so much work."""

from __future__ import annotations

import os
import sys
import threading
from itertools import count
from time import time

from kustompy._version import __version__
from kustompy.fleet.run import Task
from kustompy.fleet.work import forget, run_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from concurrent.futures import Executor

    from kustompy.fleet.cache import Cache
    from kustompy.fleet.outcome import Outcome
    from kustompy.fleet.run import Works
    from kustompy.session.options import Options

_ALONE_SECONDS = 0.2
"""How long this process builds by itself, to learn what a target costs."""
_POOL_SECONDS = 1.0
"""How much work there has to be left for a pool of processes, which takes a few hundredths to begin."""
_TOKENS = count()


def outcomes_of(
    targets: Iterable[str],
    options: Options,
    *,
    wants_records: bool = False,
    jobs: int | None = None,
    executor: Executor | None = None,
    cache: Cache | None = None,
    begin: Callable[[Task], Works] | None = None,
    note: Callable[[str], None] = lambda text: None,
) -> Iterator[Outcome]:
    """The outcome of every target once, as they finish; each place is built once, under the first of its names.

    ``begin`` gives what does more than build, in each process that works.
    """
    waiting = _distinct(targets)
    if cache is not None:
        began = time()
        left = []
        for target in waiting:
            known = cache.find(target)
            if known is None:
                left.append(target)
            else:
                yield known
        for outcome in outcomes_of(left, options, wants_records=wants_records, jobs=jobs, executor=executor, note=note):
            cache.keep(outcome, began)
            yield outcome
        return
    # unique among the processes of all machines that a worker may meet
    task = Task(options, wants_records, f"{os.getpid()}-{next(_TOKENS)}-{os.urandom(8).hex()}", __version__, begin)
    try:
        cost = 0.0
        if executor is None:
            cost = yield from _begun(waiting, task, jobs)
        if waiting:
            from kustompy.fleet.pool import Pool

            # an executor knows its workers itself, or nobody does
            workers = jobs or (_processors() if executor is None else 0)
            yield from Pool(task, workers, executor, cost, note).built(waiting)
    finally:
        forget(task)


def _begun(waiting: list[str], task: Task, jobs: int | None) -> Generator[Outcome, None, float]:
    """Build in this process until workers would be faster; the seconds that a target takes. The rest stays waiting."""
    run, spent, built = run_of(task), 0.0, 0
    workers = jobs or _processors()
    waiting.reverse()
    while waiting:
        # A pool is worth it only if what is left takes longer than it takes to begin one.
        if built and spent > _ALONE_SECONDS and workers > 1 and _may_fork(jobs, task.options):
            left = len(waiting) * spent / built
            if left > _POOL_SECONDS:
                break
        outcome = run.outcome(waiting.pop())
        spent, built = spent + outcome.seconds, built + 1
        yield outcome
    waiting.reverse()
    return spent / built if built else 0.0


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        # A container or taskset may give a process fewer processors than the machine has.
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _may_fork(jobs: int | None, options: Options) -> bool:
    """Whether a forked process is safe: with threads or callables here, only if somebody has asked for processes."""
    # A callable may count on seeing every build in one process.
    if jobs is None and (options.generators or options.transformers or options.validators):
        return False
    # macOS has fork, but its system libraries may crash in a forked process that has used them.
    if not hasattr(os, "fork") or sys.platform == "darwin":
        return False

    # A lock that another thread holds at the fork is held for ever in the child.
    return threading.active_count() == 1 or jobs is not None


def _distinct(targets: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for target in targets:
        found.setdefault(os.path.realpath(target) if os.path.exists(target) else target, target)
    return list(found.values())
