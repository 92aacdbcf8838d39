"""What a build depends on, taken from what its session recorded while it ran."""

from __future__ import annotations

import os

from kustompy.model.dependencies import Changes, Dependencies, is_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kustompy.session.session import Session

# As many links as Linux follows on one path.
_MOST_LINKS = 40


def changes_of(paths: Iterable[str], directory: str) -> Changes:
    """The changes that somebody names: relative paths start at the directory, and links on the way are followed."""
    found = []
    for path in paths:
        absolute = os.path.normpath(os.path.join(directory, path))
        found.append(os.path.join(os.path.realpath(os.path.dirname(absolute)), os.path.basename(absolute)))
    return Changes(found)


def dependencies_of(session: Session) -> Dependencies:
    """What the session has recorded, without what it fetched."""
    files = session.files
    fetched = [each for each in (*session.remotes.values(), *session.clones.values()) if each]
    read = [each for each in files.were_read if not _is_in(each, fetched)]
    links: dict[str, None] = {}
    # A file that was read under its real path has no link above it, so the system is not asked for each directory.
    plain = {os.path.dirname(each) for each in read if files.met.get(each, each) == each}
    missed = {_walked(each, links, plain): None for each in files.missed if not _is_in(each, fetched)}
    found: dict[str, None] = {}
    for path, real in files.met.items():
        if real != path:
            _walked(path, links, plain)
        found[real] = None
    read = list(dict.fromkeys(files.met.get(each, each) for each in read))
    were_read = set(read)
    return Dependencies(
        tuple(read),
        tuple(missed),
        tuple(each for each in found if each not in were_read and not _is_in(each, fetched)),
        tuple(links),
        tuple(session.trees),
        tuple(session.remotes),
        tuple(session.programs),
        session.options.inputs.variables_of(read) if session.options.inputs is not None else (),
    )


def _walked(path: str, links: dict[str, None], plain: set[str]) -> str:
    """The path with the links on the way followed, each of which is noted; ``plain`` are directories without any."""
    done = os.path.splitdrive(path)[0] or os.sep
    rest = _parts(path)
    for _ in range(_MOST_LINKS):
        while rest:
            here = os.path.join(done, rest[-1])
            if here not in plain and os.path.islink(here):
                break
            plain.add(here)
            done = here
            rest.pop()
        if not rest:
            break
        links[here] = None
        rest.pop()
        # A target that is absolute starts anew; join forgets what came before it.
        target = os.path.join(done, os.readlink(here))
        rest += _parts(os.path.normpath(target))
        done = os.path.splitdrive(target)[0] or os.sep
    return os.path.join(done, *reversed(rest))


def _parts(path: str) -> list[str]:
    """The names in an absolute path, the last one first."""
    return [each for each in reversed(os.path.splitdrive(path)[1].split(os.sep)) if each]


def _is_in(path: str, directories: list[str]) -> bool:
    return any(path == each or is_below(path, each) for each in directories)
