"""Places in the files of a build, and what the record of a build is made of."""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple, TypeAlias

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value

    class _Place(NamedTuple):
        file: str
        document: int = 0
        path: FieldPath = ()
        inner: tuple[tuple[int, FieldPath], ...] = ()
        line: int = 0

    class Step(NamedTuple):
        """A step of the build: the later, the higher its number; ``what`` is the field or kind that asks for it.

        ``options`` are those of the build that have a part in what it writes, by their names.
        """

        number: int
        what: str
        options: tuple[str, ...] = ()

    class Link(NamedTuple):
        """One writer of a leaf, behind the ``earlier`` ones.

        ``carried`` is the chain of the value that was copied here from another field, ``through`` the place that said
        to copy it.
        """

        earlier: Chain
        mode: str
        place: Place | Base
        carried: Chain
        through: Place | Base | None
        step: Step

    class Loss(NamedTuple):
        """A list of a manifest that lost elements in a merge, and the list of the patch, if it has one.

        ``dropped`` is how many elements are gone since others have their keys; 0 if the whole list was replaced.
        """

        manifest: Value
        elements: list[Value]
        patch: Value
        dropped: int

    Source: TypeAlias = tuple[Value, Value, Value, Value]
    """Of a container: itself, the source of the container it stood in, its key there, and the place and step that
    copied it, if any did. Of a root: itself, its Place, MADE if it was made there, and the Step that did so."""
    Base: TypeAlias = tuple[Source, str | int | None]
    """A leaf that nobody wrote over, or with None the container: its place is put together when somebody asks."""
    Chain: TypeAlias = Link | Base | None
    """The last writer of a leaf, which leads to the earlier ones; None if nobody knows."""
else:
    _Place = namedtuple("_Place", ["file", "document", "path", "inner", "line"], defaults=(0, (), (), 0))
    Step = namedtuple("Step", ["number", "what", "options"], defaults=[()])
    Loss = namedtuple("Loss", ["manifest", "elements", "patch", "dropped"])
    Link = namedtuple("Link", ["earlier", "mode", "place", "carried", "through", "step"])


WHOLE = -1
"""The line of a place that is all of a file."""


class Place(_Place):
    """A place in a file: document and path; ``inner``, the same again inside of the text that is the value there.

    ``line`` is the place in a file that is no YAML, such as one of environment variables, or WHOLE.
    """

    __slots__ = ()

    def below(self, *keys: str | int) -> Place:
        """The place of a part of the value."""
        if not self.inner:
            # a tenth of what _replace takes, and each step of a traced build asks for some
            return tuple.__new__(Place, (self[0], self[1], (*self[2], *keys), (), self[4]))
        document, path = self.inner[-1]
        return self._replace(inner=(*self.inner[:-1], (document, (*path, *keys))))

    def at(self, document: int, path: FieldPath = ()) -> Place:
        """The place of a document in the file, or in the text that is the value at a path of the file."""
        if self.path:
            return self._replace(inner=(*self.inner, (document, path)))
        return Place(self.file, document, path)


NOWHERE = Place("")
"""The place of what an option of the build says, and no file."""
MADE = object()
"""Marks a container that is at its place in no other sense than that it was made there."""


def place_of(place: Place | Base) -> Place:
    """The place of a leaf, put together from where its container comes from."""
    if isinstance(place, Place):
        return place
    source, key = place
    # A container that was made somewhere has no text there whose parts could be named.
    if key is None or source[2] is MADE:
        return place_of_source(source)
    return place_of_source(source).below(key)


def place_of_source(source: Source) -> Place:
    """The place of a container."""
    path = []
    while type(source[1]) is not Place:
        path.append(source[2])
        source = source[1]
    root: Place = source[1]
    return root.below(*reversed(path)) if path else root


def step_of_source(source: Source) -> Step:
    """The step that made the root that a container belongs to."""
    while type(source[1]) is not Place:
        source = source[1]
    step: Step = source[3]
    return step
