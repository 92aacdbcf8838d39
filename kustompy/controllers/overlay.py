"""The changes of an object of a controller to the kustomization of a directory, or the one generated for it."""

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
    """Changes to a kustomization as its file is read, with the place in the object of each field that is added."""

    __slots__ = ("_file", "_object", "_path", "_places", "directory", "generated", "instead", "lists", "mappings")

    def __init__(
        self, directory: str, subject: Object, generated: list[str] | None = None, path: FieldPath = ("spec", "path")
    ) -> None:
        self.directory, self._object, self._path = directory, subject, path
        self.generated = generated
        """The resources of a directory without a kustomization; None if it has one."""
        self._file = ""
        self.instead: Fields = {}
        """Fields that replace those of the file."""
        self.lists: dict[str, list[tuple[Value, FieldPath]]] = {}
        """Entries to add to lists of the file, each with its path in the object."""
        self.mappings: dict[str, tuple[dict[str, Value], FieldPath]] = {}
        """Entries to set in mappings of the file, with the path of the mapping in the object."""
        self._places: dict[FieldPath, FieldPath] = {}
        """Paths in the kustomization of what the object adds, with the paths in the object."""

    def put(self, field: str, value: object, *path: str | int) -> None:
        """Set a field of the kustomization; ``path`` leads to the value in the object."""
        self.instead[field] = value
        self._places[(field,)] = path

    def append(self, field: str, entry: object, *path: str | int) -> None:
        """Add an entry to a list of the kustomization; ``path`` leads to it in the object."""
        self.lists.setdefault(field, []).append((entry, path))

    def lay(self, fields: Fields, file: str) -> Fields:
        """The fields of the kustomization in a file, with the changes of the object."""
        self._file = file
        self._check()
        made = {**fields, **self.instead}
        for field, added in self.lists.items():
            entries = list(made.get(field) or ())
            for entry, path in added:
                # Flux's generator and `kustomize edit set image`, which Argo CD runs, replace the entry of the same
                # image; every other list grows.
                at = _same_image(entries, entry) if field == "images" else len(entries)
                entries[at : at + 1] = [entry]
                self._places[field, at] = path
            made[field] = entries
        for field, (pairs, path) in self.mappings.items():
            made[field] = {**(made.get(field) or {}), **pairs}
            self._places.update({(field, key): (*path, key) for key in pairs})
        return made

    def _check(self) -> None:
        """Refuse fields of the object that kustomize would not decode, at their place in the object."""
        # Decoded on their own before they are laid over the file: afterwards an error would name the kustomization
        # file, which has no such line.
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
        """The place in the object of a path in the kustomization; None for what the file says itself."""
        if file != self._file:
            return None
        # The longest known path that leads to it: an entry of the object is known as a whole, its fields are not.
        for depth in range(len(path), 0, -1):
            place = self._places.get(path[:depth])
            if place is not None:
                return self._object.place(*place, *path[depth:])
        return self._object.place(*self._path) if self.generated is not None else None


class Overlays:
    """The overlays of an object with several sources, once all of them are built: they only tell places."""

    __slots__ = ("_made", "directory", "generated")

    def __init__(self, made: Sequence[Overlay]) -> None:
        self._made = tuple(made)
        self.directory = ""
        """Empty: no kustomization is changed any more."""
        self.generated: list[str] | None = None

    def lay(self, fields: Fields, file: str) -> Fields:
        """The fields, unchanged."""
        return fields

    def moved(self, file: str, path: FieldPath) -> Source | None:
        """The place in the object of a path in one of the kustomizations; None if a file says it itself."""
        places = (each.moved(file, path) for each in self._made)
        return next((each for each in places if each is not None), None)


def _same_image(entries: list[Value], entry: Value) -> int:
    """The index of the entry with the same name, or the length of the list."""
    for number, each in enumerate(entries):
        if each.get("name") == entry["name"]:
            return number
    return len(entries)
