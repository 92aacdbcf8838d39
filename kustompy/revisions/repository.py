"""A git repository, asked by running git: revisions, the merge base, changed files, the work tree."""

from __future__ import annotations

import os

from kustompy.errors import LoadError
from kustompy.limits import record
from kustompy.system.process import run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import NamedTuple

    class _Commit(NamedTuple):
        name: str
        commit: str

else:
    _Commit = record("_Commit", "name commit")

_SECONDS = 60
"""The time limit of one call of git."""
# The configuration of a repository may name a program for fsmonitor and hooks, which a checkout of a stranger must not
# run; a partial clone would fetch missing objects over the network. Paths are printed as they are, not in C's escapes.
_QUIET = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false")
_ENVIRONMENT = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
# git gets these variables and those of its configuration: GIT_EXTERNAL_DIFF, GIT_SSH_COMMAND and others name programs.
_OURS = ("PATH", "HOME", "XDG_CONFIG_HOME", "SYSTEMROOT", "GIT_DIR", "GIT_WORK_TREE", "GIT_CEILING_DIRECTORIES",
         "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_COUNT", "USERPROFILE", "TMPDIR", "TEMP")  # fmt: skip
_DEEPEN = "fetch more of the history: `git fetch --unshallow`, or `fetch-depth: 0` of the checkout in CI"
_BRANCHES = ("origin/HEAD", "origin/main", "origin/master", "main", "master")


# `diff` would run the programs that attributes of the tree choose for a diff or for text; a renamed file is two paths.
_DIFF = (
    "diff", "--name-only", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none", "-z",
)  # fmt: skip


class Revision(_Commit):
    """A commit, with the name that it was asked for by."""

    __slots__ = ()

    def __str__(self) -> str:
        return self.name


class Repository:
    """The repository around a directory; a LoadError (KST317) if there is none, or no git."""

    __slots__ = ("_environment", "_head", "_known", "top")

    def __init__(self, directory: str, environment: Mapping[str, str]) -> None:
        self._known: dict[tuple[str, ...], list[str]] = {}
        """Differing paths by commits, and untracked ones under the empty key: git is asked once."""
        chosen = {name: value for name, value in environment.items() if name in _OURS or name.startswith("GIT_CONFIG")}
        self._environment = {**chosen, **_ENVIRONMENT}
        self.top = ""
        """The real path of the work tree."""
        # The directory may exist in the revision alone.
        here = directory
        while here and not os.path.isdir(here):
            here = os.path.dirname(here)
        top, failure = self._asked("rev-parse", "--show-toplevel", directory=here or ".")
        if failure:
            raise _no_repository(directory, failure)
        self.top = os.path.realpath(top.decode("utf-8", "surrogateescape").rstrip("\n"))
        self._head = "HEAD"
        """The commit of HEAD once it was asked for, else the name."""

    def revision(self, name: str) -> Revision:
        """The commit of a name: a branch, a tag, a hash, ``HEAD~2``; a LoadError (KST318) if git knows none."""
        # A name may begin with a dash, and may be a tag or a tree: `^{commit}` follows a tag to its commit.
        found, failure = self._asked("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        if failure or not name:
            hint = "see `git branch --all` and `git tag`"
            if self.is_shallow:
                hint = f"the clone is shallow: {_DEEPEN}"
            raise LoadError(f"git knows no revision {name!r} in {self.top}", code="KST318", hint=hint)
        if name == "HEAD":
            self._head = found.decode().strip()
        return Revision(name, found.decode().strip())

    @property
    def is_shallow(self) -> bool:
        """Whether the clone has only a part of the history."""
        return self._asked("rev-parse", "--is-shallow-repository")[0].strip() == b"true"

    @property
    def is_sparse(self) -> bool:
        """Whether the work tree has only a part of the files."""
        # Most clones have no such file: a look at the disk saves a call of git.
        settings = os.path.join(self.top, ".git", "info")
        if os.path.isdir(settings) and not os.path.exists(os.path.join(settings, "sparse-checkout")):
            return False
        return self._asked("config", "--bool", "core.sparseCheckout")[0].strip() == b"true"

    def merge_base(self, branch: str) -> Revision:
        """The merge base of HEAD and a branch; a LoadError (KST319) if they have none."""
        other = self.revision(branch)
        found, failure = self._asked("merge-base", "HEAD", other.commit)
        if failure:
            hint = f"the clone is shallow: {_DEEPEN}" if self.is_shallow else "name a revision: --base REV"
            raise LoadError(f"HEAD and {branch} have no commit in common", code="KST319", hint=hint)
        return Revision(f"the merge base with {branch}", found.decode().strip())

    def default_base(self, hinted: Sequence[str] = ()) -> Revision:
        """The merge base with the default branch; ``hinted`` are names from the environment of a CI."""
        given = [each for each in hinted if each]
        # A branch that the CI names and git does not know was not fetched: any other one would be a guess.
        for name in given or _BRANCHES:
            if not self._asked("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")[1]:
                return self.merge_base(name)
        hint = f"the clone is shallow: {_DEEPEN}" if self.is_shallow else "name a revision: --base REV"
        wanted = f": there is no {given[0]}" if given else ""
        raise LoadError(f"no default branch is known in {self.top}{wanted}", code="KST319", hint=hint)

    def changed_files(self, old: Revision, new: Revision | None) -> list[str]:
        """The sorted paths, from the top, of files that differ between two revisions, or one and the work tree."""
        # `git diff` with the work tree does not tell of files that are not tracked.
        found = self._differing(old.commit, *([new.commit] if new is not None else []))
        return sorted({*found, *(self._untracked() if new is None else ())})

    def _differing(self, *commits: str) -> list[str]:
        if commits not in self._known:
            said = self._said(*_DIFF, *commits, "--")
            self._known[commits] = _names(said)
        return self._known[commits]

    def _untracked(self) -> list[str]:
        if () not in self._known:
            self._known[()] = _names(self._said("ls-files", "--others", "--exclude-standard", "-z"))
        return self._known[()]

    def changed_between(self, old: str, new: str) -> list[str] | None:
        """The paths of files that differ between two commits; None if git does not have both."""
        said, failure = self._asked("diff-tree", "-r", "--name-only", "--no-renames", "-z", old, new, "--")
        return None if failure else _names(said)

    def uncommitted_files(self) -> list[str]:
        """The paths of files in the work tree that differ from HEAD, or are not tracked."""
        return self.changed_files(Revision("HEAD", self._head), None)

    def listing(self, revision: Revision) -> bytes:
        """The output of ``ls-tree`` for a revision: mode, type, object and path of each file."""
        return self._said("ls-tree", "-r", "-z", "--full-tree", revision.commit)

    def common_directory(self) -> str:
        """The directory with git's objects, which all work trees of a repository share."""
        found = self._said("rev-parse", "--git-common-dir").decode("utf-8", "surrogateescape").rstrip("\n")
        return os.path.normpath(os.path.join(self.top, found))

    def origin(self) -> str:
        """The host and path of the remote ``origin``, without scheme, user and ``.git``; empty if there is none."""
        # The same for every clone, whether it was made over ssh or https; a token in the URL is left out.
        address = self._asked("config", "--get", "remote.origin.url")[0].decode("utf-8", "replace").strip()
        _, has_scheme, rest = address.partition("://")
        if not has_scheme:
            host, colon, path = address.partition(":")
            rest = f"{host}/{path.lstrip('/')}" if colon and "/" not in host else address
        host, slash, path = rest.partition("/")
        return f"{host.rpartition('@')[2]}{slash}{path}".removesuffix("/").removesuffix(".git")

    def command(self, *arguments: str) -> tuple[list[str], dict[str, str]]:
        """The command line and the environment of git, for a program that goes on running."""
        return ["git", *_QUIET, "-C", self.top, *arguments], self._environment

    def _said(self, *arguments: str) -> bytes:
        said, failure = self._asked(*arguments)
        if failure:
            raise LoadError(f"git {arguments[0]}: {failure}", code="KST319", hint="see what git says in the repository")
        return said

    def _asked(self, *arguments: str, directory: str = "") -> tuple[bytes, str]:
        """The output of git, and its failure; empty if it succeeded."""
        done = run(
            "git", [*_QUIET, *arguments], environment=self._environment, seconds=_SECONDS,
            directory=directory or self.top,
        )  # fmt: skip
        if not done.failure:
            return done.stdout, ""
        return done.stdout, done.stderr.decode("utf-8", "replace").strip() or done.failure


def _names(said: bytes) -> list[str]:
    return [each for each in said.decode("utf-8", "surrogateescape").split("\0") if each]


def _no_repository(directory: str, failure: str) -> LoadError:
    if "executable file not found" in failure:
        return LoadError(
            "git is not installed, and revisions are read by it", code="KST317",
            hint="install git, or compare two directories: `kustompy diff A B`",
        )  # fmt: skip
    said = failure.splitlines()[-1].removeprefix("fatal: ")
    hint = "run it in a checkout, or compare two directories: `kustompy diff A B`"
    # git refuses a repository of another user, as in a container of a CI, and names the remedy with a path of its own.
    if "dubious ownership" in failure:
        hint = "the checkout belongs to somebody else: `git config --global --add safe.directory DIR`"
        said = said if "dubious" in said else "dubious ownership"
    return LoadError(f"{directory} is in no git repository: {said}", code="KST317", hint=hint)
