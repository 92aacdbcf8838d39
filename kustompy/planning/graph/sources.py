"""What is drawn: the kustomizations that targets are made of, and the resources of a build with their references."""

from __future__ import annotations

import os

from kustompy.kustomization.file import FILE_NAMES
from kustompy.planning.changes.pairing import without_hash
from kustompy.planning.field_names import path_text
from kustompy.planning.graph.picture import Edge, Node, Picture, picture_of
from kustompy.planning.named import named_in
from kustompy.references.among import graph_of_manifests
from kustompy.system.files import Files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kustompy.results.resource import Resource

KUSTOMIZATION, COMPONENT = "kustomization", "component"


def structure(targets: Iterable[str], start: str) -> Picture:
    """Overlays, bases and components, and who names whom; paths are seen from ``start``."""
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    waiting = [os.path.realpath(each) for each in targets]
    while waiting:
        directory = waiting.pop()
        # Bases are shared, and some kustomizations name each other in a circle.
        if directory in nodes:
            continue
        named = named_in(_content(directory))
        shown = os.path.relpath(directory, start).replace(os.sep, "/")
        kind = COMPONENT if named.is_component else KUSTOMIZATION
        nodes[directory] = Node(directory, shown, kind, "kustomizations")
        for each in named.bases:
            base = os.path.realpath(os.path.join(directory, each))
            if _file_in(base):
                edges.append(Edge(directory, base, ""))
                waiting.append(base)
            # A text that is neither is a file, or is missing: pictures show kustomizations alone.
            elif "://" in each or each.startswith("git@"):
                nodes.setdefault(each, Node(each, each, "remote", "kustomizations"))
                edges.append(Edge(directory, each, ""))
    return picture_of(sorted(nodes.values(), key=lambda node: node.label), edges)


def _file_in(directory: str) -> str:
    paths = (os.path.join(directory, name) for name in FILE_NAMES)
    return next((each for each in paths if os.path.isfile(each)), "")


def _content(directory: str) -> bytes:
    file = _file_in(directory)
    return Files().read(file) if file else b""


def resources(found: Sequence[Resource], group: str) -> Picture:
    """The resources of a build, and which names or selects which."""
    graph = graph_of_manifests([each.manifest for each in found])
    # By number and not by id: two builds in one picture may have the same ids.
    keys = [f"{group}\n{number}" for number in range(len(found))]
    nodes = [Node(key, _label(each), each.kind, group) for key, each in zip(keys, found, strict=True)]
    edges = [
        Edge(keys[each.referrer], keys[each.target], _words(each.relation, path_text(each.path)))
        for each in graph.edges()
        # A text with the name of another resource in it may mean something else, so it makes no line.
        if each.target is not None and each.target != each.referrer and each.relation != "mentions"
    ]
    return picture_of(nodes, _distinct(edges))


def _label(resource: Resource) -> str:
    name = without_hash(resource)
    return f"{resource.kind} {resource.namespace}/{name}" if resource.namespace else f"{resource.kind} {name}"


def _words(relation: str, path: str) -> str:
    return f"{relation} {path}"


def _distinct(edges: Iterable[Edge]) -> list[Edge]:
    """One edge for each pair: a pod may name a config map in many places."""
    found: dict[tuple[str, str], Edge] = {}
    for each in edges:
        found.setdefault((each.source, each.target), each)
    return list(found.values())


def joined(pictures: Iterable[Picture]) -> Picture:
    """All of some pictures in one."""
    whole = list(pictures)
    return Picture(
        tuple(node for each in whole for node in each.nodes), tuple(edge for each in whole for edge in each.edges)
    )
