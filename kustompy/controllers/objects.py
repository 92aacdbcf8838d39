"""Objects of controllers as they were found; each field is checked when it is read."""

from __future__ import annotations

from kustompy.controllers.names import KINDS, key_of
from kustompy.errors import KustomizationError

# Not typing's, which takes ten times as long to load: a plain build may ask what a target is.
from kustompy.limits import NamedTuple
from kustompy.model.ids import split_api_version
from kustompy.model.values import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.paths import Source
    from kustompy.model.values import Manifest, Value
    from kustompy.provenance.places import Place


class Object(NamedTuple):
    """An object that tells a controller what to apply, such as a Kustomization of Flux."""

    kind: str
    namespace: str
    name: str
    manifest: Manifest
    source: Source
    """The place where it was read: file, document and path."""
    parent: str = ""
    """The key of the object whose build contains it; empty for one that was read from a file."""
    read: tuple[str, ...] = ()
    """Files besides its own that its content depends on."""

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
        """The value of a field, None if it is missing or null; an error if a field above it is not a mapping."""
        value: Value = self.manifest
        for number, part in enumerate(path):
            if value is None:
                return None
            if not isinstance(value, dict):
                raise self.error(f"`{'.'.join(path[:number])}` is not a mapping", *path[:number])
            value = value.get(part)
        return value

    def text(self, *path: str) -> str:
        """The text of a field, empty if it is missing; an error if it is not a string."""
        value = self.get(*path)
        if value is None:
            return ""
        if not isinstance(value, str):
            # The API server rejects the object: what looks like a number to YAML is not a string to it.
            raise self.error(f"`{'.'.join(path)}` is not a string", *path, hint="put it in quotes")
        return value

    def flag(self, *path: str) -> bool:
        """The boolean in a field, False if it is missing; an error if it is anything else."""
        value = self.get(*path)
        if value is not None and not isinstance(value, bool):
            raise self.error(f"`{'.'.join(path)}` is neither true nor false", *path)
        return bool(value)

    def texts(self, *path: str) -> list[str]:
        """The strings in a list, none if it is missing; an error if an entry is anything else."""
        found = self._listed(*path)
        for number, each in enumerate(found):
            if not isinstance(each, str):
                raise self.error(f"`{'.'.join(path)}[{number}]` is not a string", *path, number)
        return found

    def mappings(self, *path: str) -> list[dict[str, Value]]:
        """The mappings in a list, none if it is missing; an error if an entry is anything else."""
        found = self._listed(*path)
        for number, each in enumerate(found):
            if not isinstance(each, dict):
                raise self.error(f"`{'.'.join(path)}[{number}]` is not a mapping", *path, number)
        return found

    def pairs(self, *path: str) -> dict[str, str]:
        """A mapping from strings to strings, empty if it is missing; an error if a value is anything else."""
        found = self.get(*path)
        if found is None:
            return {}
        if not isinstance(found, dict):
            raise self.error(f"`{'.'.join(path)}` is not a mapping", *path)
        for key, each in found.items():
            if not isinstance(each, str):
                raise self.error(f"`{key}` of `{'.'.join(path)}` is not a string", *path, key, hint="put it in quotes")
        return found

    def _listed(self, *path: str) -> list[Value]:
        found = self.get(*path)
        if found is None:
            return []
        if not isinstance(found, list):
            raise self.error(f"`{'.'.join(path)}` is not a list", *path)
        return found


def object_in(manifest: Manifest, source: Source, parent: str = "", read: tuple[str, ...] = ()) -> Object | None:
    """The manifest as an object of a controller; None if it is anything else."""
    # The group decides, in any version: kustomize's own file, kustomize.config.k8s.io, has the kind Kustomization too.
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
