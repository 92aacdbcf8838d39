"""``kustompy.build_many``: the builds of many targets, as they finish."""

from __future__ import annotations

import os

from kustompy.session.options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor

    from typing_extensions import Unpack

    from kustompy.api.inputs import Given
    from kustompy.fleet.outcome import Result
    from kustompy.session.choices import BuildOptions


def build_many(
    targets: Iterable[str | os.PathLike[str]],
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
    cache: str | os.PathLike[str] = "",
    cache_secrets: bool = False,
    inputs: Given = None,
    **options: Unpack[BuildOptions],
) -> Iterator[Result]:
    """Build every target once, in any order: a result each, with a ``build`` or the ``error`` of one that failed.

    The ``options`` and ``inputs`` are those of :func:`kustompy.build`. ``jobs`` processes build them, by default as
    many as are useful; 1 is this process alone. An ``executor`` of :mod:`concurrent.futures` that does not share this
    disk is sent what the builds read; callables have to be picklable for it. ``cache`` is a folder for the texts of
    builds, which later runs take if nothing of what they depend on has changed; those with Secrets only if
    ``cache_secrets``, those with inputs never. Files are taken for unchanged while the iterator runs.
    """
    from kustompy.api.inputs import inputs_from
    from kustompy.fleet.many import outcomes_of
    from kustompy.fleet.outcome import Result

    chosen = Options(inputs=inputs_from(inputs, os.path.realpath(os.curdir)), **options)
    named = [os.fspath(each) for each in targets]
    kept = None
    if cache:
        from kustompy.fleet.cache import Cache

        kept = Cache(os.fspath(cache), chosen, keeps_secrets=cache_secrets)
    for outcome in outcomes_of(named, chosen, wants_records=True, jobs=jobs, executor=executor, cache=kept, note=_note):
        yield Result(outcome, chosen)


def _note(text: str) -> None:
    import logging

    logging.getLogger("kustompy").warning("%s", text)
