"""Paths that an object gives from the top of its source, and paths as messages show them."""

from __future__ import annotations

import os

from kustompy.errors import LoadError
from kustompy.system.files import is_within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.controllers.objects import Object
    from kustompy.provenance.places import Place
    from kustompy.session.session import Session

    Path = tuple[str | int, ...]


def directory_below(
    top: str, written: str, subject: Object, path: Path, session: Session, *, called: str, missing: str, hint: str
) -> str:
    """The real path of a directory that the object gives at ``path``, from the top of its source.

    Raises an error of the object (KST252) if the path leads out of the source, which the message calls ``called``, or
    is not a directory: then the message begins with ``missing``.
    """
    # Flux joins the path below the top of the source, so `/apps`, `apps` and `./apps` are the same directory.
    directory = os.path.normpath(os.path.join(top, written.lstrip("/")))
    try:
        real, is_directory = session.files.resolved(directory)
    except LoadError:
        real, is_directory = directory, False
    # The real path is compared, so a link in the tree leads out no more than `..` does.
    if not is_within(real, top):
        raise subject.error(f"`{written}` leads out of the {called}", *path, code="KST252")
    if not is_directory:
        raise subject.error(f"{missing}: {written} is not a directory of {top}", *path, code="KST252", hint=hint)
    return real


def near(path: str) -> str:
    """A path as a message shows it: relative if it lies below the current directory."""
    start = os.getcwd().rstrip(os.sep) + os.sep
    return path[len(start) :] if path.startswith(start) else path


def near_line(place: Place, read: Callable[[str], bytes]) -> str:
    """The file and line of a place as a message shows them; the file alone if the line is unknown."""
    from kustompy.provenance.lines import Lines

    span = Lines(read).span(place)
    return f"{near(place.file)}:{span[0]}" if span else near(place.file)
