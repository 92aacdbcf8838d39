"""The builds of one process in a run: one target after the other, sharing what they have in common."""

from __future__ import annotations

from time import perf_counter
from typing import NamedTuple

from kustompy._version import __version__
from kustompy.errors import KustompyError
from kustompy.fleet.identical import Identical
from kustompy.fleet.outcome import Outcome, packed
from kustompy.model.dependencies import Dependencies
from kustompy.rendering.pipeline import build_in
from kustompy.rendering.shared_bases import SharedBases, SharingFiles, SharingSession
from kustompy.session.dependencies import dependencies_of
from kustompy.session.garbage import UNCOLLECTED
from kustompy.session.options import Options, Purpose

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Protocol

    class Works(Protocol):
        """What a process keeps while it works on targets of one run."""

        def outcome(self, target: str, contents: Mapping[str, bytes] | None = None) -> Outcome:
            """What comes of a target: from the disk, or from the contents of files alone."""

        def close(self) -> None:
            """Forget what the targets shared."""


class Task(NamedTuple):
    """How the targets of a run are built."""

    options: Options
    wants_records: bool
    """Whether the resources are wanted, and not the text alone."""
    token: str
    """What tells this run from others in the same process."""
    version: str = __version__
    """That of kustompy where the run was begun."""
    begin: Callable[[Task], Works] | None = None
    """What is done with a target, if that is more than a build."""


class Run:
    """What a process keeps while it builds targets of one run."""

    __slots__ = ("_bases", "_identical", "_purpose", "_task")

    def __init__(self, task: Task) -> None:
        self._task = task
        self._bases, self._identical = SharedBases(), Identical()
        self._purpose = Purpose(origins=task.wants_records)

    def outcome(self, target: str, contents: Mapping[str, bytes] | None = None) -> Outcome:
        """Build a target: from the disk, or from the contents of files alone."""
        started = perf_counter()
        # what a root refuses and what inputs lie over is told by where a file lies
        shares = contents is None and not self._task.options.root and self._task.options.inputs is None
        known = self._identical.find(target) if shares else None
        if known is not None:
            return known
        files = SharingFiles() if contents is None else SharingFiles(dict(contents), disk=False)
        outcome = self._built(target, files)._replace(seconds=perf_counter() - started)
        if shares:
            self._identical.keep(outcome)
        return outcome

    def _built(self, target: str, files: SharingFiles) -> Outcome:
        session = SharingSession(self._bases, files, self._task.options, self._purpose)
        try:
            with UNCOLLECTED:
                built = build_in(session, target)
                text = built.to_yaml()
        except KustompyError as error:
            # A traceback holds every frame of the build, and all that these refer to.
            error.with_traceback(None)
            dependencies = error.dependencies or session_dependencies(session)
            digests = tuple(files.digests.get(each, b"") for each in dependencies.read)
            return Outcome(target, "", error, tuple(error.warnings), dependencies, digests, 0.0, b"")
        dependencies = built.dependencies
        digests = tuple(files.digests.get(each, b"") for each in dependencies.read)
        records = packed(built._records) if self._task.wants_records else b""
        return Outcome(
            target, text, None, tuple(built.warnings), dependencies, digests, 0.0, records, bool(session.secrets)
        )

    def close(self) -> None:
        """Forget what the builds shared."""
        self._bases.clear()
        self._identical = Identical()


def session_dependencies(session: SharingSession) -> Dependencies:
    """What a session has recorded whose build could not be printed."""
    return dependencies_of(session)
