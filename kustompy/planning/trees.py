"""The kustomizations and links of a whole repository at one side: read once, and then only where files change."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.planning.named import UNREADABLE, Tree, named_at, named_in, with_configs
from kustompy.revisions.files import RevisionFiles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from kustompy.fleet.sealed import Notes
    from kustompy.planning.named import Named
    from kustompy.revisions.repository import Repository
    from kustompy.system.files import Files

# The mode that git has for a link in its listing of a tree.
_LINK = "120000 "


def tree_of_base(files: RevisionFiles, repository: Repository, notes: Notes | None = None) -> Tree:
    """The tree of a revision: what an earlier run has kept, brought up to date, else all kustomizations read."""
    if notes is None:
        return _read(files, repository)
    from kustompy.planning.known import keep, known

    commit = files.revision.commit
    earlier = known(notes, repository.top)
    # A tree belongs to a commit, whose content never changes.
    if earlier is not None and earlier.commit == commit:
        return earlier.tree
    # None also if git no longer has the earlier commit, as after a rebase.
    changed = None if earlier is None else repository.changed_between(earlier.commit, commit)
    if earlier is None or changed is None:
        tree = _read(files, repository)
    else:
        tree = updated(earlier.tree, files.top, changed, files.fresh())
    keep(notes, repository.top, commit, tree)
    return tree


def _read(files: RevisionFiles, repository: Repository) -> Tree:
    found: dict[str, str] = {}
    links: dict[str, str] = {}
    # One call of git for all names. They are cut at null bytes, since they may hold anything else.
    for line in repository.listing(files.revision).decode("utf-8", "surrogateescape").split("\0"):
        is_link = line.startswith(_LINK)
        # Most lines end here, with one comparison in C.
        if not is_link and not line.endswith(FILE_NAMES):
            continue
        head, _, name = line.partition("\t")
        path = os.path.join(files.top, *name.split("/"))
        if os.path.basename(path) in FILE_NAMES:
            found[path] = "" if is_link else head.rpartition(" ")[2]
        if is_link:
            links[path] = head.rpartition(" ")[2]
    # One call of git for all contents. Kustomizations that are the same share an object, and are read once.
    contents = files.read_ahead([*filter(None, found.values()), *links.values()])
    of_content = {name: named_in(contents[name]) for name in {*found.values()} if name in contents}
    named = {}
    for path, name in found.items():
        directory = os.path.dirname(path)
        each = of_content[name] if name in of_content else _named_at(path, files)
        named[directory] = with_configs(each, directory, files) if each.configs else each
    return Tree(
        named,
        {path: contents[name].decode("utf-8", "surrogateescape") for path, name in links.items() if name in contents},
    )


def _named_at(path: str, files: RevisionFiles) -> Named:
    try:
        return named_in(files.read(path))
    except KustompyError:
        return UNREADABLE


def _link_at(path: str, files: Files) -> str:
    if isinstance(files, RevisionFiles):
        return files.link_at(path)
    return os.readlink(path) if os.path.islink(path) else ""


def updated(before: Tree, top: str, changed: Collection[str], files: Files) -> Tree:
    """The tree after some files have changed, whose paths start at the top."""
    named, links = dict(before.named), dict(before.links)
    paths = {os.path.join(top, *each.split("/")) for each in changed}
    again = {os.path.dirname(each) for each in paths if os.path.basename(each) in FILE_NAMES}
    # A config that a kustomization names may name files itself, so it counts as part of it.
    again.update(each for each, row in named.items() if row.sources and not paths.isdisjoint(row.sources))
    # A file may have become a link, or a link a file.
    for path in paths:
        links.pop(path, None)
        target = _link_at(path, files)
        if target:
            links[path] = target
    for directory in again:
        found = named_at(directory, files)
        if found is None:
            named.pop(directory, None)
        else:
            named[directory] = found
    return Tree(named, links)
