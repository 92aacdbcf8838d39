"""What a resource is called: gvk, resource id, and kustomize's text forms of both (spec section 2.4)."""

from __future__ import annotations

from kustompy.limits import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple, Protocol, TypeAlias

    IdKey: TypeAlias = tuple[str, str, str, str, str]
    """group, version, kind, name, effective namespace: two ids are equal when their keys are."""

CLUSTER_WIDE = "_non_namespaceable_"
"""The effective namespace of every resource that has none by its kind."""

# Records without typing.NamedTuple, whose import takes longer than a small build.
if TYPE_CHECKING:

    class Named(Protocol):
        """What names a resource by the parts of its id; "" is a part that is not given."""

        group: str
        version: str
        kind: str
        name: str
        namespace: str

    class _GvkFields(NamedTuple):
        group: str
        version: str
        kind: str

    class _ResourceIdFields(NamedTuple):
        gvk: Gvk
        name: str
        namespace: str

else:  # typing costs more than a small build at start
    _GvkFields = record("_GvkFields", "group version kind")
    _ResourceIdFields = record("_ResourceIdFields", "gvk name namespace")


class Gvk(_GvkFields):
    """Group, version and kind; a field that is empty is unknown, or matches all."""

    __slots__ = ()

    @property
    def api_version(self) -> str:
        """Group and version as ``apiVersion:`` has them."""
        return f"{self.group}/{self.version}" if self.group else self.version

    def __str__(self) -> str:
        return f"{self.kind or '[noKind]'}.{self.version or '[noVer]'}.{self.group or '[noGrp]'}"

    @property
    def sort_text(self) -> str:
        """What kustomize compares gvks of one rank by: empty parts come last."""
        # `~` sorts behind all letters and digits, so an empty part comes last.
        return f"{self.group or '~G'}_{self.version or '~V'}_{self.kind or '~K'}"

    def selects(self, other: Gvk) -> bool:
        """Whether each field that is not empty equals the other's."""
        return (
            (not self.group or self.group == other.group)
            and (not self.version or self.version == other.version)
            and (not self.kind or self.kind == other.kind)
        )


class ResourceId(_ResourceIdFields):
    """A gvk with a name and the namespace as it is written (empty: none)."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{self.gvk}/{self.name or '[noName]'}.{self.namespace or '[noNs]'}"


def named_id(named: Named) -> ResourceId:
    """The id that a source or target names."""
    return ResourceId(Gvk(named.group, named.version, named.kind), named.name, named.namespace)


def split_api_version(api_version: str) -> tuple[str, str]:
    """Group and version of an apiVersion, split at its first slash."""
    group, slash, version = api_version.partition("/")
    return (group, version) if slash else ("", group)


def effective_namespace(namespace: str) -> str:
    """The namespace that an id of a namespaced kind is compared by."""
    return namespace or "default"
