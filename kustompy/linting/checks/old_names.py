"""Old names of objects in texts: kustomize follows a rename in the fields that it knows, and in no text."""

from __future__ import annotations

import re

from kustompy.errors.diagnostic import Diagnostic
from kustompy.references.crds import is_custom, is_told_by_shape
from kustompy.references.mentions import texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.built import Built, Result
    from kustompy.model.paths import FieldPath
    from kustompy.references.graph import Graph
    from kustompy.references.nodes import Node

    Names = dict[tuple[str, str], int]
    """The old name and the namespace of objects, with their indexes."""

# A host in a URL with its second label, which may be a namespace; and hosts in the cluster's DNS, also those of pods.
# Python's `re` is safe on texts of the tree here: each pattern is ours, and can begin at the start of a word alone.
_URL = re.compile(r"://(?:[^@/\s\"']*@)?([a-z0-9][-a-z0-9]*)(?:\.([a-z0-9][-a-z0-9]*))?(?=[:/.\s\"',]|$)")
_HOST = re.compile(r"(?<![-.\w])(?:[a-z0-9][-a-z0-9]*\.)?([a-z0-9][-a-z0-9]*)\.([a-z0-9][-a-z0-9]*)\.svc\b")
_PORT = re.compile(r"(?:[^=\s]*=)?([a-z0-9][-a-z0-9]*):\d{2,5}")
# A line of the output that ends with what may be a name, and its key.
_LINE = re.compile(r"^ *(?:- )?(?:([-\w./]+): )?[\"']?(?:[-\w.]+=)?([a-z0-9][-a-z0-9]*)[\"']?$", re.MULTILINE)
_HASHED = frozenset(("ConfigMap", "Secret"))
# Values of Secrets are not shown, and the schema of a CRD is prose.
_NOT_READ = frozenset(("Secret", "CustomResourceDefinition"))
# Parts of the name of an argument, variable or annotation by which its value is the name of a config map or secret.
_OF_CONFIGS = ("config", "secret", "cm-", "cm_", "-cm", "_cm")
_INJECTED = "cert-manager.io/inject-ca-from"
_NAMING = ("refs", "ref", "names", "name", "host", "hosts")
# Names of one or two letters are words of everyday texts.
_SHORTEST = 3


def old_names_in_texts(built: Built) -> Iterator[Result]:
    """Each object that has in its texts the old name of another: as a host, as a config map, or where a name stands."""
    graph = built.graph
    if not any(resource.previous for resource in built.resources):
        return
    services, configs, others = _old_names(graph)
    services = {**_moved_services(built), **services}
    hosts = {name for name, _ in services}
    if hosts and not hosts.isdisjoint(_hosts_in(built.output)):
        yield from _told(built, _of_hosts(graph, services))
    if configs and _may_have({name for name, _ in configs}, built.output):
        yield from _told(built, _of_configs(graph, configs))
    yield from _told(built, _of_fields(graph, others))
    if _INJECTED in built.output:
        yield from _told(built, _of_certificates(graph, others))


def _told(built: Built, found: Iterator[tuple[int, FieldPath, str, int]]) -> Iterator[Result]:
    known: set[tuple[int, int]] = set()
    for referrer, path, name, target in found:
        if (referrer, target) in known:
            continue
        known.add((referrer, target))
        node, kind = built.graph.nodes[target], built.graph.nodes[target].gvk.kind
        said = f"{name!r} is the old name of {kind} {node.name!r}, and stays here"
        if name == node.name:
            said = f"{kind} {name!r} is in namespace {node.namespace!r} now, and not in the one that stands here"
        text = f"{built.graph.nodes[referrer]}: {said}"
        hint = f"kustomize follows no names in texts: write {node.name!r}, or copy `metadata.name` with `replacements:`"
        if name == node.name:
            hint = f"kustomize follows no namespaces in texts: write {node.namespace!r}, or leave the namespace out"
        if kind in _HASHED:
            hint = f"kustomize follows no names here: generate the {kind} with `disableNameSuffixHash: true`"
            hint += ", or mount it as a volume"
        yield built.resources[referrer], path, Diagnostic(text, code="KST968", severity="warning", hint=hint)


def _old_names(graph: Graph) -> tuple[Names, Names, Names]:
    """The old names of Services, of config maps and secrets, and of all objects, as far as nobody has them now."""
    services: Names = {}
    configs: Names = {}
    others: Names = {}
    for index, node in enumerate(graph.nodes):
        for name in node.former_names:
            # The old name of one object is the present name of another: the text means that one.
            if any(each.gvk.kind == node.gvk.kind for each in graph.same_name(name, node.namespace)):
                continue
            if node.gvk.kind == "Service":
                services[name, node.namespace] = index
            if len(name) < _SHORTEST:
                continue
            others[name, node.namespace] = index
            if node.gvk.kind in _HASHED:
                configs[name, node.namespace] = index
    return services, configs, others


def _may_have(names: set[str], output: str) -> bool:
    """Whether a line that may be an argument, variable or annotation of a config map ends with one of the names."""
    for key, name in _LINE.findall(output):
        if name in names and (key in ("", "value") or "config" in key or "secret" in key or "cm" in key):
            return True
    return False


def _hosts_in(output: str) -> set[str]:
    """The names that stand somewhere as hosts do."""
    found = {name for name, _ in (*_URL.findall(output), *_HOST.findall(output))}
    return found | set(re.findall(r"(?<![-.\w])([a-z0-9][-a-z0-9]*):\d{2,5}\b", output))


def _of_hosts(graph: Graph, services: Names) -> Iterator[tuple[int, FieldPath, str, int]]:
    for index, path, text in _all_texts(graph):
        space = graph.nodes[index].namespace
        port = _PORT.fullmatch(text)
        found = [(port[1], "")] if port else []
        if "://" in text:
            found += _URL.findall(text)
        if ".svc" in text:
            found += _HOST.findall(text)
        for name, second in found:
            target = services.get((name, second if second not in ("", "svc") else space))
            if target is not None and target != index:
                yield index, path, name, target


def _moved_services(built: Built) -> Names:
    """The old names and old namespaces of Services that are in another namespace now, as far as none is there."""
    graph = built.graph
    found: Names = {}
    for index in graph.kinds.get("/Service", ()):
        node = graph.nodes[index]
        for name, space, _ in built.resources[index].previous:
            if space != node.namespace and not graph.named("Service", name, space):
                found[name, space] = index
    return found


def _of_configs(graph: Graph, configs: Names) -> Iterator[tuple[int, FieldPath, str, int]]:
    """Whole values of arguments, variables and annotations that say that they are of a config map or secret."""
    for index, path, text in _all_texts(graph):
        target = configs.get((text.rpartition("=")[2].rpartition("/")[2], graph.nodes[index].namespace))
        if target is None or target == index or graph.nodes[index].gvk.kind == "ConfigMap":
            continue
        said = _said_of(graph.nodes[index], path, text).lower()
        if any(word in said for word in _OF_CONFIGS):
            yield index, path, text.rpartition("=")[2].rpartition("/")[2], target


def _said_of(node: Node, path: FieldPath, text: str) -> str:
    """What a text is said to be: the name of the argument, of the variable, or the key of the annotation."""
    if path[-2:-1] in (("args",), ("command",)) or "args" in path or "command" in path:
        flag, equals, _ = text.partition("=")
        last = path[-1]
        if equals or not isinstance(last, int) or not last:
            return flag if equals else ""
        before = _at(node.manifest, (*path[:-1], last - 1))
        return before if isinstance(before, str) and before.startswith("-") else ""
    if path[-1] == "value":
        name = _at(node.manifest, (*path[:-1], "name"))
        return name if isinstance(name, str) else ""
    return str(path[-1]) if "annotations" in path else ""


def _of_fields(graph: Graph, others: Names) -> Iterator[tuple[int, FieldPath, str, int]]:
    """Fields of custom resources that are called as the kind of an object is, and have its old name."""
    for kind, indexes in graph.kinds.items():
        if not is_custom(kind.partition("/")[0]) or graph.is_known(kind):
            continue
        for index in indexes:
            node = graph.nodes[index]
            for path, text in texts(node.manifest):
                target = others.get((text, node.namespace))
                if target is None or target == index or is_told_by_shape(path):
                    continue
                if _names_kind(path, graph.nodes[target].gvk.kind):
                    yield index, path, text, target


def _names_kind(path: FieldPath, kind: str) -> bool:
    """Whether a field speaks of an object of the kind: ``instanceRef.name``, ``poolName``, ``host`` of a Service."""
    words = [str(part).lower() for part in path if isinstance(part, str)]
    if words[-1] == "name" and len(words) > 1:
        words.pop()
    elif not words[-1].endswith(_NAMING):
        return False
    word = words[-1]
    if word in ("host", "hosts"):
        return kind == "Service"
    for ending in _NAMING:
        word = word.removesuffix(ending)
    return len(word) >= _SHORTEST and kind.lower().endswith(word)


def _of_certificates(graph: Graph, others: Names) -> Iterator[tuple[int, FieldPath, str, int]]:
    """Annotations for an authority of a Certificate that has another name or namespace in the build."""
    certificates = graph.kinds.get("cert-manager.io/Certificate", ())
    by_name = {name: index for (name, _), index in others.items() if index in certificates}
    for index, node in enumerate(graph.nodes):
        metadata = node.manifest.get("metadata")
        annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
        said = annotations.get(_INJECTED) if isinstance(annotations, dict) else None
        name = said.partition("/")[2] if isinstance(said, str) else ""
        if name in by_name:
            yield index, ("metadata", "annotations", _INJECTED), name, by_name[name]


def _all_texts(graph: Graph) -> Iterator[tuple[int, FieldPath, str]]:
    for index, node in enumerate(graph.nodes):
        if node.gvk.kind not in _NOT_READ:
            for path, text in texts(node.manifest):
                yield index, path, text


def _at(value: object, path: FieldPath) -> object:
    for part in path:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value):
            value = value[part]
        else:
            return None
    return value
