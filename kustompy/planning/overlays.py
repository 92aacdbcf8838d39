"""Which overlays a change can reach: told from the texts of kustomizations alone, without building any."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError, UsageError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.system.files import Files, is_within
from kustompy.targets.overlays import texts_in
from kustompy.yamlio.read.reader import read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import NamedTuple

    from kustompy.model.values import Value
    from kustompy.revisions.files import RevisionFiles

    class Named(NamedTuple):
        """What a kustomization names: every text in it that may be a path, and whether it is a component."""

        texts: tuple[str, ...]
        bases: tuple[str, ...]
        """Those of the texts that name directories to build."""
        is_component: bool
        is_opaque: bool
        """Whether configs of its own, such as generators, may name more."""
else:
    from collections import namedtuple

    Named = namedtuple("Named", "texts bases is_component is_opaque")

_BASES = ("resources", "bases", "components", "generators", "transformers", "validators")
_LINK = "120000"
_DOTS = ("", ".", "..")
_OF_CONFIGS = ("generators", "transformers", "validators", "helmCharts", "helmChartInflationGenerator", "helmGlobals")


UNREADABLE = Named((), (), False, True)
"""What is known of a kustomization that cannot be read; its build says why."""


class Kustomizations:
    """The kustomizations of a repository at one side, by their absolute directories, and what each names."""

    __slots__ = ("named", "users")

    def __init__(self, named: Mapping[str, Named]) -> None:
        self.named = named
        self.users: dict[str, list[str]] = {}
        """Which kustomizations name a directory or file."""
        for directory, each in named.items():
            for text in each.texts:
                # joining paths is most of the work where a thousand kustomizations have twenty texts each
                if "/" in text or os.sep in text or text in _DOTS:
                    path = os.path.normpath(os.path.join(directory, text))
                else:
                    path = f"{directory}{os.sep}{text}"
                if path != directory:
                    self.users.setdefault(path, []).append(directory)

    def overlays(self) -> list[str]:
        """Those that no other names, and that are no components."""
        return sorted(each for each, named in self.named.items() if not named.is_component and each not in self.users)

    def reached_by(self, paths: Iterable[str]) -> set[str]:
        """The kustomizations that may read one of the absolute paths, themselves or by way of a base."""
        waiting = [each for path in paths for each in self._readers(path)]
        reached = set(waiting)
        while waiting:
            for each in self.users.get(waiting.pop(), ()):
                if each not in reached:
                    reached.add(each)
                    waiting.append(each)
        return reached

    def _readers(self, path: str) -> Iterator[str]:
        """Who names a path or a directory above it, and the nearest kustomization above, which may read all below."""
        yield from self.users.get(path, ())
        is_nearest = True
        while True:
            above = os.path.dirname(path)
            if above == path:
                return
            path = above
            named = self.named.get(path)
            if named is not None and (is_nearest or named.is_opaque):
                yield path
                is_nearest = False
            yield from self.users.get(path, ())


def named_in(content: bytes) -> Named:
    """What a kustomization names."""
    try:
        fields = read_config(content)
    except KustompyError:
        return UNREADABLE
    if not isinstance(fields, dict):
        return UNREADABLE
    is_opaque = any(fields.get(each) for each in _OF_CONFIGS)
    bases = [
        each for field in _BASES for each in _listed(fields.get(field)) if isinstance(each, str) and "\n" not in each
    ]
    return Named(tuple(dict.fromkeys(texts_in(fields))), tuple(bases), fields.get("kind") == "Component", is_opaque)


def _listed(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def kustomizations_of(
    old: RevisionFiles, new: RevisionFiles | None, changed: Iterable[str]
) -> tuple[Kustomizations, Kustomizations]:
    """The kustomizations of both sides. Those of the work tree are the revision's but for what has changed."""
    known: dict[str, Named] = {}
    before = _of_revision(old, known)
    after = _of_work_tree(before, old, changed) if new is None else _of_revision(new, known)
    found = Kustomizations(before)
    return found, found if after == before else Kustomizations(after)


def _of_revision(files: RevisionFiles, known: dict[str, Named]) -> dict[str, Named]:
    """What each kustomization names; ``known`` is what is known of contents by their hashes."""
    paths = {path: entry for path, entry in files.entries.items() if os.path.basename(path) in FILE_NAMES}
    contents = files.read_ahead([name for mode, name in paths.values() if name not in known and mode != _LINK])
    known.update((name, named_in(content)) for name, content in contents.items())
    return {
        os.path.dirname(path): known[name] if name in known else _named_at(path, files)
        for path, (_, name) in paths.items()
    }


def _named_at(path: str, files: RevisionFiles) -> Named:
    try:
        return named_in(files.read(path))
    except KustompyError:
        return UNREADABLE


def _of_work_tree(before: Mapping[str, Named], old: RevisionFiles, changed: Iterable[str]) -> dict[str, Named]:
    after = dict(before)
    for each in changed:
        path = os.path.join(old.top, *each.split("/"))
        directory, base = os.path.split(path)
        if base not in FILE_NAMES:
            continue
        after.pop(directory, None)
        for name in FILE_NAMES:
            other = os.path.join(directory, name)
            if os.path.isfile(other):
                after[directory] = _read_from(other)
    return after


def _read_from(path: str) -> Named:
    try:
        return named_in(Files().read(path))
    except KustompyError:
        return UNREADABLE


def overlays_to_compare(
    paths: Sequence[str], old: RevisionFiles, new: RevisionFiles | None, changed: Sequence[str], exclude: Sequence[str]
) -> list[str]:
    """The absolute directories of the overlays at or below the paths that the changed files may reach.

    A path of a kustomization is compared whether it is an overlay or not.
    """
    before, after = kustomizations_of(old, new, changed)
    starts = [os.path.realpath(each) for each in paths]
    for start in starts:
        if not is_within(start, old.top):
            raise UsageError(f"{start} is not in {old.top}", code="KST806", hint="name directories of one repository")
    whole = [os.path.join(old.top, *each.split("/")) for each in changed]
    reached = before.reached_by(whole) | after.reached_by(whole)
    chosen = {each for each in starts if each in before.named or each in after.named}
    overlays = {*before.overlays(), *after.overlays()}
    below = {each for each in overlays if any(is_within(each, start) for start in starts if start not in chosen)}
    return sorted(each for each in (below | chosen) & reached if not _is_excluded(each, old.top, exclude))


def _is_excluded(directory: str, top: str, exclude: Sequence[str]) -> bool:
    from kustompy.targets.gitignore import matches

    if not exclude:
        return False
    parts = os.path.relpath(directory, top).split(os.sep)
    patterns = [each.strip().strip("/").split("/") for text in exclude for each in text.split(",") if each.strip()]
    return any(matches(pattern, parts[:end]) for pattern in patterns for end in range(1, len(parts) + 1))
