"""Who wrote each value of a build, asked of the record that a traced build keeps."""

from __future__ import annotations

from collections import namedtuple

from kustompy.model.secrets import HIDDEN, is_hidden
from kustompy.model.values import plain
from kustompy.provenance.lines import Lines
from kustompy.provenance.places import MADE, Link, Place, place_of, step_of_source
from kustompy.provenance.record import DERIVED, OVER, REMOVED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NamedTuple

    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.values import Value
    from kustompy.provenance.given import Given
    from kustompy.provenance.lines import Read
    from kustompy.provenance.places import Base, Chain, Step
    from kustompy.provenance.record import Record
    from kustompy.session.session import Overlaid

    Where = tuple[str, int, int]
    """File, line and column; 0 is unknown."""
    Blamed = tuple[str, int, int, tuple[str, str, int] | None, int]

    class _Writer(NamedTuple):
        what: str
        how: str
        file: str
        line: int
        column: int
        through: Where | None
        text: str | None
        options: tuple[str, ...]

    class _Explained(NamedTuple):
        path: FieldPath
        value: Value
        is_removed: bool
        writers: tuple[Writer, ...]

    class Blame(NamedTuple):
        """Where a value was written, and a second place that has a part in it, with the words that tell which."""

        place: Place
        words: str
        other: Place | Base | None
else:
    _Writer = namedtuple(
        "_Writer", ["what", "how", "file", "line", "column", "through", "text", "options"], defaults=[None, ()]
    )
    _Explained = namedtuple("_Explained", ["path", "value", "is_removed", "writers"])
    Blame = namedtuple("Blame", ["place", "words", "other"])

_OF_SECRETS = "secretgenerator"
HASH, REFERENCE = "hash suffix", "name reference"


class Writer(_Writer):
    """One of those who wrote a value: ``what`` is ``resources``, a field of a kustomization, or the kind of a plugin.

    It is the name of an option where ``file`` is empty: the build was told so by no file, but by its caller.

    ``how`` is ``over`` for who put the value in the place of the earlier one, ``derived`` for who made it of the
    earlier one, ``removed`` for who took it away. ``through`` is the place that said to write it, if it is another one.
    ``text`` is the scalar that stands at the place, as it is written there; None if there is none, ``***`` in a Secret.
    ``options`` are those of the build that have a part in the value, such as ``inputs: TOKEN``, ``helm_debug``.
    """

    __slots__ = ()

    def to_dict(self) -> dict[str, Value]:
        """The writer as plain data, for JSON."""
        through = self.through and {"file": self.through[0], "line": self.through[1], "column": self.through[2]}
        return {**self._asdict(), "through": through}

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}:{self.column} {self.what}" if self.file else f"option {self.what}"
        text += f" (with {', '.join(self.options)})" if self.options else ""
        return f"{text} (through {self.through[0]}:{self.through[1]})" if self.through else text


class Explained(_Explained):
    """A field of a resource, its value, and all who wrote it, the oldest first; the value is None if it was removed."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Value]:
        """The field as plain data, for JSON; a value of a Secret is ``***``."""
        is_secret = any(each.text == HIDDEN for each in self.writers)
        writers = [each.to_dict() for each in self.writers]
        value = HIDDEN if is_secret else plain(self.value)
        return {"path": list(self.path), "value": value, "removed": self.is_removed, "writers": writers}


class Trace:
    """The resources of a traced build, and its record."""

    def __init__(
        self, resources: list[Resource], record: Record, read: Read, given: Given | None = None,
        overlaid: Overlaid | None = None,
    ) -> None:  # fmt: skip
        self.resources, self.record, self._overlaid = resources, record, overlaid
        self.read, self.lines, self._given = read, Lines(read), given

    def expect(self, asked: list[tuple[int, FieldPath]]) -> None:
        """Say of which values of resources, by their index, the places will be asked for."""
        for index, path in asked:
            blame = self.blame(self.resources[index], path)
            for place in (blame.place, blame.other):
                if place is not None:
                    self.lines.expect(self._moved(place_of(place)))

    def find(self, index: int, path: FieldPath) -> Where:
        """Where the value at a path of a resource was written, or the nearest value around it."""
        return self._where(self.blame(self.resources[index], path).place)

    def blamed(self, index: int, path: FieldPath) -> Blamed:
        """The same, with a second place that has a part in the value, and the number of the step that wrote it."""
        resource = self.resources[index]
        blame = self.blame(resource, path)
        other = None if blame.other is None else (blame.words, *self._where(blame.other)[:2])
        return (*self._where(blame.place), other, self.step_of(resource, path).number)

    def explain(self, index: int, path: FieldPath) -> list[Writer]:
        """All who wrote the value at a path of a resource, the oldest first; or who removed it."""
        chain = self._chain(self.resources[index], path)
        # A field that is not there may still have somebody who removed it: that is asked for, too.
        if not _is_there(self.resources[index].manifest, path) and not (
            isinstance(chain, Link) and chain.mode == REMOVED
        ):
            return []
        writers = list(self._writers(chain))
        if is_hidden(self.resources[index].manifest, path):
            writers = [each._replace(text=each.text and HIDDEN) for each in writers]
        return writers

    def explain_fields(self, index: int, path: FieldPath) -> Iterator[Explained]:
        """Each field at and below a path that holds no others, and those that were removed there."""
        value: Value = self.resources[index].manifest
        for part in path:
            value = _part(value, part)
        waiting = [(path, value)]
        while waiting:
            path, value = waiting.pop()
            if not value or not isinstance(value, (dict, list)):
                writers = self.explain(index, path)
                if writers:
                    yield Explained(path, value, writers[-1].how == REMOVED, tuple(writers))
                continue
            keys: list[str | int] = list(value) if isinstance(value, dict) else list(range(len(value)))
            if isinstance(value, dict):
                # Chains of keys that are gone: those are what was removed.
                keys += [each for each in self.record.writes.get(id(value), ()) if each not in value]
            # The last is taken first, so the order of the manifest comes out.
            waiting += [((*path, key), _part(value, key)) for key in reversed(keys)]

    def blame(self, resource: Resource, path: FieldPath) -> Blame:
        """The place of the text that decides the value."""
        return _blame(self._chain(resource, path))

    def step_of(self, resource: Resource, path: FieldPath) -> Step:
        """The step that wrote the value last."""
        chain = self._chain(resource, path)
        return chain.step if isinstance(chain, Link) else step_of_source(chain[0])

    def before(self, resource: Resource, path: FieldPath) -> Place | None:
        """Where the value stood that the first of those who wrote over it found there; None if nobody did."""
        chain: Chain = self._chain(resource, path)
        if not isinstance(chain, Link):
            return None
        while isinstance(chain, Link):
            chain = chain.earlier
        return None if chain is None else place_of(chain)

    def placed(self, diagnostic: Diagnostic, resource: Resource, path: FieldPath) -> Diagnostic:
        """The diagnostic at the place that wrote the value, with the second place that has a part in it."""
        blame = self.blame(resource, path)
        blame = blame._replace(place=self._moved(blame.place))
        span, other = self.lines.span(blame.place), blame.other
        line, column, end_line, end_column = span or (0, 0, 0, 0)
        return diagnostic.replace(
            file=blame.place.file, document=blame.place.document, path=blame.place.path, resource=str(resource.id),
            line=line, column=column, end_line=end_line, end_column=end_column,
            also=other and (blame.words, *self._where(other)[:2]),
        )  # fmt: skip

    def _moved(self, place: Place) -> Place:
        """The place, or that in an object of a controller which says what stands there."""
        moved = None if self._overlaid is None else self._overlaid.moved(place.file, place.path)
        return place if moved is None else place._replace(file=moved[0], document=moved[1], path=moved[2])

    def _where(self, place: Place | Base) -> Where:
        place = self._moved(place_of(place))
        span = self.lines.span(place)
        return (place.file, span[0], span[1]) if span else (place.file, 0, 0)

    def _chain(self, resource: Resource, path: FieldPath) -> Link | Base:
        """The chain of a value, of what took it away, or of the nearest thing around it."""
        record, container = self.record, resource.manifest
        nearest: Link | Base = ((container, Place(*resource.source), MADE, record.step), None)
        source = record.sources.get(id(container))
        if source is not None:
            nearest = (source, None)
        for depth, part in enumerate(path):
            if not isinstance(container, (dict, list)):
                return nearest
            # A path of a user may name an index that is not there, or one that counts from the end.
            there = part in container if isinstance(container, dict) else -len(container) <= part < len(container)
            chain = record.chain(container, part)
            if not there:
                return chain if isinstance(chain, Link) and chain.mode == REMOVED else nearest
            value = container[part]  # type: ignore[index]  # it is there
            if isinstance(value, (dict, list)):
                source = record.sources.get(id(value))
                if source is not None:
                    nearest = self._first_writer(value) or (source, None) if source[2] is MADE else (source, None)
            elif depth + 1 == len(path):
                return record.chain(container, part) or nearest
            container = value
        return nearest

    def _first_writer(self, container: Value) -> Link | None:
        """Who wrote the first leaf of a container that was made to hold it."""
        chains = self.record.writes.get(id(container), {}).values()
        return next((each for each in chains if isinstance(each, Link)), None)

    def _writers(self, chain: Chain) -> Iterator[Writer]:
        links: list[Link] = []
        while isinstance(chain, Link):
            links.append(chain)
            chain = chain.earlier
        if chain is not None:
            place = place_of(chain)
            step, through = step_of_source(chain[0]), _via(chain)
            # What was made by a step has no text of its own at its place: only its writers are told then.
            if not links or (chain[0][2] is not MADE and self.lines.is_there(place)):
                yield self._writer(step, OVER, place, through)
        for link in reversed(links):
            if link.carried is not None:
                yield from self._writers(link.carried)
                yield self._writer(link.step, link.mode, link.through or link.place, None)
            else:
                yield self._writer(link.step, link.mode, link.place, link.through)

    def _writer(self, step: Step, how: str, place: Place | Base, through: Place | Base | None) -> Writer:
        place, what = self._moved(place_of(place)), step.what
        text = self.lines.text(place)
        options = step.options if self._given is None else (*step.options, *self._given.at(place, self.lines))
        # The name of a generated Secret is no secret, and is what a reader looks for.
        if text and ((what.lower() == _OF_SECRETS and place.path[-1:] != ("name",)) or self.lines.is_of_secret(place)):
            text = HIDDEN
        return Writer(what, how, *self._where(place), through and self._where(through), text, options)


def _part(value: Value, part: str | int) -> Value:
    """The value under a key or index; None if there is none."""
    if isinstance(value, dict):
        return value.get(part)
    return value[part] if isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value) else None


def _is_there(value: Value, path: FieldPath) -> bool:
    for part in path:
        if isinstance(value, list):
            if not isinstance(part, int) or not -len(value) <= part < len(value):
                return False
        elif not isinstance(value, dict) or part not in value:
            return False
        value = value[part]
    return True


def _via(base: Base) -> Place | Base | None:
    """What copied the container of a leaf, if anything did."""
    source = base[0]
    via = None if type(source[1]) is Place else source[3]
    return via[0] if via else None


def _blame(chain: Link | Base) -> Blame:
    while isinstance(chain, Link):
        if chain.carried is not None:
            blame = _blame(chain.carried)
            return Blame(blame.place, "through", chain.through)
        if chain.mode != DERIVED:
            return Blame(place_of(chain.place), "through", chain.through)
        # A hash suffix is of the content: the text that decides the name is the one it is added to.
        if chain.step.what != HASH:
            made_of = None if chain.earlier is None else _blame(chain.earlier).place
            return Blame(place_of(chain.place), "made of", made_of)
        if chain.earlier is None:
            return Blame(place_of(chain.place), "", None)
        chain = chain.earlier
    return Blame(place_of(chain), "through", _via(chain))
