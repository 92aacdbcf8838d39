"""Ports of containers and Services that others name, and that are not there."""

from __future__ import annotations

from kustompy.limits import NamedTuple
from kustompy.references.nodes import indexes_of
from kustompy.references.table import WORKLOADS
from kustompy.references.walk import value_at, walked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value
    from kustompy.references.graph import Graph
    from kustompy.references.nodes import Node

_WAYS_OF_PROBES = tuple(
    (*probe, kind, "port")
    for probe in (
        ("livenessProbe",), ("readinessProbe",), ("startupProbe",),
        ("lifecycle", "postStart"), ("lifecycle", "preStop"),
    )
    for kind in ("httpGet", "tcpSocket")
)  # fmt: skip
_WAYS = {kind: tuple(path.split(".")) for kind, path in WORKLOADS.items()}
_PORTS_OF_SELECTED = {
    "Service": ("spec.ports[].targetPort",),
    "PodMonitor": ("spec.podMetricsEndpoints[].port",),
    "ServiceMonitor": ("spec.endpoints[].port",),
}
"""Kind → the fields that name ports of the objects that it selects."""
_ROUTES = frozenset(("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute"))


class MissingPort(NamedTuple):
    """A port that its owner does not have: who names it and where, and the ports that the owner has."""

    referrer: int
    path: FieldPath
    owner: str
    port: str
    there: tuple[str, ...]


def missing_ports(graph: Graph) -> Iterator[MissingPort]:
    """Each port that is named and not there; owners that are not in the graph are passed over."""
    for index in indexes_of(graph.kinds, WORKLOADS):
        yield from _of_probes(index, graph.nodes[index])
    yield from _of_selections(graph)
    yield from _of_backends(graph)


def _containers(node: Node) -> Iterator[tuple[FieldPath, Manifest]]:
    path = _WAYS.get(node.group_kind)
    pod = value_at(node.manifest, *path) if path else None
    if path is None or not isinstance(pod, dict):
        return
    for field in ("containers", "initContainers"):
        containers = pod.get(field)
        for index, container in enumerate(containers) if isinstance(containers, list) else ():
            if isinstance(container, dict):
                yield (*path, field, index), container


def _port_names(container: Manifest) -> set[str]:
    ports = container.get("ports")
    names = [each.get("name") for each in ports if isinstance(each, dict)] if isinstance(ports, list) else []
    return {str(each) for each in names if isinstance(each, str)}


def _of_probes(index: int, node: Node) -> Iterator[MissingPort]:
    for path, container in _containers(node):
        for way in _WAYS_OF_PROBES:
            if way[0] not in container:
                continue
            name = value_at(container, *way)
            # A number needs no declaration: `ports:` of a container only documents what it opens. A text of digits is
            # refused by the API server, since the name of a port needs a letter.
            if isinstance(name, str) and not name.isdigit():
                names = _port_names(container)
                if name not in names:
                    owner = f"the container {container.get('name')!r} of {node}"
                    yield MissingPort(index, (*path, *way), owner, name, tuple(sorted(names)))


def _of_selections(graph: Graph) -> Iterator[MissingPort]:
    """Names of ports that none of the selected containers or Services has."""
    names: dict[tuple[int, ...], frozenset[str]] = {}
    for chosen in graph.selections:
        node = graph.nodes[chosen.referrer]
        fields = _PORTS_OF_SELECTED.get(node.gvk.kind, ())
        if not chosen.selected or chosen.row.is_peer or not fields:
            continue
        # Many monitors select the same objects: their names are put together once for each selection.
        if chosen.selected not in names:
            names[chosen.selected] = frozenset(
                name for each in chosen.selected for name in _names_of_ports(graph.nodes[each])
            )
        there = names[chosen.selected]
        for field in fields:
            for here in walked(node.manifest, field):
                name = here.value
                if isinstance(name, str) and not name.isdigit() and name not in there:
                    owner = f"{graph.nodes[chosen.selected[0]]}, which {node} selects,"
                    yield MissingPort(chosen.referrer, here.path, owner, name, tuple(sorted(there)))


def _names_of_ports(node: Node) -> set[str]:
    if node.gvk.kind == "Service":
        return {str(here.value) for here in walked(node.manifest, "spec.ports[].name") if isinstance(here.value, str)}
    return {name for _, container in _containers(node) for name in _port_names(container)}


def _of_backends(graph: Graph) -> Iterator[MissingPort]:
    """Ports that Ingresses and routes name and their Services do not have."""
    for reference in graph.references:
        referrer = graph.nodes[reference.referrer]
        if reference.kind != "Service" or not reference.targets:
            continue
        around = _at(referrer.manifest, reference.path[:-1])
        if referrer.gvk.kind == "Ingress":
            port = around.get("port")
            wanted: Value = (port.get("name") or port.get("number")) if isinstance(port, dict) else None
        elif referrer.gvk.kind in _ROUTES:
            wanted = around.get("port")
        else:
            continue
        service = graph.nodes[reference.targets[0]]
        there = [each for path in ("name", "port") for each in walked(service.manifest, f"spec.ports[].{path}")]
        names = {str(each.value) for each in there}
        # An ExternalName Service is an alias in DNS: its ports are those of the host, whatever it lists.
        is_open = any(here.value == "ExternalName" for here in walked(service.manifest, "spec.type"))
        if wanted is not None and not is_open and str(wanted) not in names:
            path = (*reference.path[:-1], "port")
            yield MissingPort(reference.referrer, path, str(service), str(wanted), tuple(sorted(names)))


def _at(value: Value, path: FieldPath) -> Manifest:
    for part in path:
        value = value[part]
    return value if isinstance(value, dict) else {}
