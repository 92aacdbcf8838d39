"""The graph of the resources of a build, or of manifests from elsewhere."""

from __future__ import annotations

from kustompy.fieldspecs.tables import cluster_scoped
from kustompy.model.ids import CLUSTER_WIDE, Gvk, split_api_version
from kustompy.model.values import text_of
from kustompy.references.graph import Graph
from kustompy.references.nodes import Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest, Value


def graph_of(resources: Sequence[Resource]) -> Graph:
    """The graph of the resources of a build, in their order, with the names that they had before."""
    nodes = [
        Node(
            resource.gvk,
            resource.name,
            resource.effective_namespace,
            resource.manifest,
            _former_names(resource),
        )
        for resource in resources
    ]
    return Graph(nodes, _Scope(nodes))


def _former_names(resource: Resource) -> frozenset[str]:
    """The names that a resource had before."""
    names = frozenset([key[0] for key in resource.previous])
    # kustomize records renames by its transformers alone; one by a JSON patch is known only if the build is traced.
    if resource.trace is not None:
        names |= resource.trace.renamed.get(id(resource), (None, frozenset()))[1]
    return names - {resource.name}


def graph_of_manifests(manifests: Iterable[Mapping[str, Value]]) -> Graph:
    """The graph of manifests, in their order."""
    nodes = [_node(each if isinstance(each, dict) else dict(each)) for each in manifests]
    return Graph(nodes, _Scope(nodes))


def _node(manifest: Manifest) -> Node:
    api_version, kind = _text(manifest.get("apiVersion")), _text(manifest.get("kind"))
    metadata = manifest.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    # Without a build there is nobody to ask but kustomize's own table of cluster-scoped kinds.
    is_cluster_wide = (api_version, kind) in cluster_scoped()
    namespace = CLUSTER_WIDE if is_cluster_wide else _text(metadata.get("namespace")) or "default"
    return Node(Gvk(*split_api_version(api_version), kind), _text(metadata.get("name")), namespace, manifest)


def _text(value: Value) -> str:
    return "" if value is None or isinstance(value, (dict, list)) else text_of(value)


def cluster_scoped_by_crds(nodes: Sequence[Node]) -> set[tuple[str, str]]:
    """Group and kind of the cluster-scoped objects that CRDs among the nodes define."""
    return {named for node in nodes for named, scope in _scopes_of_crd(node) if scope == "Cluster"}


class _Scope:
    """Whether a gvk is cluster-scoped: by its CRD, else by kustomize's table, else by the first word of its kind."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._wide = {node.gvk for node in nodes if node.namespace == CLUSTER_WIDE}
        self._defined = dict(scope for node in nodes for scope in _scopes_of_crd(node))

    def __call__(self, gvk: Gvk) -> bool:
        scope = self._defined.get((gvk.group, gvk.kind))
        if scope is not None:
            return scope == "Cluster"
        # kustomize gives every custom kind a namespace; a kind called Cluster… (ClusterIssuer) hardly ever has one.
        return gvk in self._wide or gvk.kind.startswith("Cluster")


def _scopes_of_crd(node: Node) -> Iterable[tuple[tuple[str, str], str]]:
    spec = node.manifest.get("spec")
    if node.gvk.kind != "CustomResourceDefinition" or not isinstance(spec, dict):
        return
    names = spec.get("names")
    if isinstance(names, dict):
        yield (_text(spec.get("group")), _text(names.get("kind"))), _text(spec.get("scope"))
