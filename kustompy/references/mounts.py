"""Files of config maps and secrets that containers mount one by one, and that are not there."""

from __future__ import annotations

from kustompy.references.nodes import indexes_of
from kustompy.references.table import WORKLOADS
from kustompy.references.walk import value_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value
    from kustompy.references.graph import Graph

    Missing = tuple[int, FieldPath, str, str, str]
    """The index of the object that mounts, the path of the mount, the kind and name of the source, the missing key."""

_SOURCES = (("configMap", "name", "ConfigMap"), ("secret", "secretName", "Secret"))


def missing_files(graph: Graph) -> Iterator[Missing]:
    """Each ``subPath`` that names no key of the config map or secret of the graph behind its volume.

    The kubelet then makes an empty directory of that name, and the container starts with it.
    """
    for index in indexes_of(graph.kinds, WORKLOADS):
        node = graph.nodes[index]
        way = tuple(WORKLOADS[node.group_kind].split("."))
        pod = value_at(node.manifest, *way)
        if not isinstance(pod, dict) or not pod.get("volumes"):
            continue
        keys = _keys_of_volumes(graph, pod, node.namespace)
        for field in ("containers", "initContainers") if keys else ():
            for number, container in enumerate(_mappings(pod.get(field))):
                for mount_number, mount in enumerate(_mappings(container.get("volumeMounts"))):
                    volume, key = mount.get("name"), mount.get("subPath")
                    kind, name, there = keys.get(volume, ("", "", None)) if isinstance(volume, str) else ("", "", None)
                    # With a slash it is a path below a folder, which keys, and `path` of `items`, may spell.
                    if there is not None and isinstance(key, str) and key and "/" not in key and key not in there:
                        path = (*way, field, number, "volumeMounts", mount_number, "subPath")
                        yield index, path, kind, name, key


def _keys_of_volumes(graph: Graph, pod: Manifest, namespace: str) -> dict[str, tuple[str, str, frozenset[str]]]:
    """Volume → the kind and name of its source, and its files, if the graph has the source."""
    found: dict[str, tuple[str, str, frozenset[str]]] = {}
    for volume in _mappings(pod.get("volumes")):
        for field, naming, kind in _SOURCES:
            source = volume.get(field)
            if not isinstance(source, dict):
                continue
            name = source.get(naming)
            targets = graph.named(kind, str(name), namespace) if isinstance(name, str) else ()
            if len(targets) != 1 or not isinstance(volume.get("name"), str):
                continue
            items = _mappings(source.get("items"))
            files = {str(each.get("path")) for each in items} or _keys(graph.nodes[targets[0]].manifest)
            # An object without keys is filled in later, by an operator or by hand.
            if files:
                found[volume["name"]] = kind, str(name), frozenset(files)
    return found


def _keys(manifest: Manifest) -> set[str]:
    data = [manifest.get(field) for field in ("data", "binaryData", "stringData")]
    return {str(key) for each in data if isinstance(each, dict) for key in each}


def _mappings(value: Value) -> list[Manifest]:
    """The elements of a list, with an empty mapping for whatever is none, so that indexes stay those of the list."""
    return [each if isinstance(each, dict) else {} for each in value] if isinstance(value, list) else []
