"""The overlay set: the kustomizations that no other one names, so that each is built once, as a whole."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError, UsageError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.system.files import Files
from kustompy.targets.manifests import may_be_manifest
from kustompy.targets.tree import Tree, is_below, matching, walked
from kustompy.yamlio.read.reader import read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import NamedTuple

    from kustompy.model.values import Value

    class Chosen(NamedTuple):
        """The patterns of the settings, relative to ``base``, the directory of the settings file."""

        base: str = ""
        targets: tuple[str, ...] = ()
        exclude: tuple[str, ...] = ()

    class Targets(NamedTuple):
        """The directories to build and the files to read, and a sentence about what was searched."""

        directories: tuple[str, ...]
        files: tuple[str, ...]
        looked_at: str
        left_out: tuple[str, ...] = ()
else:
    from collections import namedtuple

    Chosen = namedtuple("Chosen", ["base", "targets", "exclude"], defaults=["", (), ()])
    Targets = namedtuple("Targets", ["directories", "files", "looked_at", "left_out"], defaults=[()])

NOTHING_CHOSEN = Chosen()

# Fields whose entries name directories with a kustomization of their own.
_BASES = frozenset(("resources", "bases", "components", "generators", "transformers", "validators"))


def find_targets(paths: Sequence[str], chosen: Chosen) -> Targets:
    """The targets of paths: a directory with a kustomization is one, any other stands for what is below it."""
    directories: list[str] = []
    files: list[str] = []
    left_out: list[str] = []
    looked_at: list[str] = []
    for path in paths:
        if os.path.basename(path) in FILE_NAMES and os.path.isfile(path):
            directories.append(os.path.dirname(path) or ".")
        elif not os.path.isdir(path):
            # A file, or a URL of a kustomization.
            (files if os.path.exists(path) else directories).append(path)
        elif is_kustomization(path):
            directories.append(path)
        else:
            found = _below(path, chosen)
            directories += found.directories
            files += found.files
            left_out += found.left_out
            looked_at.append(found.looked_at)
    return Targets(_distinct(directories), _distinct(files), "; ".join(looked_at), _distinct(left_out))


def is_kustomization(directory: str) -> bool:
    """Whether a directory has a kustomization file."""
    return any(os.path.isfile(os.path.join(directory, name)) for name in FILE_NAMES)


def _distinct(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths without those that lead to the same place as an earlier one."""
    found: dict[str, str] = {}
    for path in paths:
        found.setdefault(os.path.realpath(path) if os.path.exists(path) else path, path)
    return tuple(found.values())


def _below(directory: str, chosen: Chosen) -> Targets:
    base = os.path.abspath(chosen.base) if chosen.base else ""
    if chosen.targets:
        return _fixed(directory, base, chosen)
    tree = walked(directory, chosen.exclude, base)
    # Plain manifests without any kustomization: nothing tells which of them belong together.
    if not tree.kustomizations:
        return Targets((), tuple(tree.files), _looked_at(directory, tree), tuple(tree.others))
    graph = _Graph(tree)
    unnamed = [each for each in tree.files if os.path.abspath(each) not in graph.named_files]
    files = {each: may_be_manifest(each) for each in unnamed if not _is_owned(each, tree)}
    manifests = [each for each, wanted in files.items() if wanted]
    left_out = [*tree.others, *(each for each, wanted in files.items() if not wanted)]
    return Targets(tuple(graph.overlays()), tuple(manifests), _looked_at(directory, tree), tuple(left_out))


def _fixed(directory: str, base: str, chosen: Chosen) -> Targets:
    """The targets that the settings name, inside the directory."""
    start = os.path.abspath(directory)
    found = []
    excluded = {each for _, paths in matching(chosen.exclude, base) for each in paths}
    for pattern, paths in matching(chosen.targets, base):
        fitting = [each for each in paths if is_kustomization(each)]
        if not fitting:
            raise UsageError(
                f"the setting `targets` has {pattern!r}, which matches no directory with a kustomization below {base}",
                code="KST812", hint="write the path of a kustomization, or a pattern such as `overlays/*`",
            )  # fmt: skip
        found += [each for each in fitting if is_below(each, start) and each not in excluded]
    shown = [os.path.normpath(os.path.join(directory, os.path.relpath(each, start))) for each in found]
    return Targets(tuple(shown), (), f"{directory}: the targets of the settings, none of which lies below it")


def _looked_at(directory: str, tree: Tree) -> str:
    counts = [
        (len(tree.kustomizations), "kustomization", "kustomizations"),
        (len(tree.files), "YAML or JSON file", "YAML or JSON files"),
        (len(tree.others), "chart or file of another program", "charts or files of other programs"),
        (tree.ignored, "ignored path", "ignored paths"),
    ]
    return f"{directory}: " + ", ".join(f"{count or 'no'} {one if count == 1 else many}" for count, one, many in counts)


def _is_owned(file: str, tree: Tree) -> bool:
    """Whether there is a kustomization beside the file, or in a folder around it."""
    # Such a file is a patch, values or data of the kustomization, or was forgotten in it, which is for lint to say.
    folder = os.path.dirname(file) or "."
    while True:
        if folder in tree.kustomizations:
            return True
        parent = os.path.dirname(folder)
        if parent == folder or not folder:
            return "." in tree.kustomizations
        folder = parent


class _Graph:
    """The kustomizations of a tree with those that they name, and the files that they name."""

    def __init__(self, tree: Tree) -> None:
        self.shown = {os.path.realpath(each): each for each in tree.kustomizations}
        self.named_files: set[str] = set()
        self.bases: dict[str, set[str]] = {}
        self.components: set[str] = set()
        for directory, file in tree.kustomizations.items():
            real, fields = os.path.realpath(directory), _fields_of(file)
            # A component cannot be built alone: it changes the resources of whoever includes it.
            if fields.get("kind") == "Component":
                self.components.add(real)
            named = {os.path.realpath(os.path.join(directory, each)) for each in _entries(fields)}
            self.bases[real] = named.intersection(self.shown)
            # Any text may be a path: fields of plugins and of generators name files as well.
            self.named_files.update(os.path.abspath(os.path.join(directory, each)) for each in texts_in(fields))

    def overlays(self) -> list[str]:
        """The sorted paths of kustomizations that no other names; of a circle the first one."""
        # One that is only reached through a circle would be left out otherwise, and the circle go unnoticed.
        named = {each for directory, bases in self.bases.items() for each in bases if each != directory}
        top = [each for each in self.shown if each not in named and each not in self.components]
        reached = self._reached(top)
        for each in self.shown:
            if each not in reached and each not in self.components:
                top.append(each)
                reached |= self._reached([each])
        return sorted(self.shown[each] for each in top)

    def _reached(self, start: list[str]) -> set[str]:
        waiting, reached = [*start], set(start)
        while waiting:
            new = self.bases.get(waiting.pop(), set()) - reached
            reached |= new
            waiting += new
        return reached


def _fields_of(file: str) -> dict[str, Value]:
    """The fields of a kustomization; none if it cannot be read, which its build reports."""
    try:
        fields = read_config(Files().read(os.path.abspath(file)))
    except KustompyError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _entries(fields: dict[str, Value]) -> Iterator[str]:
    for field, value in fields.items():
        # encoding/json ignores the case of keys, and so does kustomize.
        if str(field).lower() in _BASES and isinstance(value, list):
            yield from (each for each in value if isinstance(each, str) and "\n" not in each)


def texts_in(value: Value) -> Iterator[str]:
    """The texts in a value that may be paths, and the second halves of those of the form ``key=path``."""
    if isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_in(each)
    elif isinstance(value, str) and "\n" not in value and "\0" not in value:
        yield value
        if "=" in value:
            yield value.rpartition("=")[2]
