"""The objects of controllers below a path: those that files have, and those that the builds of others make of them."""

from __future__ import annotations

import os
from contextlib import contextmanager

from kustompy.controllers.names import MARK, RELEASE, matching, shortest, split_target
from kustompy.controllers.objects import object_in
from kustompy.controllers.paths import near
from kustompy.controllers.reach import Reach, files_below, paths_of, speaks_of_objects
from kustompy.controllers.sources import is_own, same_repository, top_of
from kustompy.errors import KustompyError, LimitError, LoadError
from kustompy.limits import NamedTuple
from kustompy.model.values import plain
from kustompy.session.options import PRINT
from kustompy.session.session import Session
from kustompy.yamlio.read.manifests import read_placed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kustompy.controllers.objects import Object
    from kustompy.limits import Limits
    from kustompy.model.paths import FieldPath, Source
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest
    from kustompy.system.files import Files

    Place = tuple[int, FieldPath]
    Build = Callable[[Object, "World", Session], list[Resource]]
    """Builds what an object tells its controller to apply."""

_SOURCES = ("GitRepository", "OCIRepository", "Bucket")
_DATA = frozenset(("ConfigMap", "Secret", "HelmRepository", "HelmChart", *_SOURCES))
"""The kinds that objects name: for variables, for values, and for where charts are."""
_OF_SOURCES = b"source.toolkit.fluxcd.io/"
_DEEPEST = 16
"""How many objects may lead to each other: an app of apps of apps."""
_MOST = 5000
_SHOWN = 10


class World:
    """All objects below a path, found once."""

    __slots__ = (
        "_build", "_built", "_data", "_files", "_limits", "_places", "_with_releases", "declared", "ignores", "objects",
        "path", "top",
    )  # fmt: skip

    def __init__(self, path: str, session: Session, build: Build, *, releases: bool = False) -> None:
        self.path, self._build = path, build
        self._files = session.files
        self.top = top_of(path, session.files) or path
        self.objects: list[Object] = []
        self.declared: dict[str, str] = {}
        """The URL of each source that the tree declares, by kind and name."""
        self.ignores: dict[str, str] = {}
        """The patterns of what sources leave out, by kind and name, where they have their own."""
        self._limits = session.options.limits
        self._with_releases = releases or session.options.enable_helm
        """Whether HelmReleases are objects: if helm may run, or they are only listed."""
        self._data: dict[tuple[str, str], list[Datum]] | None = None
        self._built: dict[tuple[str, str, str], Datum] = {}
        self._places: set[Source] = set()
        self._find(session)

    def _find(self, session: Session) -> None:
        waiting = [
            found
            for file in files_below(self.path, self._limits, self._files)
            for found in self._objects_of(file, session)
        ]
        if not self.top or self.top == self.path:
            self.top = _guessed_top(self.path, waiting, session)
        reach = Reach(self.top, session, with_releases=self._with_releases)
        while waiting:
            roots = [each for each in waiting if not _is_covered(each, waiting, reach)] or waiting[:1]
            for each in roots:
                self._take(each, reach, session, (), set())
            waiting = [each for each in waiting if each.source not in self._places]

    def _objects_of(self, file: str, session: Session) -> Iterator[Object]:
        try:
            content = session.files.read(file)
        except LoadError:
            return
        if not speaks_of_objects(content, with_releases=self._with_releases) and _OF_SOURCES not in content:
            return
        try:
            placed = _placed(content, file, session.options.limits)
        except KustompyError:
            return  # whoever names the file is told
        for manifest, (document, path) in placed:
            self._declare(manifest)
            found = object_in(manifest, (file, document, path))
            if found is not None and self._is_wanted(found):
                yield found

    def _is_wanted(self, subject: Object) -> bool:
        return self._with_releases or subject.kind != RELEASE

    def _declare(self, manifest: Manifest) -> None:
        kind, spec = manifest.get("kind"), manifest.get("spec")
        if kind not in _SOURCES or not isinstance(spec, dict):
            return
        key = f"{kind}/{manifest['metadata'].get('name')}"
        self.declared.setdefault(key, same_repository(str(spec.get("url", ""))))
        if isinstance(spec.get("ignore"), str):
            self.ignores[key] = spec["ignore"]

    def _take(self, subject: Object, reach: Reach, session: Session, above: tuple[str, ...], known: set[str]) -> None:
        """Take an object, and those that its build has; ``known`` are the keys of all that its root leads to."""
        self._places.add(subject.source)
        known.add(subject.key)
        self.objects.append(subject)
        if len(above) >= _DEEPEST or len(self.objects) > _MOST:
            raise LimitError(
                f"objects below {near(self.path)} lead to more than {_MOST} others, or {_DEEPEST} deep", code="KST707"
            )
        if not reach.has_objects(subject):
            return
        at = len(self.objects) - 1
        for child in self._children(subject, session):
            if child.source == subject.source:
                # an object that is applied by itself is as its own build has it
                self.objects[at] = child._replace(parent=subject.parent)
            elif child.key not in known:
                self._take(child, reach, session, (*above, subject.key), known)

    def _children(self, subject: Object, session: Session) -> list[Object]:
        """The objects in what an object applies; none if it cannot be built, and then its own build says why."""
        resources: list[Resource] = []
        with apart(session.files) as were_read:
            try:
                resources = self._build(subject, self, Session(session.files, session.options, PRINT))
            except KustompyError:
                resources = []
        read = tuple(dict.fromkeys((*subject.read, subject.source[0], *were_read)))
        for each in resources:
            if each.kind in _DATA:
                key = (each.kind, each.namespace, each.name)
                self._built.setdefault(key, Datum(plain(each.manifest), each.source))
        found = [object_in(each.manifest, each.source, subject.key, read) for each in resources]
        return [each for each in found if each is not None and self._is_wanted(each)]

    def directories_of(self, subject: Object) -> list[str]:
        """The directories that an object applies."""
        return [os.path.normpath(os.path.join(self.top, each.lstrip("/"))) for each in paths_of(subject)]

    def named(self, name: str) -> Object:
        """The object that a name stands for; a LoadError (KST250) says which there are."""
        keys = [each.key for each in self.objects]
        wanted = {*matching(name, keys)}
        found = [each for each in self.objects if each.key in wanted]
        if len(found) == 1:
            return found[0]
        if not found and name.startswith(f"{RELEASE}/") and not self._with_releases:
            raise LoadError("must specify --enable-helm", code="KST601", hint="add the flag: helm is run then")
        if found:
            text = f"{name} is {len(found)} objects below {near(self.path)}"
            hint = f"name one: {_some(self.target_of(each) for each in found)}"
        else:
            text = f"there is no object {name} below {near(self.path)}"
            hint = f"there are {_some(shortest(each, keys) for each in keys)}" if keys else "there is none at all"
        raise LoadError(text, code="KST250", hint=hint)

    def target_of(self, subject: Object, path: str = "") -> str:
        """How an object is named as a target: by the path, or by a file where the path has several of the name."""
        keys = [each.key for each in self.objects]
        if keys.count(subject.key) == 1:
            return f"{path or near(self.path)}{MARK}{shortest(subject.key, keys)}"
        return f"{near(self._root_of(subject).source[0])}{MARK}{shortest(subject.key, {*keys})}"

    def _root_of(self, subject: Object) -> Object:
        at = next(number for number, each in enumerate(self.objects) if each is subject)
        while self.objects[at].parent:
            parent = self.objects[at].parent
            at = next(number for number in range(at - 1, -1, -1) if self.objects[number].key == parent)
        return self.objects[at]

    def is_own(self, kind: str, name: str, namespace: str, own: Sequence[str]) -> bool:
        """Whether a source is this repository; ``own`` are those that the settings name."""
        if not own and f"{kind}/{name}" not in self.declared:
            self._read_all()
        return is_own(kind, name, namespace, self.declared, own)

    def is_own_url(self, url: str, own: Sequence[str]) -> bool:
        """Whether a URL is one of those that the settings name, however both are written."""
        return same_repository(url) in map(same_repository, own)

    def data_of(self, kind: str, namespace: str, name: str) -> Datum | None:
        """The config map, secret or source of a namespace, as a build has it, else a file.

        One whose file says no namespace is in any.
        """
        built = self._built.get((kind, namespace, name))
        if built is not None:
            return built
        found = self._read_all().get((kind, name), [])
        in_namespace = [each for each in found if _namespace_of(each) == namespace]
        return next(iter(in_namespace or [each for each in found if not _namespace_of(each)]), None)

    def every(self, kind: str) -> list[Datum]:
        """All config maps, secrets or sources that files of the repository have."""
        return [each for (other, _), found in self._read_all().items() if other == kind for each in found]

    def _read_all(self) -> dict[tuple[str, str], list[Datum]]:
        """The config maps, secrets and sources of all files of the repository."""
        if self._data is None:
            found: dict[tuple[str, str], list[Datum]] = {}
            with apart(self._files):
                every = [
                    datum for file in files_below(self.top, self._limits, self._files) for datum in self._data_in(file)
                ]
            for datum in every:
                manifest = datum.manifest
                self._declare(manifest)
                if manifest.get("kind") in _DATA:
                    key = (str(manifest["kind"]), str(manifest["metadata"].get("name")))
                    found.setdefault(key, []).append(datum)
            self._data = found
        return self._data

    def _data_in(self, file: str) -> list[Datum]:
        try:
            content = self._files.read(file)
            if b"ConfigMap" not in content and b"Secret" not in content and _OF_SOURCES not in content:
                return []
            return [Datum(each, (file, *place)) for each, place in _placed(content, file, self._limits)]
        except KustompyError:
            return []  # whoever names the file is told


class Datum(NamedTuple):
    """A config map, secret or source, and where it stands."""

    manifest: Manifest
    source: Source


def _placed(content: bytes, file: str, limits: Limits) -> list[tuple[Manifest, Place]]:
    """The manifests of a file, each with its document and its path there."""
    manifests, places = read_placed(content, file, limits)
    return [*zip(manifests, places or [(index, ()) for index in range(len(manifests))], strict=True)]


def _namespace_of(datum: Datum) -> str:
    return str(datum.manifest["metadata"].get("namespace") or "")


def _some(names: Iterable[str]) -> str:
    shown = [f"`{each}`" for each in names]
    return ", ".join(shown[:_SHOWN]) + (f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else "")


def _is_covered(subject: Object, waiting: list[Object], reach: Reach) -> bool:
    """Whether another object may make this one of its file."""
    return any(
        each is not subject and each.source != subject.source and reach.has(each, subject.source[0]) for each in waiting
    )


def _guessed_top(path: str, found: list[Object], session: Session) -> str:
    """The nearest directory above a path from which a Kustomization's path leads somewhere."""
    start = path if session.files.resolved(path)[1] else os.path.dirname(path)
    paths = [each.manifest["spec"].get("path") for each in found if isinstance(each.manifest.get("spec"), dict)]
    written = [each.strip("./") for each in paths if isinstance(each, str) and each.strip("./")]
    current = start
    while written:
        if any(session.files.is_there(os.path.join(current, each)) for each in written):
            return current
        above = os.path.dirname(current)
        if above == current:
            break
        current = above
    return start


@contextmanager
def apart(files: Files) -> Iterator[dict[str, None]]:
    """Let what is read meanwhile be no part of what the build depends on; the files are given, for others to note."""
    before = files.were_read, files.missed, files.met
    files.were_read, files.missed, files.met = {}, {}, {}
    try:
        yield files.were_read
    finally:
        files.were_read, files.missed, files.met = before


def world_of(path: str, session: Session, build: Build, *, releases: bool = False) -> World:
    """The objects below a path, found once for all builds with the same options that see the same files.

    HelmReleases are among them if helm may run, or if ``releases`` asks for them.
    """
    files = session.files
    real = files.resolved(os.path.abspath(path), path)[0]
    view = str(getattr(files, "revision", "")) or (f"{id(files)}" if files.memory or not files.disk else "")
    view += "+" * session.options.enable_helm + "*" * releases
    known: World | None = session.options.kept.found.get((real, view))
    if known is None:
        with apart(files):
            known = World(real, session, build, releases=releases)
        session.options.kept.found[real, view] = known
    return known


def object_of(target: str, session: Session, build: Build) -> tuple[Object, World]:
    """The object that a target names."""
    split = split_target(target)
    assert split is not None
    world = world_of(split[0], session, build)
    return world.named(split[1]), world
