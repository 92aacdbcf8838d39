"""Files read by several processes: reading costs more than all that is checked afterwards."""

from __future__ import annotations

from kustompy.validation.check.inputs import places_in_file, subjects_of_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.validation.check.subject import Subject

# A process takes as long to start as a hundred files take to be read.
_FILES_A_JOB = 100


def subjects_of_files(paths: Sequence[str], jobs: int = 1) -> list[Subject]:
    """The documents of all files in order; for few files no more processes are started than are worth it."""
    jobs = min(jobs, len(paths) // _FILES_A_JOB)
    if jobs < 2:
        return [subject for path in paths for subject in subjects_of_file(path)]
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # A forked process may inherit locks that nobody opens any more.
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        parts = list(pool.map(_read, paths, chunksize=len(paths) // jobs // 4 + 1))
    found = []
    for path, part in zip(paths, parts, strict=True):
        locate = places_in_file(path)
        for subject in part:
            subject.locate = locate
        found += part
    return found


def _read(path: str) -> list[Subject]:
    """The documents of a file, without what no other process could use."""
    subjects = subjects_of_file(path)
    for subject in subjects:
        subject.locate = None
    return subjects
