"""The outcome of building one target of many, as it travels between processes and as users get it."""

from __future__ import annotations

import pickle
from typing import NamedTuple

from kustompy.diagnosis.secrets import Secrets
from kustompy.errors import KustompyError
from kustompy.model.dependencies import Dependencies
from kustompy.rendering.pipeline import build, once, rendered, traced
from kustompy.rendering.shared_bases import history_of, restored
from kustompy.results.result import Build
from kustompy.session.options import Options, Purpose
from kustompy.session.session import Session
from kustompy.system.files import Files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.model.resource import Resource
    from kustompy.model.values import Value


class Outcome(NamedTuple):
    """The text of a build, or the error of one that failed; plain data, so that it is cheap to send."""

    target: str
    text: str
    error: KustompyError | None
    warnings: tuple[str, ...]
    dependencies: Dependencies
    digests: tuple[bytes, ...]
    """Of the content of each file that was read, in the order of ``dependencies.read``; empty where not known."""
    seconds: float
    records: bytes
    """The resources, pickled, if they are wanted."""
    has_secrets: bool = False
    """Whether values of Secrets took part, even if none is printed."""
    reused: str = ""
    """``cache`` for what was built in an earlier run, or the target whose identical build this is."""


class Result:
    """What :func:`kustompy.build_many` gives for a target: a ``build``, or the ``error`` of one that failed."""

    __slots__ = ("_build", "_options", "_outcome")

    def __init__(self, outcome: Outcome, options: Options) -> None:
        self._outcome, self._options = outcome, options
        self._build: Build | None = None

    @property
    def target(self) -> str:
        """The target as it was named."""
        return self._outcome.target

    @property
    def error(self) -> KustompyError | None:
        """Why it could not be built; None if it could."""
        return self._outcome.error

    @property
    def text(self) -> str:
        """The bytes that ``kustomize build`` prints; raises the error of a build that failed."""
        if self._outcome.error is not None:
            raise self._outcome.error
        return self._outcome.text

    @property
    def build(self) -> Build:
        """The build with its resources; raises the error of one that failed."""
        if self._build is None:
            self._build = _build_of(self._outcome, self._options)
        return self._build

    @property
    def warnings(self) -> list[str]:
        """What kustomize would have said on stderr."""
        return list(self._outcome.warnings)

    @property
    def dependencies(self) -> Dependencies:
        """All that the build depends on, whether it failed or not."""
        return self._outcome.dependencies

    @property
    def seconds(self) -> float:
        """How long the build took."""
        return self._outcome.seconds

    @property
    def reused(self) -> str:
        """``cache`` for what an earlier run built, or the target whose identical build this is; else empty."""
        return self._outcome.reused

    def to_dict(self) -> dict[str, Value]:
        """Target, seconds, warnings, dependencies and the diagnostics of a failure as plain data, without manifests."""
        return {
            "target": self.target,
            "seconds": self.seconds,
            "reused": self.reused,
            "warnings": self.warnings,
            "dependencies": self.dependencies.to_dict(),
            "diagnostics": [] if self.error is None else [each.to_dict() for each in self.error.diagnostics],
        }

    def __repr__(self) -> str:
        said = f"failed: {self.error.code}" if self.error is not None else f"{len(self._outcome.text)} characters"
        return f"<Result of {self.target}: {said}>"


def _build_of(outcome: Outcome, options: Options) -> Build:
    if outcome.error is not None:
        raise outcome.error
    if not outcome.records:
        # the text alone was kept: what is asked for now is built now
        return build(outcome.target, options, purpose=Purpose(origins=True))
    session = Session(Files(), options, Purpose(origins=True))
    return Build(
        unpacked(outcome.records, session.cluster_scoped),
        outcome.dependencies.read,
        outcome.warnings,
        lambda: traced(outcome.target, session),
        (options.limits.output_size, session.refuse_output),
        lambda: outcome.dependencies,
        once(lambda: _secrets(outcome.target, options)) if outcome.has_secrets else None,
    )


def _secrets(target: str, options: Options) -> Secrets:
    """What a build reads of Secrets, which does not travel with its outcome: it is built again for that."""
    session = Session(Files(), options, Purpose(origins=True))
    try:
        rendered(target, session)
    finally:
        session.close()
    return Secrets(session.secrets, session.files)


def packed(records: Sequence[Resource]) -> bytes:
    """Resources as bytes that :func:`unpacked` reads."""
    # Not the resources themselves, whose traces would travel with them.
    return pickle.dumps([(each.manifest, history_of(each)) for each in records], pickle.HIGHEST_PROTOCOL)


def unpacked(content: bytes, scoped: frozenset[tuple[str, str]]) -> list[Resource]:
    """The resources in what a process of this run has packed."""
    # Only what processes of this run have packed comes here: pickle runs what it reads, and the cache on disk is JSON.
    return [restored(manifest, scoped, history) for manifest, history in pickle.loads(content)]
