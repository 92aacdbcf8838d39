"""The directory that a kustomization lies in, and what it may load."""

from __future__ import annotations

import os

from kustompy.errors import NO_DIRECTORY, NO_FILE, LoadError, wrapping
from kustompy.system.files import is_within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.model.values import Manifest
    from kustompy.system.files import Files


_IS_POSIX = os.sep == "/"


class Root:
    """A directory that a kustomization is read from, and what may be loaded from there.

    ``referrer`` is the root that led here; ``repo`` the directory of the git clone that this root is part of, and
    ``origin`` what that clone was made of, for ``buildMetadata``. A root that was itself fetched has the ``url``.
    """

    __slots__ = ("_below", "directory", "files", "origin", "referrer", "repo", "restricted", "url")

    def __init__(
        self,
        files: Files,
        directory: str,
        *,
        restricted: bool = True,
        referrer: Root | None = None,
        repo: str = "",
        origin: Manifest | None = None,
        url: str = "",
    ) -> None:
        self.files, self.directory, self.restricted = files, directory, restricted
        # With its separator, so that `/base2` is not below `/base`.
        self._below = directory if directory.endswith(os.sep) else directory + os.sep
        self.referrer, self.repo, self.origin, self.url = referrer, repo, origin, url

    def path_of(self, path: str) -> str:
        """The path, joined to this root if it is relative."""
        # normpath takes longer than all else that is done for a plain name.
        if _IS_POSIX and "/" not in path and path[:1] not in ("", "."):
            return self._below + path  # a name, which most paths are
        if _IS_POSIX and path[:1] != "/":
            return os.path.normpath(self._below + path)
        return os.path.normpath(os.path.join(self.directory, path))

    def located(self, path: str) -> str:
        """The real path of a file that may be loaded from here."""
        joined = self.path_of(path)
        if not self.restricted:
            return joined
        real, is_directory = self.files.resolved(joined)
        if is_directory:
            raise no_file(joined)
        # The real path: a link that leads out of the root is refused, as in kustomize (spec section 4).
        if not real.startswith(self._below):
            raise LoadError(
                f"security; file '{joined}' is not in or below '{self.directory}'",
                code="KST303",
                hint="move the file below the kustomization, or build with --load-restrictor LoadRestrictionsNone",
            )
        return real

    def load(self, path: str) -> bytes:
        """The bytes of a file that may be loaded from here."""
        return self.found(self.path_of(path))[1]

    def found_in_place(self, name: str) -> tuple[str, bytes] | None:
        """The path and the bytes of the name here if it is a plain file; None if it must be resolved."""
        path = self._below + name
        content = self.files.read_in_place(path) if self.restricted else None
        return None if content is None else (path, content)

    def has_any(self, names: Sequence[str]) -> bool:
        """Whether there is anything here under one of the names."""
        return self.files.has_any(self._below, names)

    def found(self, joined: str) -> tuple[str, bytes]:
        """The real path of a file that may be loaded from here, and its bytes; ``joined`` is a path of this root."""
        if self.restricted and joined.startswith(self._below):
            content = self.files.read_in_place(joined)
            if content is not None:
                return joined, content
        real = self.located(joined)
        return real, self.files.read(real, is_real=self.restricted)

    def local_directory(self, path: str) -> str:
        """The real path of a directory on the disk that is named from here; empty if it may be something else."""
        if not self.restricted or may_be_remote(path):
            return ""
        joined = self.path_of(path)
        in_place = self.files.directory_in_place(joined)
        if in_place:
            return in_place
        try:
            real, is_directory = self.files.resolved(joined)
        except LoadError:
            return ""
        return real if is_directory else ""

    def below(self, path: str, directory: str = "") -> Root:
        """The root of a directory named from here, whose real path may be known; refuses cycles."""
        if not path:
            raise LoadError("new root cannot be empty", code="KST304")
        if path[0] == "/" if _IS_POSIX else os.path.isabs(path):
            raise LoadError(f"new root '{path}' cannot be absolute", code="KST304")
        directory = directory or directory_at(self.files, self.path_of(path))
        # What a clone names outside of itself would be files of the machine that builds.
        if self.repo and not is_within(directory, self.repo):
            raise LoadError(
                "security; bases in kustomizations found in cloned git repos must be within the repo, "
                f"but base '{directory}' is outside '{self.repo}'",
                code="KST303",
            )
        visited: Root | None = self
        inside = directory if directory.endswith(os.sep) else directory + os.sep
        while visited is not None:
            # A base that contains the directory that names it would include itself without end; kustomize asks so, too.
            if visited._below.startswith(inside):
                raise LoadError(
                    f"cycle detected: candidate root '{directory}' contains visited root '{visited.directory}'",
                    code="KST305",
                )
            # a clone is a tree of its own, though this build may share its directory
            visited = None if visited.url else visited.referrer
        return Root(
            self.files, directory, restricted=self.restricted, referrer=self, repo=self.repo, origin=self.origin
        )


def no_file(path: str) -> LoadError:
    """The error of a directory where a file is wanted."""
    return LoadError(f"'{path}' must resolve to a file", code="KST302", fault=NO_FILE)


def may_be_remote(path: str) -> bool:
    """Whether a path could be a git URL; no ordinary path is, and only ``git_url`` says for sure."""
    return ":" in path or "@" in path or path[:11].lower() == "github.com/"


def is_remote_file(path: str) -> bool:
    """Whether a path is fetched over http."""
    return path[:8].lower().startswith(("http://", "https://"))


class NoDirectory(LoadError):
    """There is something at the path of a directory, and it is a file."""

    default_code = "KST306"
    default_fault = NO_DIRECTORY


def directory_at(files: Files, path: str, shown: str = "") -> str:
    """The real path of a directory that is to be built."""
    with wrapping("must build at directory: not a valid directory", kinds=LoadError):
        real, is_directory = files.resolved(path, shown)
    if not is_directory:
        raise NoDirectory(f"must build at directory: '{shown or path}': file is not directory")
    return real
