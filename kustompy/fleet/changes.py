"""What has changed in a work tree since a revision, as git tells it."""

from __future__ import annotations

import os

from kustompy.errors import UsageError
from kustompy.system.process import run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NamedTuple

    class Since(NamedTuple):
        """Absolute paths of what has changed, and those whose changed lines have a word."""

        paths: tuple[str, ...]
        with_word: tuple[str, ...]
else:
    from collections import namedtuple

    Since = namedtuple("Since", ["paths", "with_word"])

_SECONDS = 60.0


def changed_since(revision: str, directory: str, word: str, environment: Mapping[str, str]) -> Since:
    """What differs between the commit and the files as they are, new files that git does not ignore included."""
    tree = _Tree(directory, environment)
    # git would take it for an option; `--output=FILE` of git diff writes files.
    if revision.startswith("-"):
        raise _unknown(revision)
    # A tag leads to its commit, and a name of a tree or blob to nothing.
    commit = tree.said("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").strip()
    if not commit:
        raise _unknown(revision)
    # Without the settings of the user, which may find renames or run a program for each file. -z: names may hold line
    # breaks.
    changed = tree.names("diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", commit, "--")
    with_word = tree.names("diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", f"-G{word}", commit, "--")
    new = tree.names("ls-files", "--others", "--exclude-standard", "-z")
    return Since((*changed, *new), (*with_word, *new))


class _Tree:
    """The work tree around a directory, and git in it."""

    __slots__ = ("_environment", "top")

    def __init__(self, directory: str, environment: Mapping[str, str]) -> None:
        self.top, self._environment = directory, environment
        top = self.said("rev-parse", "--show-toplevel").removesuffix("\n")
        if not top:
            raise UsageError(
                f"{directory} is in no git work tree", code="KST860",
                hint="run it in the repository, or give the changed paths on stdin with --stdin",
            )  # fmt: skip
        self.top = os.path.realpath(top)

    def said(self, *arguments: str) -> str:
        """What git prints; nothing if it refuses."""
        done = run("git", ["-C", self.top, *arguments], environment=self._environment, seconds=_SECONDS)
        if done.failure and not done.failure.startswith("exit status"):
            raise UsageError(f"git cannot be run: {done.failure}", code="KST860", hint="install git, or use --stdin")
        return "" if done.failure else done.stdout.decode("utf-8", "surrogateescape")

    def names(self, *arguments: str) -> list[str]:
        """The absolute paths of what git names."""
        # git writes slashes on every system.
        return [os.path.join(self.top, *each.split("/")) for each in self.said(*arguments).split("\0") if each]


def _unknown(revision: str) -> UsageError:
    return UsageError(
        f"git knows no commit {revision!r} here", code="KST860",
        hint="name a commit, branch or tag; a shallow clone may have to fetch it first",
    )  # fmt: skip
