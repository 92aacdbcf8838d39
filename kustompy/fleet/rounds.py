"""Builds that begin again whenever something changes that they depend on: the rounds of a watch."""

from __future__ import annotations

import os

from kustompy.fleet.outcome import Outcome
from kustompy.fleet.watching import Watch, content_digest
from kustompy.model.dependencies import Dependencies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence, Set
    from typing import NamedTuple

    from kustompy.fleet.appearing import Appearing

    class Round(NamedTuple):
        """Targets that are built now, and their outcomes, which have to be taken before the next round."""

        targets: list[str]
        outcomes: Generator[Outcome, None, None]
else:
    from collections import namedtuple

    Round = namedtuple("Round", "targets outcomes")


def rounds(
    targets: Sequence[str],
    outcomes: Callable[[Sequence[str]], Iterable[Outcome]],
    wait: Callable[[Watch], Set[str] | None],
    appearing: Appearing | None = None,
) -> Iterator[Round]:
    """Build all targets, then again and again those that something reaches that has changed, without an end.

    ``wait`` returns when there may be a change: with the paths that may have changed, or None if it may be any. What is
    ``appearing`` is built after those that are known.
    """
    watch, due = Watch(), list(targets)
    among: Set[str] | None = None

    def taken() -> Generator[Outcome, None, None]:
        for outcome in outcomes(due):
            watch.take(outcome)
            yield outcome

    while True:
        yield Round(due, taken())
        due = watch.changed(frozenset())  # what has changed since the builds read it
        while not due:
            due = [] if appearing is None else appearing.new(watch, among)
            if not due:
                among = wait(watch)
                due = watch.changed(among)


def outcome_of_file(path: str) -> Outcome:
    """An outcome of no build, for a file that is a target of its own."""
    real = os.path.realpath(path)
    digest = content_digest(real)
    links = (os.path.abspath(path),) if os.path.islink(path) else ()
    found = Dependencies((real,), links=links) if digest else Dependencies((), (real,), links=links)
    return Outcome(path, "", None, (), found, (digest,) if digest else (), 0.0, b"")
