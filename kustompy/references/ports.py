"""Ports that are meant by their names or numbers: of containers, and of Services."""

from __future__ import annotations

from typing import NamedTuple

from kustompy.references.table import WORKLOADS
from kustompy.references.walk import walked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value
    from kustompy.references.graph import Graph, Item

_PROBES = ("livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop")
_ROUTES = frozenset(("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute"))


class MissingPort(NamedTuple):
    """A port that the owner does not have: who means it and where, and the ports that are there."""

    referrer: int
    path: FieldPath
    owner: str
    port: str
    there: tuple[str, ...]


class _Workload(NamedTuple):
    at: int
    namespace: str
    labels: Manifest
    ports: frozenset[str]


def missing_ports(graph: Graph) -> Iterator[MissingPort]:
    """Each port that is meant and not there; nothing is said of owners that are not in the graph."""
    for index, item in enumerate(graph.items):
        yield from _of_probes(index, item)
    yield from _of_services(graph)
    yield from _of_backends(graph)


def _containers(item: Item) -> Iterator[tuple[FieldPath, Manifest]]:
    path = WORKLOADS.get(f"{item.gvk.group}/{item.gvk.kind}")
    for pod in walked(item.manifest, path) if path else ():
        for field in ("containers[]", "initContainers[]"):
            for here in walked(pod.value, field, pod.path):
                if isinstance(here.value, dict):
                    yield here.path, here.value


def _port_names(container: Manifest) -> set[str]:
    return {str(here.value) for here in walked(container, "ports[].name") if isinstance(here.value, str)}


def _of_probes(index: int, item: Item) -> Iterator[MissingPort]:
    for path, container in _containers(item):
        names = _port_names(container)
        for probe in _PROBES:
            for kind in ("httpGet", "tcpSocket"):
                for here in walked(container, f"{probe}.{kind}.port", path):
                    name = here.value
                    if isinstance(name, str) and not name.isdigit() and name not in names:
                        owner = f"the container {container.get('name')!r} of {item}"
                        yield MissingPort(index, here.path, owner, name, tuple(sorted(names)))


def _of_services(graph: Graph) -> Iterator[MissingPort]:
    """Names of target ports, held against the containers of the pods that the Service selects."""
    by_label: dict[tuple[str, str, str], list[_Workload]] = {}
    for index, item in enumerate(graph.items):
        workload = _workload(index, item)
        if workload is not None:
            for key, value in workload.labels.items():
                by_label.setdefault((item.namespace, str(key), str(value)), []).append(workload)
    for index, item in enumerate(graph.items):
        if item.gvk.kind != "Service" or item.gvk.group:
            continue
        selected = _selected(item, by_label)
        there = frozenset(name for workload in selected for name in workload.ports)
        for here in walked(item.manifest, "spec.ports[].targetPort") if selected else ():
            name = here.value
            if isinstance(name, str) and not name.isdigit() and name not in there:
                owner = f"{graph.items[selected[0].at]}, which {item} selects,"
                yield MissingPort(index, here.path, owner, name, tuple(sorted(there)))


def _workload(index: int, item: Item) -> _Workload | None:
    path = WORKLOADS.get(f"{item.gvk.group}/{item.gvk.kind}")
    if not path:
        return None
    template = path.rpartition(".")[0]
    labels: Value = next(
        (here.value for here in walked(item.manifest, f"{template}.metadata.labels".lstrip("."))), None
    )
    if not isinstance(labels, dict):
        return None
    names = frozenset(name for _, container in _containers(item) for name in _port_names(container))
    return _Workload(index, item.namespace, labels, names)


def _selected(service: Item, by_label: dict[tuple[str, str, str], list[_Workload]]) -> list[_Workload]:
    selector: Value = next((here.value for here in walked(service.manifest, "spec.selector")), None)
    if not isinstance(selector, dict) or not selector:
        return []
    first = next(iter(selector.items()))
    found = by_label.get((service.namespace, str(first[0]), str(first[1])), [])
    return [each for each in found if all(each.labels.get(key) == value for key, value in selector.items())]


def _of_backends(graph: Graph) -> Iterator[MissingPort]:
    """Ports of Services that Ingresses and routes name."""
    for reference in graph.references:
        referrer = graph.items[reference.referrer]
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
        service = graph.items[reference.targets[0]]
        there = [each for path in ("name", "port") for each in walked(service.manifest, f"spec.ports[].{path}")]
        names = {str(each.value) for each in there}
        is_open = any(here.value == "ExternalName" for here in walked(service.manifest, "spec.type"))
        if wanted is not None and not is_open and str(wanted) not in names:
            path = (*reference.path[:-1], "port")
            yield MissingPort(reference.referrer, path, str(service), str(wanted), tuple(sorted(names)))


def _at(value: Value, path: FieldPath) -> Manifest:
    for part in path:
        value = value[part]
    return value if isinstance(value, dict) else {}
