"""What a target depends on, whether it can be built or not."""

from __future__ import annotations

from typing import NamedTuple

from kustompy.errors import KustompyError
from kustompy.model.dependencies import Dependencies
from kustompy.rendering.pipeline import build
from kustompy.session.garbage import UNCOLLECTED
from kustompy.session.options import PRINT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kustompy.fleet.outcome import Outcome
    from kustompy.model.dependencies import Changes
    from kustompy.session.options import Options


class Recorded(NamedTuple):
    """A target with all that its build depends on, and the error where the build fails."""

    target: str
    dependencies: Dependencies
    error: KustompyError | None = None


class Affected(NamedTuple):
    """A target that a change can reach, and the changed paths that do."""

    target: str
    paths: tuple[str, ...]


def recorded(target: str, options: Options, *, explained: bool = False) -> Recorded:
    """Build the target for what it depends on; the error is ``explained`` if it is to be shown."""
    try:
        with UNCOLLECTED:
            built = build(target, options, purpose=PRINT._replace(diagnoses=explained))
    except KustompyError as error:
        # A build that fails depends on what it read until then: a change of that may mend it.
        return Recorded(target, error.dependencies or Dependencies(), error)
    return Recorded(target, built.dependencies)


def recorded_of(outcome: Outcome) -> Recorded:
    """What an outcome tells of a target."""
    return Recorded(outcome.target, outcome.dependencies, outcome.error)


def affected(built: Iterable[Recorded], changes: Changes, everywhere: Iterable[str] = ()) -> Iterator[Affected]:
    """Those targets that the changes can reach, in order; the paths ``everywhere`` reach all of them.

    The builds are those of the files as they are now. One that depends on none of the changed paths did the same
    before: a target that failed then, or was made of other files, has one of them among what it reads or misses now.
    """
    always = tuple(everywhere)
    for target, dependencies, _ in built:
        reached = dependencies.reached_by(changes)
        if reached or always:
            yield Affected(target, tuple(sorted({*reached, *always})))
