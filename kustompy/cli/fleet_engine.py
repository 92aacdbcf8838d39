"""Builds of many targets for commands: by the processes, the executor and the cache that flags choose."""

from __future__ import annotations

import os
from contextlib import contextmanager

from kustompy.cli.build_flags import settings_of
from kustompy.cli.output import to_stderr
from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from concurrent.futures import Executor

    from kustompy.cli.flags import Line
    from kustompy.fleet.cache import Cache
    from kustompy.fleet.outcome import Outcome
    from kustompy.fleet.recorded import Recorded
    from kustompy.session.options import Options


NO_CACHE = "none"


def engine(
    targets: Sequence[str],
    options: Options,
    line: Line,
    *,
    wants_records: bool,
    note: Callable[[str], None],
    keeps: bool = True,
) -> Generator[Outcome, None, None]:
    """The outcomes of the targets as they finish; with ``keeps`` taken from a cache, and kept there."""
    from kustompy.fleet.many import outcomes_of

    jobs, cache = jobs_of(line["jobs"]), cache_of(line, options) if keeps else None
    with executor_of(line["executor"]) as executor:
        yield from outcomes_of(
            targets, options, wants_records=wants_records, jobs=jobs, executor=executor, cache=cache, note=note
        )


def recorded_in_order(targets: Sequence[str], options: Options, line: Line) -> list[Recorded]:
    """The dependencies of each target, in the order of the targets, whichever is built first."""
    from kustompy.fleet.recorded import recorded_of

    outcomes = engine(targets, options, line, wants_records=False, note=note)
    found = {each.target: recorded_of(each) for each in outcomes}
    return [found[each] for each in targets if each in found]


def note(text: str) -> None:
    """Print a note on stderr, as a comment."""
    to_stderr(f"# {text}\n")


@contextmanager
def executor_of(address: str) -> Iterator[Executor | None]:
    """The executor that a flag names, for as long as the context lasts; None if it names none."""
    if not address:
        yield None
        return
    from kustompy.fleet.executors import executor_at

    with executor_at(address) as executor:
        yield executor


def cache_of(line: Line, options: Options) -> Cache | None:
    """The cache that a flag or the settings name; None if none is wanted."""
    directory = line["cache"] or settings_of(line, line.place).cache
    if directory in ("", NO_CACHE):
        return None
    from kustompy.fleet.cache import Cache

    if directory == "auto":
        directory = users_cache(os.environ)
    return Cache(directory, options, keeps_secrets=line["cache-secrets"])


def users_cache(environment: Mapping[str, str]) -> str:
    """The folder of builds in the user's cache directory: XDG's, that of Windows, or ~/.cache."""
    base = environment.get("XDG_CACHE_HOME") or environment.get("LOCALAPPDATA") or os.path.expanduser("~/.cache")
    return os.path.join(base, "kustompy", "builds")


def jobs_of(text: str) -> int | None:
    """How many processes a flag asks for; None if as many as are useful."""
    if not text or text == "auto":
        return None
    # isdigit takes digits of any script, and int() reads them: `--jobs ٣` is a mistake.
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) < 1000:
        raise UsageError(f"illegal flag value --jobs {text}; a number is wanted", code="KST806")
    return int(text)
