"""The record of a traced build: where each mapping and list was made, and who wrote what into it.

A leaf is a container and a key: scalars are plain values without an identity, containers have one. What nobody wrote
over is where its container comes from, under its key; so only containers are registered, and a copy only has to be
paired with what it was copied from. What has an entry in the record is kept by it, so that its ``id()`` stays its own.
"""

from __future__ import annotations

from kustompy.model.values import CONTAINERS, UnprintableMapping
from kustompy.provenance.places import MADE, NOWHERE, Link, Loss, Place, Step, place_of_source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value
    from kustompy.provenance.places import Base, Chain, Source

    class Told(Protocol):
        """What a step is told: the config of a builtin, say."""

        def where(self, *key: str | int) -> FieldPath:
            """The path below the root of the step at which the value under the key is written."""

    Counts = dict[tuple[str, ...], int]
    """How many elements of a list have the same texts of their keys."""

OVER, DERIVED, REMOVED = "over", "derived", "removed"
"""How a value was written: instead of what was there, or as a text made of it, or it was taken away."""
READ = "resources"
# Making a Link by its class takes three times as long as making a tuple of the class.
_tuple = tuple.__new__


class Record:
    """Who wrote each value of one build.

    ``step`` is the one at work, ``place`` what asks for it, and ``root`` the file or object that this stands in.
    """

    __slots__ = ("_files", "_last", "_merging", "losses", "place", "renamed", "root", "sources", "step", "writes")

    def __init__(self) -> None:
        self.sources: dict[int, Source] = {}
        self.writes: dict[int, dict[str | int, Chain]] = {}
        self.step, self.root, self.place = Step(0, READ), NOWHERE, NOWHERE
        self.losses: list[Loss] = []
        """What merges of the step that is at work have lost."""
        self.renamed: dict[int, tuple[object, frozenset[str]]] = {}
        """The resources that JSON patches renamed, by their identity, with the names that they had."""
        self._merging: Value = None
        self._files: dict[str, Place] = {}
        self._last = self.step

    def begin(self, what: str, root: Place, path: FieldPath = ()) -> None:
        """A step begins that an entry of a kustomization, or a KRM object as a whole, asks for."""
        # A new Step even for the same field: the number tells which of two entries wrote later.
        self.step = _tuple(Step, (self.step[0] + 1, what, ()))
        self.root, self.place, self.losses = root, root.below(*path) if path else root, []

    def begin_by(self, kind: str, manifest: Value) -> None:
        """A step begins that a KRM object asks for."""
        self.begin(kind, self.place_of(manifest))

    def given(self, options: Iterable[str]) -> None:
        """The step that is at work goes by these options of the build as well."""
        self.step = self.step._replace(options=(*self.step.options, *options))

    @property
    def wrote(self) -> bool:
        """Whether the step that is at work has written anything."""
        # By identity: a step that wrote nothing leaves the one before it as the last.
        return self._last is self.step

    def place_of(self, container: Value) -> Place:
        """Where a mapping or list comes from."""
        source = self.sources.get(id(container))
        return NOWHERE if source is None else place_of_source(source)

    def file(self, path: str) -> Place:
        """The place of a file as a whole."""
        place = self._files.get(path)
        if place is None:
            # One for all manifests of a file: thousands of sources share it.
            place = self._files[path] = Place(path)
        return place

    def spot(self, config: Told, *key: str | int) -> Place:
        """Where the config of the step that is at work is told what it has under the key."""
        return self.root.below(*config.where(*key))

    def read(self, value: Value, place: Place) -> None:
        """A document of what the step that is at work is told was read, such as a patch."""
        source = self.sources[id(value)] = (value, place, None, self.step)
        self._register(value, source)

    def read_resource(self, manifest: Value, place: Place) -> None:
        """A manifest that becomes a resource was read."""
        # Each tuple holds its container, so that no other object can get the same id while the record lives.
        source = self.sources[id(manifest)] = (manifest, place, None, Step(self.step.number, READ))
        self._register(manifest, source)

    def _register(self, value: Value, source: Source) -> None:
        sources = self.sources
        # A list of its own, not recursion: an attacked build that is traced may nest as deep as the limits let it.
        waiting = [(value, source)]
        while waiting:
            value, source = waiting.pop()
            for key, each in enumerate(value) if type(value) is list else value.items():
                kind = type(each)
                # Most values are texts: the comparison spares them the hash of their type.
                if kind is not str and kind in CONTAINERS:
                    below = sources[id(each)] = (each, source, key, None)
                    waiting.append((each, below))

    def made(self, value: Value, place: Place | None = None) -> None:
        """All containers in the value that have no source yet were made by the step."""
        if type(value) not in CONTAINERS:
            return
        if id(value) not in self.sources:
            self.sources[id(value)] = (value, place or self.place, MADE, self.step)
        for each in value.values() if isinstance(value, dict) else value:
            if type(each) in CONTAINERS:
                self.made(each, place)

    def derived(self, new: Value, old: Value) -> None:
        """The new container takes the place of the old one, whose entries it has."""
        if new is old:
            return
        source = self.sources.get(id(old))
        if source is not None:
            self.sources[id(new)] = (new, source[1], source[2], source[3])
        chains = self.writes.get(id(old))
        if chains is not None:
            self._chains(new).update(chains)

    def copied(self, value: Value, through: Place | Base | None = None) -> Value:
        """A deep copy that knows what it was copied from; ``through`` is what said to copy it."""
        kind = type(value)
        if kind is list:
            new: Value = [self.copied(each, through) if type(each) in CONTAINERS else each for each in value]
        elif kind in CONTAINERS:
            new = {key: self.copied(each, through) if type(each) in CONTAINERS else each for key, each in value.items()}
            # It keeps what its text said twice, which is told when somebody prints it.
            if kind is UnprintableMapping:
                repeated = tuple((key, self.copied(each, through)) for key, each in value.repeated)
                new = UnprintableMapping(new, value.problem, repeated)
                new.odd_keys = value.odd_keys
        else:
            return value
        source = self.sources.get(id(value))
        if source is not None:
            _, parent, key, via = source
            # A root has its step in the place of who copied it, and is where it is by that step.
            if through is not None and type(parent) is not Place:
                via = (through, self.step)
            self.sources[id(new)] = (new, parent, key, via)
        chains = self.writes.get(id(value))
        if chains is not None:
            self._chains(new).update(chains)
        return new

    def _chains(self, container: Value) -> dict[str | int, Chain]:
        """The chains of those leaves of a container that were written."""
        self._last = self.step
        chains = self.writes.get(id(container))
        if chains is None:
            chains = self.writes[id(container)] = {}
            if id(container) not in self.sources:
                self.sources[id(container)] = (container, self.place, MADE, self.step)
        return chains

    def chain(self, container: Value, key: str | int) -> Chain:
        """The last writer of a leaf, and those before it."""
        chains = self.writes.get(id(container))
        if chains is not None and key in chains:
            return chains[key]
        source = self.sources.get(id(container))
        return None if source is None else (source, key)

    def where(self, container: Value, key: str | int) -> Place | Base:
        """The place of the last writer of a leaf."""
        chain = self.chain(container, key)
        return self.place if chain is None else chain.place if isinstance(chain, Link) else chain

    def put(self, container: Value, key: str | int, chain: Chain) -> None:
        """A leaf has this chain, whatever was noted of it."""
        self._chains(container)[key] = chain

    def over(self, container: Value, key: str | int, place: Place | None = None) -> None:
        """A leaf was written, whatever was there."""
        # A tuple made in one step: a labels transformer writes a leaf of every resource.
        link = _tuple(Link, (self.chain(container, key), OVER, place or self.place, None, None, self.step))
        self._chains(container)[key] = link

    def derive(self, container: Value, key: str | int, place: Place | Base | None = None) -> None:
        """A leaf was made of what was there."""
        link = _tuple(Link, (self.chain(container, key), DERIVED, place or self.place, None, None, self.step))
        self._chains(container)[key] = link

    def carry(self, container: Value, key: str | int, carried: Chain, through: Place | Base) -> None:
        """A leaf was replaced by the value of another one."""
        link = Link(self.chain(container, key), OVER, through, carried, through, self.step)
        self._chains(container)[key] = link

    def through(self, container: Value, key: str | int, place: Place | Base) -> None:
        """What was just written to a leaf was written since this place said so."""
        chains = self._chains(container)
        link = chains[key]
        assert isinstance(link, Link)
        chains[key] = link._replace(through=place)

    def blend(self, container: Value, key: str | int, carried: Chain, through: Place | Base) -> None:
        """A leaf was made of what was there and of the value of another one."""
        link = Link(self.chain(container, key), DERIVED, through, carried, through, self.step)
        self._chains(container)[key] = link

    def take(self, container: Value, key: str | int, patch: Value, patch_key: str | int) -> None:
        """A leaf was written by one of a patch."""
        written = self.chain(patch, patch_key)
        place: Place | Base = self.place
        carried: Chain = None
        through = None
        if isinstance(written, Link):
            _, _, place, carried, through, _ = written
        elif written is not None:
            place = written
        earlier = self.chain(container, key)
        self._chains(container)[key] = _tuple(Link, (earlier, OVER, place, carried, through, self.step))

    def removed(self, container: Value, key: str | int, place: Place | None = None) -> None:
        """A leaf, or what held some, was taken away."""
        link = Link(self.chain(container, key), REMOVED, place or self.place, None, None, self.step)
        self._chains(container)[key] = link

    def taken_away(self, container: Value, key: str | int, patch: Value, patch_key: str | int) -> None:
        """A leaf, or what held some, was taken away by one of a patch."""
        written = self.chain(patch, patch_key)
        place = self.place if written is None else written.place if isinstance(written, Link) else written
        self._chains(container)[key] = Link(self.chain(container, key), REMOVED, place, None, None, self.step)

    def merging(self, manifest: Value) -> None:
        """A patch is about to be merged into a manifest."""
        self._merging = manifest

    def note_dropped(self, elements: list[Value], patch: Value, expected: Counts, after: Counts) -> None:
        """A merge left fewer of the elements that have the same keys, though it was not told to delete them."""
        # Elements that are gone entirely were deleted by a directive; fewer of the same keys means that one took the
        # place of others.
        lost = sum(count - after[key] for key, count in expected.items() if 0 < after.get(key, 0) < count)
        if lost:
            self.losses.append(Loss(self._merging, elements, patch, lost))

    def note_replaced(self, before: list[Value], patch: list[Value]) -> None:
        """A list of a patch took the place of one that was there, since nothing tells their elements apart."""
        self.losses.append(Loss(self._merging, before, patch, 0))

    def note_renamed(self, resource: object, name: str) -> None:
        """A patch gave a resource another name than this one, and kustomize does not remember it."""
        _, known = self.renamed.get(id(resource), (resource, frozenset()))
        self.renamed[id(resource)] = resource, known | {name}

    def moved(self, value: Value, through: Place | Base) -> None:
        """A mapping or list keeps what it is, and stands where something said to move it."""
        source = self.sources.get(id(value))
        if source is not None and type(source[1]) is not Place:
            self.sources[id(value)] = (value, source[1], source[2], (through, self.step))
        for each in value.values() if isinstance(value, dict) else value:
            if type(each) in CONTAINERS:
                self.moved(each, through)

    def permuted(self, elements: list[Value], order: Iterable[int | None]) -> None:
        """The elements of a list are about to come into this order of their indexes, None for a new one.

        Those that are scalars are known by their index alone.
        """
        # Containers move with their sources, which name them by identity.
        scalars = [index for index, each in enumerate(elements) if type(each) not in CONTAINERS]
        old = {index: self.chain(elements, index) for index in scalars}
        if old:
            chains = self._chains(elements)
            chains.clear()
            chains.update((new, old[was]) for new, was in enumerate(order) if was is not None and was in old)

    def inserted(self, elements: list[Value], index: int) -> None:
        """An element is about to be put before the one at the index."""
        self.permuted(elements, [*range(index), None, *range(index, len(elements))])

    def deleted(self, elements: list[Value], index: int) -> None:
        """The element at the index is about to be taken away."""
        self.permuted(elements, [*range(index), *range(index + 1, len(elements))])
