"""Which overlays a change can reach, by the texts of kustomizations alone: none is built."""

from __future__ import annotations

import os

from kustompy.errors import LoadError, UsageError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.planning.trees import tree_of_base, updated
from kustompy.system.files import Files, is_within
from kustompy.targets.gitignore import matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kustompy.planning.known import Earlier
    from kustompy.planning.named import Tree
    from kustompy.revisions.files import RevisionFiles
    from kustompy.revisions.repository import Repository

_DOTS = ("", ".", "..")
# A link to a folder above makes new paths without end. What is left out then is a path through more than four links,
# which no repository has for a good reason.
_MOST_WAYS, _MOST_LINKS = 2_000, 4
"""How many other paths to what has changed are looked at, and by how many links each may lead there."""
# The length of a path on Linux (PATH_MAX): no file is read by a longer one.
_LONGEST = 4096


class Kustomizations:
    """The kustomizations of a repository at one side, by their absolute directories, and what each names."""

    __slots__ = ("_by_last", "_links", "_users", "named")

    def __init__(self, tree: Tree) -> None:
        named = self.named = tree.named
        self._links: dict[str, list[str]] = {}
        """The links that lead to a path."""
        for link, target in tree.links.items():
            # As text and not by the disk: at a revision there is no disk to ask. A link whose path goes through
            # another link is found by the second round.
            self._links.setdefault(os.path.normpath(os.path.join(os.path.dirname(link), target)), []).append(link)
        self._by_last: dict[str, list[tuple[str, str]]] = {}
        """Texts with a slash by their last part, each with its kustomization: only those of one name become paths.

        A name without a slash lies beside its kustomization, and is looked for there.
        """
        self._users: dict[str, dict[str, list[str]]] = {}
        """The kustomizations that name a path by such a text: by the last part of the path, then by the whole path."""
        for directory, each in named.items():
            for text in each.texts:
                if "/" in text or text in _DOTS or os.sep in text:
                    last = text.replace(os.sep, "/").rpartition("/")[2]
                    # `..` and `./` name a directory by where they lead.
                    if last in _DOTS:
                        last = os.path.basename(os.path.normpath(os.path.join(directory, text)))
                    self._by_last.setdefault(last, []).append((directory, text))

    def users_of(self, path: str) -> Sequence[str]:
        """The kustomizations that name a directory or file."""
        above, last = os.path.split(path)
        users = self._users.get(last)
        if users is None:
            users = self._users[last] = {}
            for directory, text in self._by_last.get(last, ()):
                whole = os.path.normpath(os.path.join(directory, text))
                # A kustomization that names itself uses nobody.
                if whole != directory:
                    users.setdefault(whole, []).append(directory)
        found = users.get(path, [])
        # Names without a slash are the most common texts by far, and lie beside their kustomization: they need no
        # table.
        is_named_beside = above in self.named and last in self.named[above].texts
        return [*found, above] if is_named_beside else found

    def is_overlay(self, directory: str) -> bool:
        """Whether the directory has a kustomization that no other one names and that is no component."""
        named = self.named.get(directory)
        # As for `overlays` of other commands: what another kustomization names is built there, and a component only as
        # part of one.
        return named is not None and not named.is_component and not self.users_of(directory)

    def reached_by(self, paths: Iterable[str], *, by_name: bool = False) -> set[str]:
        """The kustomizations that may read one of the absolute paths, themselves or by way of a base.

        ``by_name`` leaves out those that may read it without naming it.
        """
        waiting = [each for path in self._by_links(paths) for each in self._readers(path, by_name=by_name)]
        # Upwards from what has changed to whoever uses it: the work is that of the change and not of the repository.
        reached = set(waiting)
        while waiting:
            for each in self.users_of(waiting.pop()):
                if each not in reached:
                    reached.add(each)
                    waiting.append(each)
        return reached

    def _by_links(self, paths: Iterable[str]) -> Iterable[str]:
        """The paths, and all paths that lead to them through links."""
        if not self._links:
            return paths
        waiting = [(each, 0) for each in paths]
        found = dict.fromkeys(path for path, _ in waiting)
        most = len(found) + _MOST_WAYS
        while waiting and len(found) < most:
            path, links = waiting.pop()
            above = path
            while links < _MOST_LINKS:
                for link in self._links.get(above, ()):
                    other = link + path[len(above) :]
                    if other not in found and len(other) < _LONGEST:
                        found[other] = None
                        waiting.append((other, links + 1))
                if os.path.dirname(above) == above:
                    break
                above = os.path.dirname(above)
        return found

    def _readers(self, path: str, *, by_name: bool) -> Iterator[str]:
        """The kustomizations that name a path or a directory above it, or may read anything below such a directory."""
        directory, name = os.path.split(path)
        # A kustomization that is new or gone reaches its own directory, whoever names it.
        if name in FILE_NAMES:
            yield directory
        yield from self.users_of(path)
        while os.path.dirname(path) != path:
            path = os.path.dirname(path)
            # Programs, charts and functions may read anything below their kustomization.
            if not by_name and path in self.named and self.named[path].is_opaque:
                yield path
            yield from self.users_of(path)


def kustomizations_of(
    old: RevisionFiles, new: RevisionFiles | None, changed: Sequence[str], repository: Repository,
    earlier: Earlier | None = None,
) -> tuple[Kustomizations, Kustomizations]:  # fmt: skip
    """The kustomizations of both sides; the same where they name the same."""
    base = tree_of_base(old, repository, None if earlier is None else earlier.notes)
    # Only the files that differ between the two sides are read again.
    tree = updated(base, old.top, changed, Files() if new is None else new.fresh())
    before = Kustomizations(base)
    return before, before if tree == base else Kustomizations(tree)


def overlays_to_compare(
    paths: Sequence[str], old: RevisionFiles, new: RevisionFiles | None, changed: Sequence[str], exclude: Sequence[str],
    repository: Repository, earlier: Earlier | None = None,
) -> list[str]:  # fmt: skip
    """The absolute directories of the overlays at or below the paths that the changed files may reach.

    A path of a kustomization is compared whether it is an overlay or not. Of those that are reached only because
    programs may read anything beside them, the dependencies of an earlier build decide, if there are any.
    """
    starts = [os.path.realpath(each) for each in paths]
    for path, start in zip(paths, starts, strict=True):
        if not is_within(start, old.top):
            raise UsageError(f"{start} is not in {old.top}", code="KST806", hint="name directories of one repository")
        if not (old.is_there(start) or (new or Files()).is_there(start)):
            raise _nowhere(path, start, new or Files())
    # Nothing differs, so no kustomization has to be read.
    if not changed:
        return []
    before, after = kustomizations_of(old, new, changed, repository, earlier)
    whole = [os.path.join(old.top, *each.split("/")) for each in changed]
    sides = (before,) if after is before else (before, after)
    # Both sides count: a base that an overlay no longer names was part of it before.
    reached = {each for side in sides for each in side.reached_by(whole)}
    # A path of a kustomization is meant as such, even if others use it.
    chosen = {each for each in starts if each in before.named or each in after.named}
    above = [each for each in starts if each not in chosen]
    found = [
        each for each in reached
        if each in chosen
        or (any(is_within(each, start) for start in above) and (before.is_overlay(each) or after.is_overlay(each)))
    ]  # fmt: skip
    wanted = sorted(each for each in found if not _is_excluded(each, old.top, exclude))
    # Dependencies of an earlier build tell of the work tree, and so nothing of a revision.
    if earlier is None or new is not None or not any(each.is_opaque for side in sides for each in side.named.values()):
        return wanted
    # Who names what has changed is certain. The guesses about programs are checked against what an earlier build has
    # read.
    certain = {each for side in sides for each in side.reached_by(whole, by_name=True)}
    return [each for each in wanted if each in certain or _may_differ(each, whole, earlier)]


def _nowhere(path: str, start: str, files: Files) -> LoadError:
    from kustompy.targets.nearest import nearest

    found = nearest(path, files)
    hint = f"did you mean `{found}`?" if found else "name a directory that one of the sides has"
    return LoadError(f"lstat {start}: no such file or directory, at neither side", code="KST301", hint=hint)


def _may_differ(directory: str, changed: Sequence[str], earlier: Earlier) -> bool:
    """Whether the build of the work tree depends on what has changed; one that does not was the same before."""
    from kustompy.model.dependencies import Changes

    known = earlier.dependencies_of(directory)
    return known is None or bool(known.reached_by(Changes(changed)))


def _is_excluded(directory: str, top: str, exclude: Sequence[str]) -> bool:
    if not exclude:
        return False
    parts = os.path.relpath(directory, top).split(os.sep)
    # Patterns of `.gitignore`, matched with the directory and all above it: what is below an excluded folder is
    # excluded.
    patterns = [each.strip().strip("/").split("/") for text in exclude for each in text.split(",") if each.strip()]
    return any(matches(pattern, parts[:end]) for pattern in patterns for end in range(1, len(parts) + 1))
