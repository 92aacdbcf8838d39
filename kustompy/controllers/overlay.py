"""What an object of a controller adds to the kustomization of a directory, or the one that it makes for it."""

from __future__ import annotations

from kustompy.kustomization.fields import STRUCT
from kustompy.yamlio.go.go_struct import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.controllers.objects import Object
    from kustompy.model.paths import FieldPath, Source
    from kustompy.model.values import Value

    Fields = dict[str, Value]


class Overlay:
    """A kustomization that is not as its file has it, and where each of the fields stands that an object adds."""

    __slots__ = ("_file", "_object", "_path", "_places", "directory", "generated", "instead", "lists", "mappings")

    def __init__(
        self, directory: str, subject: Object, generated: list[str] | None = None, path: FieldPath = ("spec", "path")
    ) -> None:
        self.directory, self._object, self._path = directory, subject, path
        self.generated = generated
        """The resources of a directory without a kustomization; None if it has one."""
        self._file = ""
        self.instead: Fields = {}
        """Fields that count instead of those of the file."""
        self.lists: dict[str, list[tuple[Value, FieldPath]]] = {}
        """What is put behind the entries of the file, and the path of each in the object."""
        self.mappings: dict[str, tuple[dict[str, Value], FieldPath]] = {}
        """What is put over the entries of a mapping of the file."""
        self._places: dict[FieldPath, FieldPath] = {}
        """The paths in the kustomization of what the object says, with those in the object."""

    def put(self, field: str, value: object, *path: str | int) -> None:
        """A field has the value that the object says."""
        self.instead[field] = value
        self._places[(field,)] = path

    def append(self, field: str, entry: object, *path: str | int) -> None:
        """An entry comes behind those of a list."""
        self.lists.setdefault(field, []).append((entry, path))

    def lay(self, fields: Fields, file: str) -> Fields:
        """The fields of the kustomization in a file with all that the object says."""
        self._file = file
        self._check()
        made = {**fields, **self.instead}
        for field, added in self.lists.items():
            entries = list(made.get(field) or ())
            for entry, path in added:
                at = _same_image(entries, entry) if field == "images" else len(entries)
                entries[at : at + 1] = [entry]
                self._places[field, at] = path
            made[field] = entries
        for field, (pairs, path) in self.mappings.items():
            made[field] = {**(made.get(field) or {}), **pairs}
            self._places.update({(field, key): (*path, key) for key in pairs})
        return made

    def _check(self) -> None:
        """Refuse what kustomize would not decode, at its place in the object."""
        said = {**self.instead, **{field: [entry for entry, _ in added] for field, added in self.lists.items()}}
        _, problems = decode({**said, **{field: pairs for field, (pairs, _) in self.mappings.items()}}, STRUCT)
        if not problems:
            return
        message, (field, *rest) = problems[0].message, problems[0].path
        if field in self.lists and rest:
            raise self._object.error(message, *self.lists[str(field)][int(rest[0])][1], *rest[1:])
        above = self.mappings[str(field)][1] if field in self.mappings else self._places.get((field,), ())
        raise self._object.error(message, *above, *rest)

    def moved(self, file: str, path: FieldPath) -> Source | None:
        """The place in the object of what it says at a path of the kustomization; None if the file says it itself."""
        if file != self._file:
            return None
        for depth in range(len(path), 0, -1):
            place = self._places.get(path[:depth])
            if place is not None:
                return self._object.place(*place, *path[depth:])
        return self._object.place(*self._path) if self.generated is not None else None


class Overlays:
    """The kustomizations of an object that has several, once all of them are built."""

    __slots__ = ("_made", "directory", "generated")

    def __init__(self, made: Sequence[Overlay]) -> None:
        self._made = tuple(made)
        self.directory = ""
        """No directory is changed any more."""
        self.generated: list[str] | None = None

    def lay(self, fields: Fields, file: str) -> Fields:
        """The fields as they are."""
        return fields

    def moved(self, file: str, path: FieldPath) -> Source | None:
        """The place in the object of what it says at a path of one of the kustomizations."""
        places = (each.moved(file, path) for each in self._made)
        return next((each for each in places if each is not None), None)


def _same_image(entries: list[Value], entry: Value) -> int:
    """The index of the entry for the same image, or behind them all."""
    for number, each in enumerate(entries):
        if each.get("name") == entry["name"]:
            return number
    return len(entries)
