"""Executors by their addresses: a scheduler of Dask, with the extra ``kustompy[dask]``."""

from __future__ import annotations

from contextlib import contextmanager

from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor

_DASK = "dask://"
_SECONDS = 10
_LEAST = 8


@contextmanager
def executor_at(address: str) -> Iterator[Executor]:
    """The executor behind an address such as ``dask://scheduler:8786``, for as long as the context lasts."""
    if not address.startswith(_DASK):
        raise UsageError(
            f"{address!r} is no address of an executor", code="KST862", hint="write dask://HOST:PORT"
        )  # fmt: skip
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            "the package `distributed` is not installed", code="KST862", hint="pip install 'kustompy[dask]'"
        ) from None
    try:
        client = Client(f"tcp://{address.removeprefix(_DASK)}", timeout=_SECONDS)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"no scheduler answers at {address}: {error}", code="KST862",
            hint="start one with `dask scheduler`, and workers with `dask worker`",
        ) from None  # fmt: skip
    with client:
        # Not pure: Dask takes calls with equal arguments for one, and the files may have changed since the last.
        executor = client.get_executor(pure=False)
        # how many chunks are under way at once: new workers may join
        executor._max_workers = max(_LEAST, sum(client.nthreads().values()))
        yield executor
