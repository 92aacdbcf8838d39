"""The kustomizations below a directory, and the files there that may be manifests."""

from __future__ import annotations

import os

from kustompy.kustomization.file import FILE_NAMES
from kustompy.targets.gitignore import fits, ignored_around, ignored_in, matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kustompy.targets.gitignore import Ignored

SUFFIXES = (".yaml", ".yml", ".json")

# YAML and JSON files of other programs, by the names that those programs look for.
_OF_OTHERS = (
    "compose*.y*ml", "docker-compose*.y*ml", "azure-pipelines*.y*ml", "bitbucket-pipelines.yml", "cloudbuild*.yaml",
    "skaffold*.yaml", "Taskfile*.y*ml", "helmfile*.yaml", "mkdocs.y*ml", "package*.json", "tsconfig*.json",
    "renovate.json", "pnpm-*.yaml", "codecov.y*ml", "Chart.yaml", "Chart.lock", "*.schema.json",
)  # fmt: skip


class Tree:
    """The result of a walk; paths begin with the directory as the user wrote it."""

    __slots__ = ("files", "ignored", "kustomizations", "others")

    def __init__(self) -> None:
        self.kustomizations: dict[str, str] = {}
        """Directories with a kustomization, with the path of its file."""
        self.files: list[str] = []
        """YAML and JSON files, without those of other programs."""
        self.ignored = 0
        """The number of files and folders that git ignores or the settings exclude."""
        self.others: list[str] = []
        """Folders of charts, and files of other programs."""


def walked(directory: str, exclude: Sequence[str] = (), base: str = "") -> Tree:
    """The tree below a directory; ``exclude`` are patterns of paths below ``base``."""
    tree = Tree()
    start = os.path.abspath(directory)
    patterns = [_parts(each) for each in exclude]
    around = {start: ignored_around(start)}
    for folder, folders, names in os.walk(start):
        shown = os.path.normpath(os.path.join(directory, os.path.relpath(folder, start)))
        # The templates of a chart are no YAML before helm has rendered them. A chart that the user names is searched.
        if "Chart.yaml" in names and folder != start:
            tree.others.append(shown)
            folders.clear()
            continue
        ignored = ignored_in(folder, around.pop(folder, None))
        # os.walk goes on with what is left in this list, in its order; links to folders are not followed.
        folders[:] = [each for each in sorted(folders) if _is_wanted(folder, each, ignored, tree, patterns, base)]
        around.update((os.path.join(folder, each), ignored) for each in folders)
        files = [each for each in sorted(names) if _is_file(folder, each, ignored, tree, patterns, base)]
        _sort(shown, files, tree)
    return tree


def every_file(directory: str, exclude: Sequence[str] = (), base: str = "") -> Iterator[str]:
    """All YAML and JSON files below a directory except kustomizations, also ignored ones and those of charts."""
    patterns = [_parts(each) for each in exclude]
    nowhere = Tree()
    for folder, folders, names in os.walk(directory):
        at = os.path.abspath(folder)
        folders[:] = [
            each
            for each in sorted(folders)
            if _is_kept(os.path.join(at, each), None, nowhere, patterns, base, is_directory=True)
        ]
        for name in sorted(names):
            is_manifest = name.endswith(SUFFIXES) and name not in FILE_NAMES
            if is_manifest and _is_kept(os.path.join(at, name), None, nowhere, patterns, base, is_directory=False):
                yield os.path.normpath(os.path.join(folder, name))


def _sort(folder: str, files: list[str], tree: Tree) -> None:
    for name in files:
        path = os.path.normpath(os.path.join(folder, name))
        # Two kustomization files in a folder are an error of its build; the folder is one target all the same.
        if name in FILE_NAMES:
            tree.kustomizations.setdefault(os.path.normpath(folder), path)
        elif any(fits(pattern, name) for pattern in _OF_OTHERS):
            tree.others.append(path)
        else:
            tree.files.append(path)


def _is_file(folder: str, name: str, ignored: Ignored | None, tree: Tree, patterns: list[list[str]], base: str) -> bool:
    if name.startswith(".") or not (name.endswith(SUFFIXES) or name in FILE_NAMES):
        return False
    return _is_kept(os.path.join(folder, name), ignored, tree, patterns, base, is_directory=False)


def _is_wanted(
    folder: str, name: str, ignored: Ignored | None, tree: Tree, patterns: list[list[str]], base: str
) -> bool:
    return not name.startswith(".") and _is_kept(
        os.path.join(folder, name), ignored, tree, patterns, base, is_directory=True
    )


def _is_kept(
    path: str, ignored: Ignored | None, tree: Tree, patterns: list[list[str]], base: str, *, is_directory: bool
) -> bool:
    if ignored is not None and ignored.covers(path, is_directory=is_directory):
        tree.ignored += 1
        return False
    if patterns and is_below(path, base) and any(matches(each, _parts(path[len(base) :])) for each in patterns):
        tree.ignored += 1
        return False
    return True


def is_below(path: str, base: str) -> bool:
    """Whether an absolute path is in a directory, or is the directory."""
    return path == base or path.startswith(base.rstrip(os.sep) + os.sep)


def _parts(path: str) -> list[str]:
    return [each for each in path.replace(os.sep, "/").split("/") if each not in ("", ".")]


def matching(patterns: Sequence[str], base: str) -> Iterator[tuple[str, list[str]]]:
    """Each pattern with the sorted absolute paths of directories below ``base`` that match it."""
    from glob import escape, glob

    for pattern in patterns:
        found = glob(os.path.join(escape(base), pattern), recursive=True)
        yield pattern, sorted(os.path.normpath(each) for each in found if os.path.isdir(each))
