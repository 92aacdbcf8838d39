"""What other programs may read for a tree: what lies in its work tree, with all that links there lead to."""

from __future__ import annotations

import os

from kustompy.errors import LoadError
from kustompy.system.files import OutsideTheWalls, is_within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.session.session import Session

OUTSIDE_THE_WORK_TREE = "KST315"
_FILE = "file://"
_SHORT = 65536
"""How much is read of a file in which git names another directory."""


def work_tree(directory: str) -> str:
    """The nearest folder at or above the directory that git looks after, else the directory itself."""
    folder = directory
    # A worktree and a submodule have a file there, and a link may lead anywhere: it need only be there.
    while not os.path.lexists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return directory
        folder = parent
    return folder


def keep_inside(path: str, root: str, session: Session) -> None:
    """Refuse an absolute path that another program is to read, if it leads out of the walls."""
    walls = _walls(root, session)
    if walls:
        _keep(path, walls, session)


def keep_all_inside(directory: str, root: str, session: Session) -> None:
    """Refuse a directory that another program is to read, if it or a link in it leads out of the walls."""
    walls = _walls(root, session)
    if walls:
        _keep_all(directory, walls, session)


def keep_repository_inside(path: str, root: str, session: Session) -> None:
    """Refuse a repository of this machine, if git would read anything for it that lies outside of the walls."""
    walls = _walls(root, session)
    if not walls:
        return
    # `--allow-host file:///srv/git` lets repositories below that folder through, `file://` all of them.
    walls += [each.removeprefix(_FILE) or os.sep for each in session.options.allow_hosts if each.startswith(_FILE)]
    # git also tries the path with .git behind it.
    queue, seen = [path, f"{path}.git"], set()
    _keep(path, walls, session)
    while queue:
        # Real paths are compared, or two links that lead to each other would never end.
        each = os.path.realpath(queue.pop())
        if each in seen or not os.path.lexists(each):
            continue
        seen.add(each)
        _keep_all(each, walls, session)
        queue += _named_by_git(each)


def _walls(root: str, session: Session) -> list[str]:
    """Real paths of the directories that hold; none if nothing does.

    ``root`` is the directory of the kustomization that names the path: a base may lie beside the work tree.
    """
    if session.options.root:
        return list(session.files.jail)
    # Without a directory nothing of this machine is built: a URL has no work tree.
    if session.options.trust or not session.directory:
        return []
    # Clones and pulled charts lie in folders of the build's own, outside of any work tree.
    return [work_tree(session.directory), root, *session.clones.values()]


def _keep(path: str, walls: list[str], session: Session) -> None:
    if any(is_within(os.path.realpath(path), wall) for wall in walls):
        return
    if session.options.root:
        raise OutsideTheWalls(
            f"security; '{path}' is not in or below '{walls[0]}'",
            hint="--root is the outermost directory that anything is read from",
        )
    raise LoadError(
        f"security; '{path}' is not in or below '{walls[0]}', the work tree of the build",
        code=OUTSIDE_THE_WORK_TREE,
        hint="keep it in the repository, widen the wall with --root, or lift it with --trust",
    )


def _keep_all(directory: str, walls: list[str], session: Session) -> None:
    queue, seen = [directory], set()
    while queue:
        path = queue.pop()
        _keep(path, walls, session)
        real = os.path.realpath(path)
        if real in seen:
            continue
        seen.add(real)
        # os.walk follows no links: each is a way out that is looked at by itself, once.
        for folder, folders, names in os.walk(real):
            each = [os.path.join(folder, name) for name in (*folders, *names)]
            queue += filter(os.path.islink, each)


def _named_by_git(path: str) -> Iterator[str]:
    """The other directories that git goes on to from one of a repository, or from a ``.git`` file."""
    yield os.path.join(path, ".git")
    if os.path.isfile(path):
        for line in _lines(path):
            if line.startswith("gitdir:"):
                yield os.path.join(os.path.dirname(path), line.removeprefix("gitdir:").strip())
        return
    # A worktree names the repository that it belongs to: refs and objects are read there.
    for line in _lines(os.path.join(path, "commondir")):
        yield os.path.join(path, line)
    objects = os.path.join(path, "objects")
    for base in (objects, path):
        # Objects may be borrowed from any other repository of the machine, secrets of the user among them.
        for line in _lines(os.path.join(base, "info", "alternates")):
            # git decodes such a line as C quotes a string. Rather than follow its escapes, no tree may have one.
            if line.startswith('"'):
                raise LoadError(
                    f"security; '{base}' names another repository in a way that is not understood: {line[:80]}",
                    code=OUTSIDE_THE_WORK_TREE,
                )
            yield os.path.join(base, line)


def _lines(path: str) -> list[str]:
    """The lines of a short file, none where there is no such file."""
    if not os.path.isfile(path):
        return []
    with open(path, "rb") as file:
        # A byte more than is allowed tells a longer file without reading the whole of it.
        content = file.read(_SHORT + 1)
    if len(content) > _SHORT:
        raise LoadError(f"security; '{path}' is longer than git writes it", code=OUTSIDE_THE_WORK_TREE)
    return content.decode("utf-8", "surrogateescape").split("\n")
