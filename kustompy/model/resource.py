"""A manifest in a build with its history: previous ids, source, and flags for what is still to be done."""

from __future__ import annotations

from kustompy.errors import ResourceError
from kustompy.memo import Memo
from kustompy.model.ids import CLUSTER_WIDE, Gvk, ResourceId, split_api_version
from kustompy.model.values import copied, is_null, is_scalar, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.ids import IdKey
    from kustompy.model.paths import Source, Step
    from kustompy.model.shared_entries import SharedEntries
    from kustompy.model.values import Manifest, Value
    from kustompy.provenance.record import Record

# Most builds meet a few dozen pairs of apiVersion and kind; the bound is for hostile ones.
_gvks = Memo(4096)
_NEVER = object()

NOWHERE: Source = ("", 0, ())
"""The source of what nobody has read."""
PRIVATE_KINDS = frozenset(("Secret", "SecretGenerator"))
"""Kinds whose values are not to be shown."""

PLAIN_NAMESPACE = "plain namespace"
"""What `Resource.untagged` has where a transformer wrote a namespace that only its tag makes a string."""


_NONE: frozenset[str] = frozenset()


class Resource:
    """A manifest in a build.

    ``manifest`` is plain data and may be changed in place; whoever changes its apiVersion, kind, name or namespace
    calls :meth:`ids_changed` (a ResourceSet's own ``ids_changed`` too, if the resource is in one), which reads the
    current ids anew: they are asked for far more often than they change. ``previous`` holds (name, effective
    namespace, kind), oldest first. ``cluster_scoped`` is the set of (apiVersion, kind) without namespace that this
    build goes by.
    """

    __slots__ = (
        "allow_kind_change", "allow_name_change", "behavior", "cluster_scoped", "from_helm", "gvk", "in_braces", "key",
        "kind", "manifest", "name", "namespace", "needs_hash", "origin", "prefixes", "previous", "shared", "source",
        "suffixes", "trace", "transformations", "untagged", "untagged_values", "vars",
    )  # fmt: skip

    gvk: Gvk
    """The current group, version and kind."""
    kind: str
    name: str
    """The current name."""
    namespace: str
    """The current namespace as it is written, empty where there is none."""
    key: IdKey
    """What the current id is compared by."""

    def __init__(self, manifest: Manifest, cluster_scoped: frozenset[tuple[str, str]]) -> None:
        self.manifest = manifest
        self.cluster_scoped = cluster_scoped
        self.previous: tuple[tuple[str, str, str], ...] = ()
        self.prefixes: tuple[str, ...] = ()
        self.suffixes: tuple[str, ...] = ()
        self.source: Source = NOWHERE
        """Where it was read, or the entry that made it; its file is empty as long as nobody knows."""
        self.behavior = ""
        self.needs_hash = False
        self.from_helm = False
        self.allow_name_change = False
        self.allow_kind_change = False
        self.origin: Manifest | None = None
        self.transformations: tuple[Manifest, ...] | None = None
        """What changed the resource since it was made; None where kustomize notes neither these nor the origin."""
        self.vars: tuple[str, ...] = ()
        self.trace: Record | None = None
        """The record of who writes the manifest's values, in a traced build."""
        self.shared: SharedEntries | None = None
        """The entries of the manifest's mappings that are one; a copy of the manifest has none."""
        self.untagged = _NONE
        """Fields that kustomize wrote untagged: their YAML type is resolved anew when they are rewritten."""
        self.untagged_values: dict[tuple[int, Step], tuple[Manifest, Value]] | None = None
        """The same below the metadata: what is written there, by its container's identity and its key."""
        self.in_braces = False
        """Whether the manifest is written in flow style, as JSON is, where a scalar may read back as something else."""
        self.ids_changed()

    def copy(self) -> Resource:
        """The same resource with a manifest of its own."""
        trace = self.trace
        twin = Resource(copied(self.manifest) if trace is None else trace.copied(self.manifest), self.cluster_scoped)
        twin.in_braces, twin.source, twin.trace = self.in_braces, self.source, trace
        twin.inherit(self)
        return twin

    def inherit(self, other: Resource) -> None:
        """Take over the other's history, as if this were the other with a new body."""
        self.previous, self.prefixes, self.suffixes = other.previous, other.prefixes, other.suffixes
        self.untagged = other.untagged
        self.behavior, self.needs_hash, self.from_helm = other.behavior, other.needs_hash, other.from_helm
        self.allow_name_change, self.allow_kind_change = other.allow_name_change, other.allow_kind_change
        self.origin, self.transformations, self.vars = other.origin, other.transformations, other.vars

    def name_changed(self) -> None:
        """Read the name in the current id anew: nothing else that it is made of was written."""
        # Prefixes are written for each resource: the rest of the key is taken over.
        name = self.manifest["metadata"]["name"]
        if type(name) is not str:
            self.ids_changed()
            return
        group, version, kind, _, namespace = self.key
        self.name = name
        self.key = group, version, kind, name, namespace

    def namespace_changed(self) -> None:
        """Read the namespace in the id of a resource whose kind has one anew: nothing else was written."""
        namespace = self.manifest["metadata"]["namespace"]
        if type(namespace) is not str:
            self.ids_changed()
            return
        group, version, kind, name, _ = self.key
        self.namespace = namespace
        self.key = group, version, kind, name, namespace or "default"

    def ids_changed(self) -> None:
        """Read the current id anew: something that it is made of was written."""
        manifest = self.manifest
        kind, api_version = manifest.get("kind", ""), manifest.get("apiVersion", "")
        if type(kind) is not str:
            kind = "" if is_null(kind) or not is_scalar(kind) else text_of(kind)
        if type(api_version) is not str:
            # A null is the text it is written as, which then refers to nothing: see `name_references`.
            api_version = text_of(api_version) if is_scalar(api_version) else ""
        what = api_version, kind
        # One Gvk for all resources of a kind: making the record takes longer than the look-up.
        gvk = _gvks.get(what)
        if gvk is None:
            gvk = _gvks.keep(what, Gvk(*split_api_version(api_version), kind))
        metadata = manifest.get("metadata")
        if not isinstance(metadata, dict):
            metadata = {}
        name, namespace = metadata.get("name", ""), metadata.get("namespace", "")
        if type(name) is not str:
            name = "" if is_null(name) or not is_scalar(name) else text_of(name)
        if type(namespace) is not str:
            namespace = "" if is_null(namespace) or not is_scalar(namespace) else text_of(namespace)
        # An id without a namespace is equal to one in `default`, but for kinds that have none.
        effective = CLUSTER_WIDE if what in self.cluster_scoped else namespace or "default"
        self.gvk, self.kind, self.name, self.namespace = gvk, kind, name, namespace
        self.key = (*gvk, name, effective)

    def _effective(self, kind: str, namespace: str) -> str:
        if (self.api_version_text(), kind) in self.cluster_scoped:
            return CLUSTER_WIDE
        return namespace or "default"

    def api_version_text(self) -> str:
        """The apiVersion as it is written; "" if it is missing or no scalar."""
        api_version = self.manifest.get("apiVersion")
        return text_of(api_version) if api_version and is_scalar(api_version) else ""

    @property
    def id(self) -> ResourceId:
        """The current id."""
        return ResourceId(self.gvk, self.name, self.namespace)

    @property
    def is_plain(self) -> bool:
        """Whether it has a kind, a name and metadata without annotations: no note in there has to be looked at."""
        metadata = self.manifest.get("metadata")
        return type(metadata) is dict and "annotations" not in metadata and self.name != "" and self.kind != ""

    @property
    def effective_namespace(self) -> str:
        return self.key[4]

    @property
    def is_cluster_scoped(self) -> bool:
        return self.key[4] == CLUSTER_WIDE

    @property
    def original_id(self) -> ResourceId:
        """The id that the resource had when it was read or generated."""
        if not self.previous:
            return self.id
        name, namespace, _ = self.previous[0]
        return ResourceId(self.original_gvk, name, namespace)

    @property
    def original_gvk(self) -> Gvk:
        """The gvk that the resource had when it was read or generated."""
        gvk = self.gvk
        if not self.previous or self.previous[0][2] == gvk[2]:
            return gvk
        return gvk._replace(kind=self.previous[0][2])

    @property
    def previous_ids(self) -> list[ResourceId]:
        """The ids before the current one, oldest first; their namespaces are effective ones."""
        gvk = self.gvk
        return [
            ResourceId(gvk if kind == gvk[2] else gvk._replace(kind=kind), name, namespace)
            for name, namespace, kind in self.previous
        ]

    @property
    def keys(self) -> set[IdKey]:
        """What any id of this resource, previous or current, is compared by."""
        if not self.previous:
            return {self.key}
        group, version, _ = self.gvk
        found = {self.key}
        for name, namespace, kind in self.previous:
            found.add((group, version, kind, name, self._effective(kind, namespace)))
        return found

    def remember_id(self) -> None:
        """Store the current id as a previous one, before it changes; kustomize does so in the annotations."""
        metadata = self.manifest.get("metadata")
        _, _, kind, name, namespace = self.key
        # The common way at once: what follows is for manifests that kustomize itself stumbles over.
        if name and kind and type(metadata) is dict and type(metadata.get("annotations", metadata)) is dict:
            self.previous += ((name, namespace, kind),)
            return
        if not isinstance(metadata, dict):
            if not is_null(metadata):
                raise ResourceError("wrong node kind: expected MappingNode but got ScalarNode", resource=str(self.id))
            metadata = self.manifest["metadata"] = {}
        if not name and not self.previous:
            # kustomize takes a resource without previous names for one without previous ids.
            return
        if not name or not kind:
            text = "number of previous names, number of previous namespaces, number of previous kinds not equal"
            raise ResourceError(text, resource=str(self.id))
        if not isinstance(metadata.get("annotations", metadata), dict):
            # Annotations that are no mapping make way for those that kustomize keeps the history in.
            del metadata["annotations"]
        self.previous += ((name, namespace, kind),)

    def forget(self) -> None:
        """Lose the history, as kustomize does when a patch takes away the annotations that it keeps it in."""
        self.previous, self.prefixes, self.suffixes = (), (), ()
        self.behavior, self.needs_hash, self.from_helm = "", False, False
        self.allow_name_change, self.allow_kind_change = False, False
        if self.transformations is not None:
            self.origin, self.transformations = None, None

    def share(self, name: str, mappings: list[Manifest]) -> None:
        """Make the entry of that name one and the same in all of these mappings of the manifest."""
        if self.shared is None:
            from kustompy.model.shared_entries import SharedEntries

            self.shared = SharedEntries(self.trace)
        self.shared.join(name, mappings)

    def written(self, container: Manifest, key: str) -> None:
        """A field was written past :mod:`kustompy.fieldspecs.edit`: so are the entries that are one with it."""
        if self.shared is not None:
            self.shared.edited(container, key)

    def wrote_untagged(self, container: Value, key: Step) -> None:
        """A text was written without a tag: what replaces it has the type that its own text has."""
        if self.untagged_values is None:
            self.untagged_values = {}
        # The container stands in the value, too: as long as it lives, nothing else has its identity.
        self.untagged_values[id(container), key] = container, container[key]

    def is_untagged(self, container: Value, key: Step) -> bool:
        """Whether the value is still one that was written without a tag."""
        if self.untagged_values is None:
            return False
        _, value = self.untagged_values.get((id(container), key), (None, _NEVER))
        return value is container[key]

    def rename(self, name: str) -> None:
        """Give the resource another name, remembering the one it had."""
        self.remember_id()
        metadata = self.manifest["metadata"]
        metadata["name"] = name
        if self.trace is not None:
            self.trace.derive(metadata, "name")
        self.name_changed()

    def __repr__(self) -> str:
        return f"<Resource {self.id}>"
