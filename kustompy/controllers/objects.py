"""Objects of controllers as they were found, and their fields, each checked when it is asked for."""

from __future__ import annotations

from kustompy.controllers.names import KINDS, key_of
from kustompy.errors import KustomizationError
from kustompy.limits import NamedTuple
from kustompy.model.ids import split_api_version
from kustompy.model.values import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.paths import Source
    from kustompy.model.values import Manifest, Value
    from kustompy.provenance.places import Place


class Object(NamedTuple):
    """An object that tells a controller what to apply."""

    kind: str
    namespace: str
    name: str
    manifest: Manifest
    source: Source
    """Where it was read: file, document and path."""
    parent: str = ""
    """The key of the object whose build has it; empty for one that a file has."""
    read: tuple[str, ...] = ()
    """The files that decide what it says, besides its own."""

    @property
    def key(self) -> str:
        """Kind, namespace and name."""
        return key_of(self.kind, self.namespace, self.name)

    def __str__(self) -> str:
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"

    def error(self, message: str, *path: str | int, code: str = "KST251", hint: str = "") -> KustomizationError:
        """An error at a field of the object."""
        file, document, above = self.source
        return KustomizationError(
            f"{self}: {message}", code=code, file=file, document=document, path=(*above, *path), hint=hint,
            resource=str(self),
        )  # fmt: skip

    def place(self, *path: str | int) -> Source:
        """The place of a field of the object."""
        file, document, above = self.source
        return file, document, (*above, *path)

    def get(self, *path: str) -> Value:
        """The value of a field, None if it is not there."""
        value: Value = self.manifest
        for number, part in enumerate(path):
            if value is None:
                return None
            if not isinstance(value, dict):
                raise self.error(f"`{'.'.join(path[:number])}` is no mapping", *path[:number])
            value = value.get(part)
        return value

    def text(self, *path: str) -> str:
        """The text of a field, empty if it is not there."""
        value = self.get(*path)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.error(f"`{'.'.join(path)}` is no text", *path, hint="put it in quotes")
        return value

    def flag(self, *path: str) -> bool:
        """Whether a field is true."""
        value = self.get(*path)
        if value is not None and not isinstance(value, bool):
            raise self.error(f"`{'.'.join(path)}` is neither true nor false", *path)
        return bool(value)

    def texts(self, *path: str) -> list[str]:
        """The texts of a list."""
        found = self._listed(*path)
        for number, each in enumerate(found):
            if not isinstance(each, str):
                raise self.error(f"`{'.'.join(path)}[{number}]` is no text", *path, number)
        return found

    def mappings(self, *path: str) -> list[dict[str, Value]]:
        """The mappings of a list."""
        found = self._listed(*path)
        for number, each in enumerate(found):
            if not isinstance(each, dict):
                raise self.error(f"`{'.'.join(path)}[{number}]` is no mapping", *path, number)
        return found

    def pairs(self, *path: str) -> dict[str, str]:
        """The texts of a mapping, by their keys."""
        found = self.get(*path)
        if found is None:
            return {}
        if not isinstance(found, dict):
            raise self.error(f"`{'.'.join(path)}` is no mapping", *path)
        for key, each in found.items():
            if not isinstance(each, str):
                raise self.error(f"`{key}` of `{'.'.join(path)}` is no text", *path, key, hint="put it in quotes")
        return found

    def _listed(self, *path: str) -> list[Value]:
        found = self.get(*path)
        if found is None:
            return []
        if not isinstance(found, list):
            raise self.error(f"`{'.'.join(path)}` is no list", *path)
        return found


def object_in(manifest: Manifest, source: Source, parent: str = "", read: tuple[str, ...] = ()) -> Object | None:
    """The object that a manifest is; None if it is none that tells a controller what to apply."""
    kind, version = manifest.get("kind"), manifest.get("apiVersion")
    if not isinstance(kind, str) or KINDS.get(kind) != split_api_version(str(version))[0]:
        return None
    metadata = manifest.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    namespace = metadata.get("namespace") if isinstance(metadata, dict) else None
    if not isinstance(name, str) or not name:
        return None
    return Object(kind, namespace if isinstance(namespace, str) else "", name, plain(manifest), source, parent, read)


def place_in(subject: Object, *path: str | int) -> Place:
    """The place of a field of the object, for the record of a traced build."""
    from kustompy.provenance.places import Place

    return Place(*subject.place(*path))
