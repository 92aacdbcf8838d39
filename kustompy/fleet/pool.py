"""Workers: a pool of forked processes, or an executor that somebody gives; chunks by cost, and nothing lost."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from math import ceil
from typing import NamedTuple

from kustompy.errors import KustompyError
from kustompy.fleet.outcome import Outcome
from kustompy.fleet.shipping import Parcels
from kustompy.fleet.work import begin_worker, outcomes, run_of
from kustompy.model.dependencies import Dependencies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor, Future

    from kustompy.fleet.run import Task

_CHUNK_SECONDS = 0.5
"""How much work a chunk is at least: sending it and its results costs some milliseconds."""
_LAST_SECONDS = 0.05
"""The same for the last chunks of processes on this machine, which are to end at about the same time."""
_FIRST_GUESS = 0.01
_TRIES = 3
_MANY = 32
"""How many chunks an executor is given at once that does not tell how many workers it has."""


class Chunk(NamedTuple):
    """Targets that are built one after the other, and how often that was tried."""

    targets: tuple[str, ...]
    tries: int = 0
    more: tuple[str, ...] = ()
    """Files that a worker missed at the last try."""


class Pool:
    """One run over the workers of an executor, which is our own if none is given."""

    def __init__(
        self, task: Task, workers: int, executor: Executor | None, cost: float, note: Callable[[str], None]
    ) -> None:
        self._task, self._note = task, note
        self._own = executor is None
        self._workers = workers if executor is None else workers or getattr(executor, "_max_workers", 0) or _MANY
        self._executor = executor
        self._shares_disk = executor is None or isinstance(executor, (ProcessPoolExecutor, ThreadPoolExecutor))
        self._parcels = Parcels()
        self._cost = cost or _FIRST_GUESS
        self._pending: deque[str] = deque()
        self._again: deque[Chunk] = deque()
        self._suspects: deque[Chunk] = deque()
        """Chunks that may have ended a worker, to be tried one at a time."""
        self._running: dict[Future[list[Outcome]], Chunk] = {}

    def built(self, targets: list[str]) -> Iterator[Outcome]:
        """The outcome of every target once, as they finish."""
        self._pending.extend(targets)
        try:
            while self._pending or self._again or self._suspects or self._running:
                if not self._fill():
                    yield from self._here()
                    continue
                # The first that is done, not all: its outcomes are handed on, and its worker gets more, while the
                # others work.
                done, _ = wait(self._running, return_when=FIRST_COMPLETED)
                for future in done:
                    chunk = self._running.pop(future, None)
                    if chunk is not None:  # else it was lost with another one, and is done again
                        yield from self._finished(future, chunk)
        finally:
            self.close()

    def close(self) -> None:
        """Stop what is running; an executor that was given is left as it is, but for the chunks of this run."""
        if self._own and self._executor is not None and self._running:
            # nobody waits any more for what they do: the executor itself would
            for worker in list((getattr(self._executor, "_processes", None) or {}).values()):
                worker.terminate()
        for future in self._running:
            future.cancel()
        self._running.clear()
        self._parcels.close()
        if self._own and self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def _fill(self) -> bool:
        """Give the workers enough to do; False if there are none who take it."""
        # A suspect runs alone: whatever breaks the pool meanwhile is its doing.
        if self._suspects and self._running:
            return True
        # Two more than workers: nobody waits for the next chunk to be pickled.
        room = 1 if self._suspects else self._workers + 2
        while len(self._running) < room and (self._suspects or self._again or self._pending):
            chunk = self._suspects.popleft() if self._suspects else self._next()
            try:
                self._running[self._submit(chunk)] = chunk
            except RuntimeError as error:  # a shut-down executor says so by no class of its own; a broken one is one
                self._again.appendleft(chunk)
                if self._own:
                    self._restart()
                    continue
                self._note(f"the executor takes no more work ({error}): the rest is built in this process")
                return False
        return True

    def _next(self) -> Chunk:
        """What is to be done again, or so many targets that the last chunks end at about the same time."""
        if self._again:
            return self._again.popleft()
        left = len(self._pending)
        least = ceil(_CHUNK_SECONDS / self._cost)
        if self._shares_disk:
            # Near the end even small chunks pay: a worker that is idle while another has half a second left is worse
            # than a message.
            least = min(least, max(ceil(left / (2 * self._workers)), ceil(_LAST_SECONDS / self._cost)))
        # A quarter of what would be fair to all: later chunks know better what a target costs.
        size = max(least, ceil(left / (4 * self._workers)))
        return Chunk(tuple(self._pending.popleft() for _ in range(min(size, len(self._pending)))))

    def _submit(self, chunk: Chunk) -> Future[list[Outcome]]:
        if self._executor is None:
            self._executor = _forked(self._workers)
        if self._shares_disk:
            return self._executor.submit(outcomes, self._task, chunk.targets)
        needed = self._parcels.needed(chunk.targets)
        if needed is None:
            from concurrent.futures import Future

            # A finished future, so that whoever waits takes it like any other.
            here: Future[list[Outcome]] = Future()
            here.set_result([self._at_home(each) for each in chunk.targets])
            return here
        needed.update((each, self._parcels.contents[each]) for each in chunk.more)
        # another machine has another current directory
        return self._executor.submit(outcomes, self._task, tuple(map(os.path.abspath, chunk.targets)), needed)

    def _finished(self, future: Future[list[Outcome]], chunk: Chunk) -> Iterator[Outcome]:
        error = CancelledError() if future.cancelled() else future.exception()
        if isinstance(error, BrokenExecutor):
            yield from self._broken(chunk)
            return
        if error is not None:
            yield from self._failed(chunk, error)
            return
        # A worker of another machine was given absolute paths: targets get back the names that they were asked for by.
        found = [each._replace(target=target) for target, each in zip(chunk.targets, future.result(), strict=True)]
        spent = sum(each.seconds for each in found)
        self._cost = max(spent / max(len(found), 1), 1e-5)
        for outcome in found:
            missing = [] if self._shares_disk else self._parcels.missing(outcome)
            if missing and chunk.tries < _TRIES:
                self._again.append(Chunk((outcome.target,), chunk.tries + 1, (*chunk.more, *missing)))
            elif missing is None or missing:
                yield self._at_home(outcome.target)
            else:
                yield outcome

    def _broken(self, chunk: Chunk) -> Iterator[Outcome]:
        """Take note that a worker died, perhaps of this chunk: all that was running is lost with it."""
        # One process that dies breaks the pool of all: nothing tells which chunk it had.
        lost = [chunk, *self._running.values()]
        self._running.clear()
        if not self._own:
            self._again.extend(lost)
            return
        self._restart()
        if len(lost) > 1:
            # Each is tried alone from here on, so that the next that dies is known to be at fault.
            self._suspects.extend(each._replace(tries=each.tries + 1) for each in lost)
        elif len(chunk.targets) > 1:
            # it was alone: one of its targets is at fault
            self._suspects.extend(Chunk((each,), chunk.tries) for each in chunk.targets)
        elif chunk.tries < _TRIES:
            self._suspects.append(chunk._replace(tries=chunk.tries + 1))
        else:
            yield _ended(chunk.targets[0])

    def _restart(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = None

    def _failed(self, chunk: Chunk, error: BaseException) -> Iterator[Outcome]:
        # An executor may have lost a worker by chance: once more, then here.
        if chunk.tries < 1:
            self._again.append(chunk._replace(tries=chunk.tries + 1))
            return
        self._note(f"a worker failed ({type(error).__name__}: {error}): its targets are built in this process")
        yield from (self._at_home(each) for each in chunk.targets)

    def _here(self) -> Iterator[Outcome]:
        """Build in this process what nobody else takes."""
        chunks = [*self._again, *self._suspects, *self._running.values(), Chunk(tuple(self._pending))]
        for future in self._running:
            future.cancel()
        self._running.clear()
        self._again.clear()
        self._suspects.clear()
        self._pending.clear()
        for chunk in chunks:
            yield from (self._at_home(each) for each in chunk.targets)

    def _at_home(self, target: str) -> Outcome:
        return run_of(self._task).outcome(target)


def _forked(workers: int) -> ProcessPoolExecutor:
    # Forked, so that modules, tables and callables of the caller are there without being sent; where that is unsafe no
    # pool is made.
    return ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), initializer=begin_worker)


def _ended(target: str) -> Outcome:
    error = KustompyError(
        f"the process that built {target} was ended by the system, {_TRIES} times in a row", code="KST861", file=target,
        hint="build it alone: it may need more memory than there is",
    )  # fmt: skip
    return Outcome(target, "", error, (), Dependencies(), (), 0.0, b"")
