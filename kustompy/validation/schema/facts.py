"""The parts of a manifest that rules ask for, looked up once, and helpers that read parts of any shape."""

# The helpers answer a wrong shape with an empty one, so that a rule is silent about it: the schema reports the type,
# and two findings for one mistake help nobody.

from __future__ import annotations

from kustompy.model.values import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from kustompy.model.values import Manifest, Value

    Path: TypeAlias = tuple[str | int, ...]

# Shared by everything that is not there, and never written to: `pod is NOTHING` says that a manifest has no pod.
NOTHING: Manifest = {}

_TEMPLATE: tuple[str, ...] = ("spec", "template")
# Deployment, Job and others are kinds of custom groups as well, with templates of another shape.
_WORKLOAD_GROUPS = frozenset(("apps", "batch", "extensions", ""))
TEMPLATES: dict[str, tuple[str, ...]] = {
    "Deployment": _TEMPLATE,
    "StatefulSet": _TEMPLATE,
    "DaemonSet": _TEMPLATE,
    "ReplicaSet": _TEMPLATE,
    "ReplicationController": _TEMPLATE,
    "Job": _TEMPLATE,
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "PodTemplate": ("template",),
    "Pod": (),
}
"""Kind → where its pod template stands; a Pod is one itself."""

CONTAINERS = ("containers", "initContainers", "ephemeralContainers")


class Facts:
    """One manifest as the rules see it."""

    __slots__ = (
        "_containers",
        "group",
        "kind",
        "manifest",
        "metadata",
        "minor",
        "name",
        "pod",
        "pod_path",
        "spec",
        "template",
        "version",
    )

    def __init__(self, manifest: Manifest, group: str, version: str, kind: str, minor: int) -> None:
        self.manifest, self.group, self.version, self.kind, self.minor = manifest, group, version, kind, minor
        self.metadata = mapping(manifest, "metadata")
        self.name = self.metadata.get("name")
        self.spec = mapping(manifest, "spec")
        self.template = self.pod = NOTHING
        self.pod_path: Path = ()
        self._containers: list[tuple[Path, Manifest]] | None = None
        path = TEMPLATES.get(kind)
        if path is not None and group in _WORKLOAD_GROUPS:
            template = manifest
            for part in path:
                template = mapping(template, part)
            self.template, self.pod, self.pod_path = template, mapping(template, "spec"), (*path, "spec")

    @property
    def containers(self) -> list[tuple[Path, Manifest]]:
        """Every container of the pod, with its path."""
        if self._containers is None:
            path, pod = self.pod_path, self.pod
            self._containers = [
                ((*path, field, index), container)
                for field in CONTAINERS
                if field in pod
                for index, container in entries(pod, field)
            ]
        return self._containers


def mapping(value: Manifest, key: str) -> Manifest:
    """The mapping under a key, an empty one if there is none."""
    found = value.get(key)
    return found if isinstance(found, dict) else NOTHING


# One list for all, since most containers have none of the lists that rules ask for. Nobody changes it.
_NONE: list[tuple[int, Manifest]] = []


def entries(value: Manifest, key: str) -> list[tuple[int, Manifest]]:
    """The mappings in the list under a key, with their indexes."""
    found = value.get(key)
    if type(found) is not list:
        return _NONE
    return [(index, each) for index, each in enumerate(found) if isinstance(each, dict)]


def text(value: Value) -> str:
    """The text of a scalar as it is written, empty for null, mappings and lists."""
    if type(value) is str:
        return value
    return "" if value is None or isinstance(value, (dict, list)) else text_of(value)
