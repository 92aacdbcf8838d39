"""Elements that a patch adds to a list, where it means one that is there: the merge goes by another key."""

from __future__ import annotations

from kustompy.errors.diagnostic import Diagnostic
from kustompy.messages.suggestions import did_you_mean
from kustompy.references.table import WORKLOADS
from kustompy.references.walk import value_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.built import Built, Result
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.values import Value

_CONTAINERS = ("containers", "initContainers")


def added_elements(built: Built) -> Iterator[Result]:
    """Each container without an image that a patch has added, and each port that has the name of another one."""
    for index, touched in sorted(built.patched.items()):
        resource = built.resources[index]
        kind = built.graph.nodes[index].group_kind
        if kind == "/Service":
            ports = value_at(resource.manifest, "spec", "ports")
            yield from _of_ports(built, resource, ports, ("spec", "ports"), "port", touched)
        if kind not in WORKLOADS:
            continue
        way = tuple(WORKLOADS[kind].split("."))
        pod = value_at(resource.manifest, *way)
        for field in _CONTAINERS if isinstance(pod, dict) else ():
            containers = pod.get(field)
            for number, container in enumerate(containers) if isinstance(containers, list) else ():
                if id(container) not in touched or not isinstance(container, dict):
                    continue
                path: FieldPath = (*way, field, number)
                if "image" not in container:
                    yield from _without_image(built, resource, path, container, containers)
                ports = container.get("ports")
                yield from _of_ports(built, resource, ports, (*path, "ports"), "containerPort", touched)


def _without_image(
    built: Built, resource: Resource, path: FieldPath, container: dict[str, Value], containers: list[Value]
) -> Iterator[Result]:
    name = str(container.get("name"))
    others = [str(each.get("name")) for each in containers if isinstance(each, dict) and each.get("image")]
    # Without another container that has an image, nothing says which one is meant.
    if not others or built.trace.step_of(resource, (*path, "name")).what not in built.PATCHES:
        return
    text = f"{resource.kind} {resource.name}: the patch adds a container {name!r}, which has no image"
    hint = did_you_mean(name, others) or f"the merge goes by the name: there {_listed(others)}"
    yield resource, (*path, "name"), Diagnostic(text, code="KST019", severity="warning", hint=hint)


def _of_ports(
    built: Built, resource: Resource, ports: Value, path: FieldPath, key: str, touched: frozenset[int]
) -> Iterator[Result]:
    if not isinstance(ports, list) or id(ports) not in touched:
        return
    named: dict[str, int] = {}
    for number, port in enumerate(ports):
        name = port.get("name") if isinstance(port, dict) else None
        if not isinstance(name, str):
            continue
        if name not in named:
            named[name] = number
            continue
        mine = [each for each in (named[name], number) if id(ports[each]) in touched]
        by_patch = [each for each in mine if built.trace.step_of(resource, (*path, each, "name")).what in built.PATCHES]
        # If both are by a patch, or both by the base, no merge has put them together.
        if len(by_patch) == 1:
            text = f"{resource.kind} {resource.name}: the patch adds a second port {name!r}: the merge goes by `{key}`"
            other = ports[number + named[name] - by_patch[0]].get(key)
            hint = f"write `{key}: {other}` with `$patch: delete` beside it, or a JSON patch that replaces the number"
            yield resource, (*path, by_patch[0], "name"), Diagnostic(text, code="KST019", severity="warning", hint=hint)


def _listed(names: list[str]) -> str:
    return f"is {names[0]}" if len(names) == 1 else f"are {', '.join(names)}"
