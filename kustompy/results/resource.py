"""A resource as users see it: a mapping over plain data that knows its id and its origin."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping

from kustompy.fieldspecs.tables import cluster_scoped
from kustompy.model.ids import CLUSTER_WIDE, Gvk, ResourceId, split_api_version
from kustompy.model.secrets import HIDDEN
from kustompy.model.values import Folded, copied, plain
from kustompy.yamlio.writer import write_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from kustompy.model.resource import Resource as Record
    from kustompy.model.values import Manifest, Value


class Resource(MutableMapping[str, "Value"]):
    """A manifest with an id; whatever takes a mapping takes it.

    Resources are equal when their manifests are, and equal to a dict with the same content. The hash is that of the
    id, so a resource that is in a set or a dict must not be renamed.
    """

    __slots__ = ("_manifest", "_record", "origin", "original_id")
    __match_args__ = ("kind", "name", "namespace")

    _record: Record | None

    def __init__(
        self,
        manifest: Mapping[str, Value],
        *,
        origin: Mapping[str, Value] | None = None,
        original_id: ResourceId | None = None,
    ) -> None:
        self._record = None
        # The mapping itself where it can be: who has it sees the changes.
        self._manifest: Manifest | None = manifest if type(manifest) is dict else dict(manifest)
        self.origin: Manifest | None = dict(origin) if origin else None
        """Where the resource comes from, as ``buildMetadata: [originAnnotations]`` says it."""
        self.original_id: ResourceId = original_id or self.id
        """The id that the resource had in its file, or was generated with."""

    @property
    def manifest(self) -> Manifest:
        """The plain data itself: what is changed in it is changed in the resource."""
        if self._manifest is None:
            assert self._record is not None
            self._manifest = as_printed(self._record.manifest)
        return self._manifest

    @property
    def gvk(self) -> Gvk:
        """Group, version and kind."""
        if self._manifest is None and self._record is not None:
            return self._record.gvk
        return Gvk(*split_api_version(self.api_version), str(self.manifest.get("kind") or ""))

    @property
    def api_version(self) -> str:
        """``apiVersion``; empty if there is none."""
        return str(self.manifest.get("apiVersion") or "")

    @property
    def kind(self) -> str:
        """``kind``; empty if there is none."""
        return self.gvk.kind

    @property
    def name(self) -> str:
        """``metadata.name``, with prefix, suffix and hash; empty if there is none."""
        if self._manifest is None and self._record is not None:
            return self._record.name
        return str(self._metadata("name") or "")

    @property
    def namespace(self) -> str:
        """The namespace as it is written, empty where there is none."""
        if self._manifest is None and self._record is not None:
            return self._record.namespace
        return str(self._metadata("namespace") or "")

    @property
    def labels(self) -> dict[str, str]:
        """The labels; a copy."""
        return dict(self._metadata("labels") or {})

    @property
    def annotations(self) -> dict[str, str]:
        """The annotations; a copy."""
        return dict(self._metadata("annotations") or {})

    @property
    def id(self) -> ResourceId:
        """Gvk, name and namespace; ``str(resource.id)`` is kustomize's spelling."""
        return ResourceId(self.gvk, self.name, self.namespace)

    @property
    def is_cluster_scoped(self) -> bool:
        """Whether objects of this kind have no namespace."""
        if self._record is not None:
            return self._record.is_cluster_scoped

        return (self.api_version, self.kind) in cluster_scoped()

    @property
    def effective_namespace(self) -> str:
        """The namespace that the object will be in."""
        return CLUSTER_WIDE if self.is_cluster_scoped else self.namespace or "default"

    def to_dict(self) -> Manifest:
        """The manifest as plain data that shares nothing with the resource."""
        manifest: Manifest = copied(self.manifest)
        return manifest

    def to_yaml(self) -> str:
        """The manifest as kustomize prints it."""
        return write_document(self.written)

    @property
    def written(self) -> Manifest:
        """What is printed of the resource: the record of the build as long as nobody looked at its data."""
        if self._manifest is None and self._record is not None:
            return self._record.manifest
        return self.manifest

    def _metadata(self, field: str) -> Value:
        metadata = self.manifest.get("metadata")
        return metadata.get(field) if isinstance(metadata, dict) else None

    def __getitem__(self, key: str) -> Value:
        return self.manifest[key]

    def __setitem__(self, key: str, value: Value) -> None:
        self.manifest[key] = value

    def __delitem__(self, key: str) -> None:
        del self.manifest[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.manifest)

    def __len__(self) -> int:
        return len(self.manifest)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Resource):
            return self.manifest == other.manifest
        return self.manifest == other

    def __hash__(self) -> int:
        return hash(self.id)

    def __reduce__(self) -> tuple[object, ...]:
        return _unpickled, (self.manifest, self.origin, self.original_id)

    def __repr__(self) -> str:
        place = f"{self.namespace}/{self.name}" if self.namespace else self.name
        return f"<Resource {self.api_version} {self.kind} {place}{self._shown_data()}>"

    def _shown_data(self) -> str:
        """The data of a config map, and the keys of a secret."""
        if self.gvk == ("", "v1", "ConfigMap"):
            return f" {self.manifest.get('data') or {}}"
        if self.gvk == ("", "v1", "Secret"):
            fields = self.manifest.get("data"), self.manifest.get("stringData")
            return f" {dict.fromkeys([key for each in fields if isinstance(each, dict) for key in each], HIDDEN)}"
        return ""


def _unpickled(manifest: Manifest, origin: Manifest | None, original_id: ResourceId) -> Resource:
    return Resource(manifest, origin=origin, original_id=original_id)


def as_printed(value: Value) -> Value:
    """The value of built-in types only, as it is read back from what is printed; folded blocks change on the way."""
    kind = type(value)
    if kind is str:
        return value
    if isinstance(value, dict):
        return {str(key): as_printed(each) for key, each in value.items()}
    if kind is list:
        return [as_printed(each) for each in value]
    # kustomize prints a folded block anew, with other line breaks: what is read back is what users get.
    if kind is Folded:
        from kustompy.yamlio.scalars.folding import rewritten

        return rewritten(str(value))
    return plain(value)


def view_of(record: Record) -> Resource:
    """The public resource over a record of a build; nothing is copied before somebody looks."""
    # Past __init__, which would work out the id: most resources of a build are printed and not looked at.
    view = Resource.__new__(Resource)
    view._record, view._manifest = record, None
    view.origin, view.original_id = record.origin, record.original_id
    return view
