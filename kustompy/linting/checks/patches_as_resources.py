"""A patch among ``resources:``: it becomes an object of its own, and patches nothing."""

from __future__ import annotations

import os

from kustompy.errors.diagnostic import Diagnostic
from kustompy.references.nodes import indexes_of
from kustompy.references.table import WORKLOADS
from kustompy.references.walk import walked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.built import Built, Result


_NEEDED: dict[str, tuple[str, tuple[str, ...]]] = {
    "/Service": ("no ports", ("spec.ports[]", "spec.externalName", "spec.clusterIP")),
    "/PersistentVolumeClaim": ("no access modes", ("spec.accessModes",)),
    "networking.k8s.io/Ingress": ("no backend", ("spec.rules[]", "spec.defaultBackend")),
    "autoscaling/HorizontalPodAutoscaler": ("no target", ("spec.scaleTargetRef",)),
    "policy/PodDisruptionBudget": ("no selector", ("spec.selector",)),
}
"""Group and kind → what objects of the kind cannot be without, and the fields of which one says so."""


def patches_as_resources(built: Built) -> Iterator[Result]:
    """Each object that lacks what its kind cannot be without, and has the name of another or that of a patch file."""
    entries: dict[str, tuple[str, int]] | None = None
    graph = built.graph
    for index in indexes_of(graph.kinds, (*WORKLOADS, *_NEEDED)):
        resource = built.resources[index]
        file = resource.source[0]
        # An incomplete object is taken for a patch only if another one has its name, or its file is called a patch.
        if len(graph.elsewhere(resource.kind, resource.name)) == 1 and "patch" not in os.path.basename(file).lower():
            continue
        missing = _missing(index, built)
        if not missing or not file.endswith((".yaml", ".yml", ".json")):
            continue
        if entries is None:
            entries = _entries(built)
        if file not in entries:
            continue
        text = f"{resource.kind} {resource.name} is listed as a resource and looks like a patch: it has {missing}"
        hint = f"move it to `patches:`, as `- path: {os.path.basename(file)}`"
        kustomization, number = entries[file]
        told = Diagnostic(text, code="KST047", severity="warning", hint=hint, resource=str(resource.id))
        yield None, (), told.replace(file=kustomization, path=("resources", number))


def _missing(index: int, built: Built) -> str:
    """What an object of the kind cannot be without and this one does not have; empty if it is whole."""
    node = built.graph.nodes[index]
    path = WORKLOADS.get(node.group_kind)
    if path is None:
        what, fields = _NEEDED.get(node.group_kind, ("", ()))
        return what if not any(True for field in fields for _ in walked(node.manifest, field)) else ""
    containers = list(walked(node.manifest, f"{path}.containers[]"))
    if not containers or any(isinstance(each.value, dict) and "image" not in each.value for each in containers):
        return "no whole pod"
    return ""


def _entries(built: Built) -> dict[str, tuple[str, int]]:
    """The files that kustomizations list as resources, each with the kustomization and the number of the entry."""
    found: dict[str, tuple[str, int]] = {}
    for kustomization, fields in built.kustomizations():
        for number, entry in enumerate(fields.get("resources") or ()):
            if isinstance(entry, str):
                path = os.path.normpath(os.path.join(os.path.dirname(kustomization), entry))
                found.setdefault(path, (kustomization, number))
    return found
