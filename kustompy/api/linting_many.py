"""Many directories linted, each by itself, by the processes or the executor that builds of many have."""

from __future__ import annotations

import pickle
from functools import partial
from time import perf_counter

from kustompy.fleet.many import outcomes_of
from kustompy.fleet.outcome import Outcome
from kustompy.linting.run import observed
from kustompy.linting.tree import Part
from kustompy.system.files import Files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from concurrent.futures import Executor

    from kustompy.fleet.run import Task
    from kustompy.linting.settings import Settings
    from kustompy.session.options import Options


def linted_many(
    directories: Sequence[str],
    options: Options,
    settings: Settings,
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
    note: Callable[[str], None] = lambda text: None,
) -> Generator[tuple[Outcome, Part], None, None]:
    """The findings of each directory, once, as they finish; the outcome of one that does not build has its error."""
    begin = partial(Linter, settings)
    for outcome in outcomes_of(directories, options, jobs=jobs, executor=executor, begin=begin, note=note):
        if outcome.records:
            yield outcome, pickle.loads(outcome.records)
        else:
            # the process ended that was at work on it
            yield outcome, _failed(outcome)


def _failed(outcome: Outcome) -> Part:
    """The part of a directory of which nothing is known but that it does not build."""
    assert outcome.error is not None
    return Part("", outcome.error.diagnostics, set(), {}, (), (), outcome.error, outcome.dependencies)


class Linter:
    """Lints the targets of a run in one process."""

    __slots__ = ("_settings", "_task")

    def __init__(self, settings: Settings, task: Task) -> None:
        self._settings, self._task = settings, task

    def outcome(self, target: str, contents: Mapping[str, bytes] | None = None) -> Outcome:
        """The findings of a directory, pickled into the records of its outcome."""
        began = perf_counter()
        files = Files() if contents is None else Files(dict(contents), disk=False)
        part, _ = observed(target, self._task.options, self._settings, files, depends=True)
        assert part.dependencies is not None
        records = pickle.dumps(part, pickle.HIGHEST_PROTOCOL)
        return Outcome(target, "", part.error, (), part.dependencies, (), perf_counter() - began, records)

    def close(self) -> None:
        """Nothing is kept between directories."""
