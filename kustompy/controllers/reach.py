"""The files that the build of an object may read, found from the texts of kustomizations without building it."""

from __future__ import annotations

import os

from kustompy.controllers.names import KINDS, RELEASE, SET
from kustompy.errors import KustompyError, LimitError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.system.files import is_within
from kustompy.yamlio.read.reader import read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.controllers.objects import Object
    from kustompy.limits import Limits
    from kustompy.session.session import Session
    from kustompy.system.files import Files

# A build of each object to see which others it applies costs as much as all builds together. These fields name every
# file that can bring an object; patches and files of generators only change what is there.
_BASES = ("resources", "bases", "components", "generators", "transformers")


class Reach:
    """The files that each directory leads to, and the directories that are read as a whole."""

    __slots__ = ("_known", "_led", "_session", "_speaking", "_top", "_with_releases")

    def __init__(self, top: str, session: Session, *, with_releases: bool) -> None:
        self._top, self._session, self._with_releases = top, session, with_releases
        self._speaking: dict[str, bool] = {}
        self._known: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self._led: dict[int, tuple[Object, list[tuple[frozenset[str], frozenset[str]]]]] = {}
        """The files and directories of objects, by identity: each object is compared with all others.

        The object is kept beside them, so that its identity is not given to another one meanwhile.
        """

    def has(self, subject: Object, file: str) -> bool:
        """Whether the build of an object may read a file."""
        return any(
            file in files or any(is_within(file, each) for each in wholes) for files, wholes in self._led_to(subject)
        )

    def has_objects(self, subject: Object) -> bool:
        """Whether the build of an object may have objects of controllers."""
        if subject.kind == SET:
            return True
        limits, files = self._session.options.limits, self._session.files
        for named, wholes in self._led_to(subject):
            below = (each for whole in wholes for each in files_below(whole, limits, files))
            if any(map(self._speaks, named)) or any(map(self._speaks, below)):
                return True
        return False

    def _led_to(self, subject: Object) -> list[tuple[frozenset[str], frozenset[str]]]:
        """The files and whole directories that each path of an object inside the source leads to."""
        known = self._led.get(id(subject))
        if known is None:
            directories = [os.path.normpath(os.path.join(self._top, each.lstrip("/"))) for each in paths_of(subject)]
            found = [self._from(each) for each in directories if is_within(each, self._top)]
            known = self._led[id(subject)] = subject, found
        return known[1]

    def _speaks(self, file: str) -> bool:
        if file not in self._speaking:
            try:
                content = self._session.files.read(file)
                self._speaking[file] = speaks_of_objects(content, with_releases=self._with_releases)
            except KustompyError:
                # The build of the object that names the file reports it.
                self._speaking[file] = False
        return self._speaking[file]

    def _from(self, directory: str) -> tuple[frozenset[str], frozenset[str]]:
        if directory not in self._known:
            self._known[directory] = self._read(directory)
        return self._known[directory]

    def _read(self, start: str) -> tuple[frozenset[str], frozenset[str]]:
        files, wholes, met, waiting = set(), set(), {start}, [start]
        while waiting:
            directory = waiting.pop()
            names = self._named_in(directory)
            # For a directory without a kustomization Flux generates one, and Argo CD applies the files in it.
            if names is None:
                wholes.add(directory)
                continue
            for name in names:
                path = os.path.normpath(os.path.join(directory, name))
                if name.endswith((".yaml", ".yml", ".json")):
                    files.add(path)
                elif path not in met and is_within(path, self._top):
                    met.add(path)
                    waiting.append(path)
        return frozenset(files), frozenset(wholes)

    def _named_in(self, directory: str) -> list[str] | None:
        """The local entries of the kustomization in a directory; None if it has no kustomization."""
        for name in FILE_NAMES:
            path = os.path.join(directory, name)
            if self._session.files.is_there(path):
                try:
                    fields = read_config(self._session.files.read(path))
                except KustompyError:
                    return []
                return [
                    each
                    for field in _BASES
                    for each in (fields.get(field) or () if isinstance(fields, dict) else ())
                    if isinstance(each, str) and "\n" not in each and "://" not in each
                ]
        return None


def paths_of(subject: Object) -> Iterator[str]:
    """The paths, from the top of the source, of the directories that an object names."""
    spec = subject.manifest.get("spec")
    if not isinstance(spec, dict) or subject.kind == RELEASE:
        return
    for each in (spec, spec.get("source"), *(spec.get("sources") or ())):
        if isinstance(each, dict) and isinstance(each.get("path"), str):
            yield each["path"]


_SUFFIXES = (".yaml", ".yml")
# A search for bytes rules out most files of a repository before any YAML is parsed. The slash and the `v` belong to an
# apiVersion: the group alone also stands in labels, which Flux puts on everything.
_GROUPS = tuple(sorted({f"{group}/v".encode() for kind, group in KINDS.items() if kind != RELEASE}))
_OF_RELEASES = f"{KINDS[RELEASE]}/v".encode()


def speaks_of_objects(content: bytes, *, with_releases: bool) -> bool:
    """Whether a file may contain objects of controllers; HelmReleases count only if ``with_releases``."""
    return any(each in content for each in _GROUPS) or (with_releases and _OF_RELEASES in content)


def files_below(path: str, limits: Limits, files: Files) -> Iterator[str]:
    """The YAML files at or below a path, sorted by name in each folder; folders that begin with a dot are skipped."""
    if not files.is_there(path):
        return
    real, is_directory = files.resolved(path)
    if not is_directory:
        yield real
        return
    waiting, count = [real], 0
    while waiting:
        here = waiting.pop()
        names = [each for each in files.names_in(here) if not each.startswith(".")]
        yield from (os.path.join(here, each) for each in names if each.endswith(_SUFFIXES))
        others = [os.path.join(here, each) for each in reversed(names) if not each.endswith(_SUFFIXES)]
        waiting += [each for each in others if files.names_in(each)]
        count += len(names)
        if count > limits.includes:
            raise LimitError(f"{path} has more than {limits.includes} files", code="KST707")
