"""Who wrote each value of a build: followed in a second, traced run, when somebody asks.

After each step the tracer compares every resource with what it was before; what has changed was written by that step.
The functions of the build are the same, and an untraced build pays nothing.
"""

from __future__ import annotations

from collections import namedtuple

from kustompy.errors import KustompyError, ResourceError
from kustompy.model.values import copied, plain
from kustompy.patches.json_patch import parse_json_patch
from kustompy.yamlio.read.chunks import chunk_lines
from kustompy.yamlio.read.manifests import manifest_places, read_manifests
from kustompy.yamlio.read.positions import Positions, positions
from kustompy.yamlio.read.reader import read, read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import NamedTuple, TypeAlias

    from kustompy.errors import Diagnostic
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest, Value
    from kustompy.session.context import Context
    from kustompy.system.files import Files

    class Place(NamedTuple):
        file: str
        document: int
        path: tuple[str | int, ...]

    Places: TypeAlias = "Place | dict[str, Places] | list[Places]"
    """A place for a whole value (those below it follow by their paths), or places for its parts."""
    Writer: TypeAlias = Callable[[FieldPath, Value], Place]
    """Where a step wrote the value that is now at a path of the manifest."""
else:
    Place = namedtuple("Place", ["file", "document", "path"])

_ELEMENT_KEYS = ("name", "key", "mountPath", "containerPort", "port", "ip", "topologyKey", "uid")


class Tracer:
    """Follows the resources of one build, and answers where a value was written."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._known: dict[int, tuple[Resource, Manifest, Places]] = {}
        self._manifest_places: dict[str, list[tuple[int, FieldPath]]] = {}

    def read(self, resource: Resource, file: str, index: int) -> None:
        """A resource was read: the manifest with this index of the file."""
        places = self._manifest_places.get(file)
        if places is None:
            places = self._manifest_places[file] = manifest_places(self.files.read(file))
        document, path = places[index]
        self._note(resource, Place(file, document, path))

    def read_inline(self, resource: Resource, file: str, path: FieldPath) -> None:
        """A config was read from an entry of a kustomization file; the path ends with the index in its text."""
        self._note(resource, Place(file, 0, path))

    def generated(self, resource: Resource, file: str, path: FieldPath, plugin: Resource | None = None) -> None:
        """A resource was made by the entry at a path of a kustomization file, or by what the entry names."""
        writer = self._writer(file, path, None, plugin)
        self._note(resource, _spread(resource.manifest, (), writer))

    def changed(
        self, resources: Iterable[Resource], context: Context, path: FieldPath, plugin: Resource | None = None
    ) -> None:
        """A step, configured at a path of the kustomization file, is done with the resources."""
        writer = self._writer(context.file, path, context, plugin)
        for resource in resources:
            known = self._known.get(id(resource))
            if known is None:
                self._note(resource, _spread(resource.manifest, (), writer))
            elif known[1] != resource.manifest:
                self._note(resource, _carried(known[1], known[2], resource.manifest, (), writer))

    def settled(self, resources: Iterable[Resource]) -> None:
        """Names and references were finished: who wrote the old name counts as writer of the new one."""
        for resource in resources:
            known = self._known.get(id(resource))
            if known is not None and known[1] != resource.manifest:
                self._note(resource, _carried(known[1], known[2], resource.manifest, (), None))

    def written_at(self, resource: Resource, path: FieldPath) -> Place | None:
        """The place in a source file that the value at a path of the resource comes from."""
        known = self._known.get(id(resource))
        if known is None:
            return None
        places = known[2]
        for depth, part in enumerate(path):
            if isinstance(places, Place):
                return places._replace(path=(*places.path, *path[depth:]))
            below = _part(places, part)
            if below is None:
                break
            places = below
        return _first(places)

    def _note(self, resource: Resource, places: Places) -> None:
        # the resource is kept, so that its id() stays its own
        self._known[id(resource)] = (resource, copied(resource.manifest), places)

    def _writer(self, file: str, path: FieldPath, context: Context | None, plugin: Resource | None) -> Writer:
        if plugin is not None:
            return self._plugin_writer(plugin, self.written_at(plugin, ()) or Place(file, 0, path))
        config = read_config(self.files.read(file))
        for part in path:
            config = _entry(config, part) if isinstance(part, int) else _field(config, part)
        if context is not None and path[:1] in (("patches",), ("patchesStrategicMerge",), ("patchesJson6902",)):
            return self._patch_writer(file, path, config, context)

        def write(value_path: FieldPath, value: Value) -> Place:
            found = _within_entry(config, value_path)
            if not found and value_path and isinstance(config, (dict, list)):
                found = _said_in(config, value_path[-1], value) or ()
            return Place(file, 0, (*path, *found))

        return write

    def _plugin_writer(self, plugin: Resource, place: Place) -> Writer:
        def write(value_path: FieldPath, value: Value) -> Place:
            found = _said_in(plugin.manifest, value_path[-1], value) if value_path else None
            return place._replace(path=(*place.path, *(found or ())))

        return write

    def _patch_writer(self, file: str, path: FieldPath, config: Value, context: Context) -> Writer:
        sources = []
        for index, entry in enumerate(config if isinstance(config, list) else [config]):
            here = (*path, index) if isinstance(config, list) else path
            name = entry if isinstance(entry, str) else entry.get("path")
            if name and "\n" not in name:
                patch_file = context.root.path_of(name)
                sources.append((Place(patch_file, 0, ()), self.files.read(patch_file)))
            elif isinstance(entry, dict) and entry.get("patch"):
                sources.append((Place(file, 0, (*here, "patch")), b""))
        values = [(place, _leaves(text)) for place, text in sources]

        def write(value_path: FieldPath, value: Value) -> Place:
            wanted = _names(value_path)
            for place, leaves in values:
                for document, leaf_path, names, leaf in leaves:
                    if leaf == value and names == wanted:
                        return place._replace(document=document, path=leaf_path)
            return values[0][0] if values else Place(file, 0, path)

        return write


def _said_in(config: Value, key: str | int, value: Value) -> FieldPath | None:
    """The path of a scalar in a config that has this key and value."""
    if isinstance(value, (dict, list)):
        return None
    for name, each in config.items() if isinstance(config, dict) else enumerate(config):
        if name == key and plain(each) == value:
            return (name,)
        below = _said_in(each, key, value) if isinstance(each, (dict, list)) else None
        if below is not None:
            return (name, *below)
    return None


def _names(path: Iterable[str | int]) -> tuple[str, ...]:
    """The fields on a path, without the places in lists, which a patch has its own of."""
    return tuple(part for part in path if isinstance(part, str))


def _leaves(text: bytes) -> list[tuple[int, FieldPath, tuple[str, ...], Value]]:
    """Every value of a patch: its document and path there, and the fields that it is written to."""
    found: list[tuple[int, FieldPath, tuple[str, ...], Value]] = []

    def collect(document: int, path: FieldPath, names: tuple[str, ...], value: Value) -> None:
        found.append((document, path, names, value))
        entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, each in entries:
            collect(document, (*path, key), (*names, *_names((key,))), each)

    if not text:
        return found
    try:
        manifests = read_manifests(text)
    except ResourceError:
        for index, operation in enumerate(parse_json_patch(text.decode("utf-8", "replace"))):
            parts = str(operation.get("path", "")).split("/")[1:]
            fields = [
                part.replace("~1", "/").replace("~0", "~") for part in parts if part != "-" and not part.isdigit()
            ]
            collect(0, (index, "value"), tuple(fields), plain(operation.get("value")))
        return found
    for (document, path), manifest in zip(manifest_places(text), manifests, strict=False):
        collect(document, path, (), plain(manifest))
    return found


def _entry(config: Value, index: int) -> Value:
    """The entry of a list, None where the file has the list under its old name."""
    return config[index] if isinstance(config, list) and index < len(config) else None


def _field(config: Value, name: str) -> Value:
    """A field of a kustomization, whose names match in any case."""
    if not isinstance(config, dict):
        return None
    if name in config:
        return config[name]
    return next((value for key, value in config.items() if key.lower() == name.lower()), None)


def _within_entry(config: Value, value_path: FieldPath) -> FieldPath:
    """Where a generator's entry names the key of a value, as far as it can be told."""
    if not isinstance(config, dict) or len(value_path) != 2 or value_path[0] not in ("data", "binaryData"):
        return ()
    key = str(value_path[1])
    for field in ("literals", "files"):
        for index, source in enumerate(config.get(field) or ()):
            if source.split("=", 1)[0].rsplit("/", 1)[-1] == key:
                return (field, index)
    return ("envs",) if config.get("envs") else ()


def _spread(value: Value, path: FieldPath, writer: Writer) -> Places:
    """Places for a new value, part by part."""
    if isinstance(value, dict) and value:
        return {key: _spread(each, (*path, key), writer) for key, each in value.items()}
    if isinstance(value, list) and value:
        return [_spread(each, (*path, index), writer) for index, each in enumerate(value)]
    return writer(path, plain(value))


def _carried(old: Value, places: Places, new: Value, path: FieldPath, writer: Writer | None) -> Places:
    """The places of a value after a step: what is as before keeps its place. Without a writer all does."""
    if old == new and type(old) is type(new):
        return places
    if isinstance(old, dict) and isinstance(new, dict):
        found: dict[str, Places] = {}
        for key, each in new.items():
            here = (*path, key)
            if key in old:
                found[key] = _carried(old[key], _part(places, key) or _first(places), each, here, writer)
            else:
                found[key] = _spread(each, here, writer) if writer else _first(places)
        return found or _first(places)
    if isinstance(old, list) and isinstance(new, list):
        partners = _aligned(old, new)
        listed: list[Places] = []
        for index, each in enumerate(new):
            partner, here = partners[index], (*path, index)
            if partner is not None:
                below = _part(places, partner) or _first(places)
                listed.append(_carried(old[partner], below, each, here, writer))
            else:
                listed.append(_spread(each, here, writer) if writer else _first(places))
        return listed or _first(places)
    return _spread(new, path, writer) if writer else _first(places)


def _part(places: Places, part: str | int) -> Places | None:
    if isinstance(places, Place):
        return places._replace(path=(*places.path, part))
    if isinstance(places, dict):
        return places.get(str(part))
    return places[part] if isinstance(part, int) and part < len(places) else None


def _first(places: Places) -> Place:
    while not isinstance(places, Place):
        places = next(iter(places.values())) if isinstance(places, dict) else places[0]
    return places


def _aligned(old: list[Value], new: list[Value]) -> list[int | None]:
    """For each new element the index of the old one that it was, if any."""
    by_name: dict[object, list[int]] = {}
    for index, each in reversed(list(enumerate(old))):
        by_name.setdefault(_identity(each), []).append(index)
    return [by_name[key].pop() if by_name.get(key) else None for key in map(_identity, new)]


def _identity(element: Value) -> object:
    if isinstance(element, dict):
        for key in _ELEMENT_KEYS:
            if key in element:
                return key, str(element[key])
        return repr(sorted(map(str, element)))
    return repr(plain(element))


class Trace:
    """The resources of a traced build, and where each of their values was written."""

    def __init__(self, resources: list[Resource], tracer: Tracer) -> None:
        self.resources, self.tracer = resources, tracer
        self._positions: dict[str, Positions] = {}

    def find(self, index: int, path: FieldPath) -> tuple[str, int, int]:
        """File, line and column of what wrote a value of the resource, or the nearest value around it; 0 is unknown."""
        place = self.tracer.written_at(self.resources[index], path)
        if place is None:
            return "", 0, 0
        known = self._positions.get(place.file)
        if known is None:
            known = self._positions[place.file] = positions(self.tracer.files.read(place.file))
        span = known.find(place.document, place.path)
        return (place.file, span[0], span[1]) if span else (place.file, 0, 0)

    def place(self, error: KustompyError) -> None:
        """Find the place of what nobody noticed before it was printed."""
        error.diagnostics = [
            at_repeated_key(each, self.tracer.files) if each.code == "KST101" and not each.file else each
            for each in error.diagnostics
        ]


def at_repeated_key(diagnostic: Diagnostic, files: Files) -> Diagnostic:
    """Find the file and line of a key that is there twice: kustomize notices it only when all is done."""
    from kustompy.model.duplicate_keys import odd_mappings

    for file in [diagnostic.file] if diagnostic.file else files.were_read:
        try:
            text = files.read(file)
            documents = read(text)
        except KustompyError:
            continue
        for document, first in zip(documents, chunk_lines(text), strict=False):
            for path, message, line in odd_mappings(document, first) if isinstance(document, dict) else ():
                if line and f'mapping key "{path[-1]}" already' in diagnostic.message:
                    hint = f"{message}; keep one of the two"
                    if path == ("apiVersion",):
                        hint = "put `---` between the two manifests, or keep one of the two lines"
                    return diagnostic.replace(file=file, line=line, column=1, hint=hint)
    return diagnostic
