"""The manifests that Argo CD takes from a plain directory, by ``recurse``, ``include`` and ``exclude``."""

from __future__ import annotations

import os

from kustompy.errors import LimitError
from kustompy.targets.gitignore import fits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.controllers.objects import Object
    from kustompy.model.values import Value
    from kustompy.session.session import Session

_SUFFIXES = (".yaml", ".yml", ".json")
# Argo CD takes no `.libsonnet` by itself: those are libraries, which a `.jsonnet` imports.
_JSONNET = ".jsonnet"
_MOST_CHOICES = 100


def manifests_in(
    directory: str, subject: Object, source: dict[str, Value], path: tuple[str | int, ...], session: Session
) -> list[str]:
    """The manifests of the directory as entries of ``resources:``; an error (KST252) if there are none."""
    chosen = source.get("directory") or {}
    if not isinstance(chosen, dict):
        raise subject.error("`directory` is not a mapping", *path, "directory")
    if chosen.get("jsonnet"):
        raise _no_jsonnet(subject, path)
    wanted = [chosen.get("include"), chosen.get("exclude")]
    if not all(each is None or isinstance(each, str) for each in wanted):
        raise subject.error("`include` and `exclude` of `directory` must be strings", *path, "directory")
    include, exclude = (_choices(each) if each else [] for each in wanted)
    found = []
    for file in _files(directory, session, is_deep=bool(chosen.get("recurse"))):
        # Argo CD matches the path below the directory by a glob library without separators: `*` takes slashes, too.
        name = os.path.relpath(file, directory).replace(os.sep, "/")
        if any(fits(each, name) for each in exclude) or (include and not any(fits(each, name) for each in include)):
            continue
        if name.endswith(_JSONNET):
            raise _no_jsonnet(subject, path)
        found.append(name)
    if not found:
        raise subject.error(
            f"{source['path']} contains no manifest", *path, "path", code="KST252",
            hint="write the path of a directory with manifests, or `directory: {recurse: true}`",
        )  # fmt: skip
    return [f"./{each}" for each in found]


def _no_jsonnet(subject: Object, path: tuple[str | int, ...]) -> Exception:
    return subject.error(
        "jsonnet is not rendered", *path, "directory", code="KST259",
        hint="render it beforehand, and commit the manifests",
    )  # fmt: skip


def _files(directory: str, session: Session, *, is_deep: bool) -> Iterator[str]:
    waiting, count = [directory], 0
    files = session.files
    while waiting:
        here = waiting.pop()
        names = files.names_in(here)
        folders = []
        for name in names:
            each = os.path.join(here, name)
            if name.endswith((*_SUFFIXES, _JSONNET)):
                yield each
            # Links to directories are not followed, as in Go's `filepath.Walk`.
            elif is_deep and files.names_in(each) and files.resolved(each) == (each, True):
                folders.append(each)
        waiting += reversed(folders)
        count += len(names)
        if count > session.options.limits.includes:
            raise LimitError(f"{directory} has more than {session.options.limits.includes} files", code="KST707")


def _choices(pattern: str) -> list[str]:
    """The patterns without choices that a pattern with ``{a,b}`` stands for."""
    # Each choice multiplies the patterns. Past the limit the braces are plain characters, which fit no usual name.
    found = [pattern]
    while True:
        at = next((number for number, each in enumerate(found) if "{" in each and "}" in each.partition("{")[2]), None)
        if at is None or len(found) > _MOST_CHOICES:
            return found
        head, _, rest = found[at].partition("{")
        inner, _, tail = rest.partition("}")
        found[at : at + 1] = [f"{head}{each}{tail}" for each in inner.split(",")]
