"""A patch among ``resources:``: it becomes an object of its own, and patches nothing."""

from __future__ import annotations

import os

from kustompy.errors import Diagnostic
from kustompy.references.table import WORKLOADS
from kustompy.references.walk import walked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.built import Built, Result


def patches_as_resources(built: Built) -> Iterator[Result]:
    """Each object that lacks what its kind cannot be without, and has the name of another or that of a patch file."""
    entries: dict[str, tuple[str, int]] | None = None
    for index, resource in enumerate(built.resources):
        file = resource.source[0]
        if not _is_partial(index, built) or not file.endswith((".yaml", ".yml", ".json")):
            continue
        others = [each for each in built.graph.elsewhere(resource.kind, resource.name) if each != index]
        if not others and "patch" not in os.path.basename(file).lower():
            continue
        if entries is None:
            entries = _entries(built)
        if file not in entries:
            continue
        text = f"{resource.kind} {resource.name} is listed as a resource and looks like a patch: it has no whole pod"
        hint = f"move it to `patches:`, as `- path: {os.path.basename(file)}`"
        kustomization, number = entries[file]
        told = Diagnostic(text, code="KST047", severity="warning", hint=hint, resource=str(resource.id))
        yield None, (), told.replace(file=kustomization, path=("resources", number))


def _is_partial(index: int, built: Built) -> bool:
    node = built.graph.nodes[index]
    path = WORKLOADS.get(node.group_kind)
    if path is None:
        return False
    containers = list(walked(node.manifest, f"{path}.containers[]"))
    return not containers or any(isinstance(each.value, dict) and "image" not in each.value for each in containers)


def _entries(built: Built) -> dict[str, tuple[str, int]]:
    """The files that kustomizations list as resources, each with the kustomization and the number of the entry."""
    found: dict[str, tuple[str, int]] = {}
    for kustomization, fields in built.kustomizations():
        for number, entry in enumerate(fields.get("resources") or ()):
            if isinstance(entry, str):
                path = os.path.normpath(os.path.join(os.path.dirname(kustomization), entry))
                found.setdefault(path, (kustomization, number))
    return found
