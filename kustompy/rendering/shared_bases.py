"""Bases that many overlays share: accumulated twice at most in a run, and copied from then on."""

from __future__ import annotations

import pickle
from hashlib import blake2b

from kustompy.model.resource import Resource
from kustompy.model.resource_set import ResourceSet
from kustompy.rendering.accumulate import Accumulated
from kustompy.session.repeated import Repeated
from kustompy.session.session import Session
from kustompy.system.files import Files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NamedTuple

    from kustompy.fieldspecs.tables import Tables
    from kustompy.model.secrets import Mark
    from kustompy.model.values import Value
    from kustompy.session.context import Context
    from kustompy.session.options import Options, Purpose
    from kustompy.system.root import Root

    Recorded = tuple[dict[str, None], dict[str, None], dict[str, str], dict[str, bytes]]

    class Base(NamedTuple):
        """What a directory amounted to, and what accumulating it did to the session."""

        manifests: bytes
        histories: tuple[tuple[object, ...], ...]
        tables: Tables
        recorded: Recorded
        entered: tuple[str, ...]
        warnings: tuple[str, ...]
        secrets: tuple[Mark, ...]
        included: int
        made: int
        copied: int
else:
    from collections import namedtuple

    Base = namedtuple("Base", "manifests histories tables recorded entered warnings secrets included made copied")

# Bytes of pickled manifests: as much as one file may have. Beyond that all is forgotten, since nothing tells which base
# comes again.
_LARGEST = 64 * 1024 * 1024


class SharedBases:
    """The bases of one run, by their directories; a run takes files for unchanged once it has read them."""

    __slots__ = ("_kept", "_met", "_never", "_size", "kustomizations", "manifests")

    def __init__(self) -> None:
        self._met: set[tuple[object, ...]] = set()
        self._never: set[tuple[object, ...]] = set()
        self._kept: dict[tuple[object, ...], Base] = {}
        self._size = 0
        self.manifests, self.kustomizations = Repeated(), Repeated()
        """What files hold, by their contents, wherever they lie."""

    def accumulated(
        self, root: Root, entry: str, context: Context, read: Callable[[], Accumulated | None]
    ) -> Accumulated | None:
        """What the base at the root amounts to: a copy of what it came to before, or else what reading it gives."""
        session = context.session
        if not isinstance(session, SharingSession) or not _may_share(root, session):
            return read()
        origin = context.origin_of_entry(entry).get("path", "") if session.origins else ""
        key = (root.directory, root.restricted, origin)
        # A base amounts to the same for all overlays that see it under one path and one restriction: nothing of an
        # overlay reaches down into it, but for what _may_share asks.
        base = self._kept.get(key)
        if base is not None and _fits(base, session):
            return _again(base, session)
        # The first time nothing is kept, since most bases have one overlay.
        if key not in self._met or key in self._never or base is not None:
            self._met.add(key)
            return read()
        marks = session.begin()
        try:
            below = read()
        finally:
            done = session.end(marks)
        if below is None or done is None or below.vars or not self._keep(key, below, done):
            self._never.add(key)
        return below

    def _keep(self, key: tuple[object, ...], below: Accumulated, done: _Done) -> bool:
        resources = below.resources.resources
        # what is known by the identity of a value would not be known of a copy
        if any(each.shared is not None or each.untagged_values is not None for each in resources):
            return False
        try:
            # Bytes and no objects: unpickling makes fresh ones at once, faster than a copy in Python, and nobody can
            # change what is kept.
            manifests = pickle.dumps([each.manifest for each in resources], pickle.HIGHEST_PROTOCOL)
        except RecursionError:
            return False
        if self._size + len(manifests) > _LARGEST:
            self._kept.clear()
            self._size = 0
        self._size += len(manifests)
        self._kept[key] = Base(manifests, tuple(map(history_of, resources)), below.tables, *done)
        return True

    def clear(self) -> None:
        """Forget it all."""
        self._met.clear()
        self._never.clear()
        self._kept.clear()
        self._size = 0
        self.manifests.clear()
        self.kustomizations.clear()


def _may_share(root: Root, session: Session) -> bool:
    """Whether nothing that is particular to this build decides what the base amounts to."""
    purpose = session.purpose
    return not (
        session.tracking or session.openapi_chosen or root.url or root.repo
        or purpose.collects or purpose.trace is not None or purpose.observer is not None
    )  # fmt: skip


def _fits(base: Base, session: SharingSession) -> bool:
    """Whether the session has room for what the base takes; reading it says what is too much."""
    limits = session.options.limits
    copied = session.copies.count if session.copies is not None else 0
    return (
        session.included + base.included <= limits.includes
        and session.made + base.made <= limits.output_size
        and copied + base.copied <= limits.copied_values
    )


def _again(base: Base, session: SharingSession) -> Accumulated:
    for directory in base.entered:
        session.enter(directory)
    session.warnings += base.warnings
    session.secrets += base.secrets
    session.included += base.included
    session.made += base.made
    if base.copied:
        session.count_copied(base.copied)
    session.check_time()
    session.files.replay(base.recorded)
    below = Accumulated()
    below.tables = base.tables
    scoped = session.cluster_scoped
    manifests = pickle.loads(base.manifests)
    below.resources = ResourceSet(
        [restored(manifest, scoped, history) for manifest, history in zip(manifests, base.histories, strict=True)]
    )
    return below


def history_of(resource: Resource) -> tuple[object, ...]:
    """All that a resource is besides its manifest."""
    return (
        resource.gvk, resource.kind, resource.name, resource.namespace, resource.key, resource.previous,
        resource.prefixes, resource.suffixes, resource.source, resource.behavior, resource.needs_hash,
        resource.from_helm, resource.allow_name_change, resource.allow_kind_change, resource.origin,
        resource.transformations, resource.vars, resource.untagged, resource.in_braces,
    )  # fmt: skip


def restored(manifest: dict[str, Value], scoped: frozenset[tuple[str, str]], history: tuple[Any, ...]) -> Resource:
    """The resource of a manifest and what :func:`history_of` told."""
    # Without its constructor, which would read ids that are known.
    resource = Resource.__new__(Resource)
    resource.manifest, resource.cluster_scoped = manifest, scoped
    resource.trace = resource.shared = resource.untagged_values = None
    (
        resource.gvk, resource.kind, resource.name, resource.namespace, resource.key, resource.previous,
        resource.prefixes, resource.suffixes, resource.source, resource.behavior, resource.needs_hash,
        resource.from_helm, resource.allow_name_change, resource.allow_kind_change, origin,
        resource.transformations, resource.vars, resource.untagged, resource.in_braces,
    ) = history  # fmt: skip
    resource.origin = None if origin is None else dict(origin)
    return resource


class SharingFiles(Files):
    """Files that tell what was recorded in a stretch of a build, and the digests of what they gave."""

    def __init__(self, memory: dict[str, bytes] | None = None, *, disk: bool = True) -> None:
        super().__init__(memory, disk=disk)
        self.digests: dict[str, bytes] = {}
        """The digest of the content of each file that was read."""
        self._outer: list[Recorded] = []

    def read(self, path: str, *, is_real: bool = False) -> bytes:
        content = super().read(path, is_real=is_real)
        self.digests[path] = digest_of(content)
        return content

    def read_in_place(self, path: str) -> bytes | None:
        content = super().read_in_place(path)
        if content is not None:
            self.digests[path] = digest_of(content)
        return content

    def begin(self) -> None:
        """Record for a stretch of its own from here on."""
        self._outer.append((self.were_read, self.missed, self.met, self.digests))
        self.were_read, self.missed, self.met, self.digests = {}, {}, {}, {}

    def end(self) -> Recorded:
        """What was recorded in the stretch, which is a part of the one around it."""
        recorded = self.were_read, self.missed, self.met, self.digests
        self.were_read, self.missed, self.met, self.digests = self._outer.pop()
        self.replay(recorded)
        return recorded

    def replay(self, recorded: Recorded) -> None:
        """Record what was recorded before."""
        self.were_read.update(recorded[0])
        self.missed.update(recorded[1])
        self.met.update(recorded[2])
        self.digests.update(recorded[3])

    def size_read(self) -> int:
        recorded, self.were_read = self.were_read, {}
        for each in (*(outer[0] for outer in self._outer), recorded):
            self.were_read.update(each)
        size = super().size_read()
        self.were_read = recorded
        return size


def digest_of(content: bytes) -> bytes:
    """What stands for a content wherever it is compared."""
    return blake2b(content, digest_size=16).digest()


class SharingSession(Session):
    """The session of one build of many, which share their bases."""

    __slots__ = ("bases", "log")

    files: SharingFiles

    def __init__(self, bases: SharedBases, files: SharingFiles, options: Options, purpose: Purpose) -> None:
        super().__init__(files, options, purpose)
        self.bases = bases
        self.manifests, self.kustomizations = bases.manifests, bases.kustomizations
        self.log: list[str] = []
        """Every directory that was entered, in order."""

    def enter(self, directory: str) -> None:
        self.log.append(directory)
        super().enter(directory)

    def begin(self) -> _Marks:
        """Record a stretch of the build."""
        self.files.begin()
        return self._marks()

    def end(self, marks: _Marks) -> _Done | None:
        """What the stretch did to the session; None if it did what a copy of its resources would not do again."""
        recorded, now = self.files.end(), self._marks()
        # Something was fetched, run or refused: a copy of the resources would not do it again for the next build.
        if now[0] != marks[0]:
            return None
        entered, warnings = tuple(self.log[marks[1] :]), tuple(self.warnings[marks[2] :])
        # by now the resource knows where it was read, and a copy of it is another one
        secrets = tuple((getattr(owner, "source", owner), value) for owner, value in self.secrets[marks[6] :])
        return recorded, entered, warnings, secrets, now[3] - marks[3], now[4] - marks[4], now[5] - marks[5]

    def _marks(self) -> _Marks:
        copied = self.copies.count if self.copies is not None else 0
        others = (
            self.openapi_chosen, len(self.remotes), len(self.programs), len(self.trees), len(self.problems),
        )  # fmt: skip
        return others, len(self.log), len(self.warnings), self.included, self.made, copied, len(self.secrets)

    def count_copied(self, count: int) -> None:
        """Count values that were copied in a base before."""
        if self.copies is None:
            from kustompy.model.copies import Copies

            self.copies = Copies(self.options.limits.copied_values)
        self.copies.count += count

    def close(self) -> None:
        """Forget what was read for this build alone, and remove what was fetched for it."""
        self.manifests, self.kustomizations = Repeated(), Repeated()
        super().close()


if TYPE_CHECKING:
    _Marks = tuple[tuple[int, ...], int, int, int, int, int, int]
    _Done = tuple[Recorded, tuple[str, ...], tuple[str, ...], tuple[Mark, ...], int, int, int]
