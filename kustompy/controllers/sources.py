"""Whether a source of a controller is the repository itself, and the top of the repository."""

from __future__ import annotations

import os

from kustompy.system.files import is_within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.system.files import Files

_SETTINGS = ("kustompy.toml", "pyproject.toml")
_MOST_LEVELS = 64


def top_of(path: str, files: Files) -> str:
    """The top of the repository around an absolute path: the nearest directory with ``.git``, else with settings.

    Empty if there is neither.
    """
    start = path if files.names_in(path) else os.path.dirname(path)
    # The files of a git revision know their top; the tree of a commit has no `.git`.
    found = getattr(files, "top", "")
    if found and is_within(start, found):
        return str(found)
    settings = ""
    current = start
    for _ in range(_MOST_LEVELS):
        if files.is_there(os.path.join(current, ".git")):
            return current
        if not settings and any(files.is_there(os.path.join(current, each)) for each in _SETTINGS):
            settings = current
        above = os.path.dirname(current)
        if above == current:
            break
        current = above
    return settings


def is_own(kind: str, name: str, namespace: str, declared: Mapping[str, str], own: Sequence[str]) -> bool:
    """Whether a source is this repository.

    ``own`` are the sources that the settings name. If they name none, the repository is ``flux-system``, every source
    with the same URL, and every one that the tree does not declare. ``declared`` are the URLs of declared sources.
    """
    spellings = {name, f"{namespace}/{name}", f"{kind}/{name}", f"{kind}/{namespace}/{name}"}
    if own:
        return not spellings.isdisjoint(own)
    url = declared.get(f"{kind}/{name}")
    return url is None or name == BOOTSTRAPPED or url == declared.get(f"{kind}/{BOOTSTRAPPED}")


BOOTSTRAPPED = "flux-system"
"""The source that ``flux bootstrap`` creates for the repository that it writes to."""


def same_repository(url: str) -> str:
    """The host and path of a URL, without scheme, user and ``.git``: equal for all spellings of one repository."""
    # `git@host:org/repo` is git's short form of `ssh://git@host/org/repo`.
    rest = url.partition("://")[2] or url.replace(":", "/", 1)
    return rest.rpartition("@")[2].rstrip("/").removesuffix(".git").lower()
