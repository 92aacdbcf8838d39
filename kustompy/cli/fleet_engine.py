"""The machinery behind commands that build many targets: processes, executors and the cache, by their flags."""

from __future__ import annotations

from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from kustompy.cli.flags import Line
    from kustompy.fleet.outcome import Outcome
    from kustompy.session.options import Options


def engine(
    targets: Sequence[str], options: Options, line: Line, *, wants_records: bool, note: Callable[[str], None]
) -> Generator[Outcome, None, None]:
    """The outcomes of the targets, as they finish."""
    from kustompy.fleet.many import outcomes_of

    jobs = jobs_of(line["jobs"])
    if not line["executor"]:
        yield from outcomes_of(targets, options, wants_records=wants_records, jobs=jobs, note=note)
        return
    from kustompy.fleet.executors import executor_at

    with executor_at(line["executor"]) as executor:
        yield from outcomes_of(targets, options, wants_records=wants_records, jobs=jobs, executor=executor, note=note)


def jobs_of(text: str) -> int | None:
    """How many processes a flag asks for; None if as many as are useful."""
    if not text or text == "auto":
        return None
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) < 1000:
        raise UsageError(f"illegal flag value --jobs {text}; a number is wanted", code="KST806")
    return int(text)
