"""One file for each resource, named as kustomize names them when it writes into a directory."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from errno import ENOTDIR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Protocol, TypeVar

    from kustompy.model.ids import Gvk

    class Named(Protocol):
        """What a file name is made of."""

        @property
        def gvk(self) -> Gvk: ...
        @property
        def name(self) -> str: ...
        @property
        def effective_namespace(self) -> str: ...
        @property
        def is_cluster_scoped(self) -> bool: ...

    AnyNamed = TypeVar("AnyNamed", bound=Named)


def named_files(resources: Iterable[AnyNamed]) -> list[tuple[str, AnyNamed]]:
    """The resources under their file names, those without a namespace last.

    The namespace stands in front where the resources lie in more than one. Names are lower case, so that two resources
    may come to the same one: the second is numbered.
    """
    resources = list(resources)
    namespaced = [each for each in resources if not each.is_cluster_scoped]
    several = len({each.effective_namespace for each in namespaced}) > 1
    found = [(_file_name(each, f"{each.effective_namespace}_" if several else ""), each) for each in namespaced]
    found += [(_file_name(each), each) for each in resources if each.is_cluster_scoped]
    return list(_told_apart(found))


def _told_apart(found: Iterable[tuple[str, AnyNamed]]) -> Iterator[tuple[str, AnyNamed]]:
    taken: set[str] = set()
    for name, resource in found:
        unique, number = name, 1
        # Written under one name, the first would be lost.
        while unique in taken:
            number += 1
            unique = f"{name.removesuffix('.yaml')}_{number}.yaml"
        taken.add(unique)
        yield unique, resource


def _file_name(resource: Named, start: str = "") -> str:
    parts = [*filter(None, resource.gvk), resource.name]
    # a slash in a name must not lead out of the directory
    return f"{start}{'_'.join(parts)}.yaml".lower().replace("/", "_").replace(os.sep, "_")


def write_file(path: str, content: bytes) -> None:
    """Write a file beside its place and rename it, so that it is there as a whole or not at all; no link is followed.

    What is neither a file nor a link there, such as a pipe or a terminal, is written to.
    """
    status = _status(path)
    if (
        status is not None
        and not stat.S_ISREG(status.st_mode)
        and (not stat.S_ISLNK(status.st_mode) or _is_stream(path))
    ):
        # A rename over /dev/stdout would put a file in its place.
        with open(path, "wb") as stream:
            stream.write(content)
        return
    _put_in_place([(path, content)])


def write_files(directory: str, texts: Sequence[tuple[str, str]]) -> list[str]:
    """Write each text into the file of its name; the directory is made where it is missing. The paths, in order."""
    # Everything would be written where the link leads, which a tree may choose.
    if os.path.islink(directory):
        raise NotADirectoryError(ENOTDIR, "is a link: name the directory that it leads to", directory)
    os.makedirs(directory, exist_ok=True)
    wanted = {os.path.join(directory, name): text.encode("utf-8", "surrogatepass") for name, text in texts}
    _put_in_place(list(wanted.items()))
    return list(wanted)


def write_directory(directory: str, texts: Sequence[tuple[str, str]]) -> list[str]:
    """The same for a build: files of the build before that are no longer written are removed, by a list of them."""
    before = _listed(os.path.join(directory, LIST))
    names = [name for name, _ in texts]
    paths = write_files(directory, [*texts, (LIST, "".join(f"{each}\n" for each in names))])
    for name in before.difference(names):
        with suppress(OSError):
            os.unlink(os.path.join(directory, name))
    return paths[:-1]


LIST = ".kustompy-files"
"""The names of the files that a build has written into a directory."""


def _listed(path: str) -> set[str]:
    """The names on a list, if it is one: nothing but manifests in the directory itself is ever removed."""
    status = _status(path)
    if status is None or not stat.S_ISREG(status.st_mode):
        return set()
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        names = set(file.read().split("\n"))
    # The list lies in the folder, and anybody may have written into it: names with a slash are not followed.
    return {each for each in names if each.endswith(".yaml") and os.path.basename(each) == each and "\0" not in each}


def _put_in_place(contents: Sequence[tuple[str, bytes]]) -> None:
    """Write all files under other names, and rename them once all of them are written."""
    written: list[tuple[str, str]] = []
    try:
        for path, content in contents:
            folder, name = os.path.split(path)
            beside = os.path.join(folder, f".{name[:100]}.{os.getpid()}.{len(written)}.tmp")
            status = _status(path)
            # A file that is there keeps its permissions: a render of Secrets may be for its owner alone.
            mode = stat.S_IMODE(status.st_mode) if status is not None and stat.S_ISREG(status.st_mode) else 0o666
            # O_EXCL and O_NOFOLLOW: a tree may hold a link of this name that leads to a file of the user.
            descriptor = os.open(beside, _NEW, mode)
            written.append((beside, path))
            with open(descriptor, "wb") as file:
                file.write(content)
        # Renamed only now: a full disk leaves the old files as they were.
        while written:
            os.replace(*written[0])
            written.pop(0)
    finally:
        for beside, _ in written:
            with suppress(OSError):
                os.unlink(beside)


_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def _status(path: str) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except FileNotFoundError:
        return None


def _is_stream(path: str) -> bool:
    """Whether it is one of the names that a system gives to its streams."""
    return path.startswith("/dev/")
