"""Files read by several processes, since reading costs more than all checks that follow."""

from __future__ import annotations

import os
from functools import partial

from kustompy.errors import ResourceError
from kustompy.validation.check.inputs import BY_DEFAULT, places_in_file, subjects_of_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.validation.check.inputs import Reading
    from kustompy.validation.check.subject import Subject

# A process takes as long to start as it takes to read a hundred files.
_FILES_A_JOB = 100


def subjects_of_files(paths: Sequence[str], jobs: int = 1, reading: Reading = BY_DEFAULT) -> list[Subject]:
    """The documents of all files in order, read by at most ``jobs`` processes, or fewer if the files are few."""
    jobs = min(jobs, len(paths) // _FILES_A_JOB)
    if jobs < 2:
        return [subject for path in paths for subject in subjects_of_file(path, reading)]
    found = []
    for path, part in zip(paths, _read_by(jobs, paths, reading), strict=True):
        locate = places_in_file(path, reading)
        for subject in part:
            subject.locate = locate
        found += part
    return found


def _read_by(jobs: int, paths: Sequence[str], reading: Reading) -> list[list[Subject]]:
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    # A fork copies locks that other threads hold, and nobody in the child would ever release them.
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_end_with_parent)
    # Chunks of a quarter of each share: pickling file by file would cost as much as reading, and the last chunk decides
    # when all are done.
    try:
        return list(pool.map(partial(_read, reading), paths, chunksize=len(paths) // jobs // 4 + 1))
    except BrokenProcessPool:
        raise ResourceError(
            "a process that read files has died", code="KST905", hint="there may be too little memory: use fewer --jobs"
        ) from None
    except BaseException:
        # KeyboardInterrupt above all: shutdown alone would wait for files that are being read.
        for each in list((pool._processes or {}).values()):
            each.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """End this process when the process that started it ends, even if that is killed."""
    from multiprocessing import parent_process
    from threading import Thread

    def wait() -> None:
        parent = parent_process()
        if parent is not None:
            parent.join()
        os._exit(1)

    Thread(target=wait, daemon=True).start()


def _read(reading: Reading, path: str) -> list[Subject]:
    """The documents of a file without their places, which hold the file's text and need not be pickled."""
    subjects = subjects_of_file(path, reading)
    for subject in subjects:
        subject.locate = None
    return subjects
