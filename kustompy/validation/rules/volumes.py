"""Mounts of containers, each of which needs a volume of the pod."""

from __future__ import annotations

from kustompy.validation.schema.facts import CONTAINERS, NOTHING, entries, mapping, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.validation.schema.facts import Facts, Path

_MOUNTS = ("volumeMounts", "volumeDevices")


def volumes(facts: Facts) -> Iterator[tuple[Path, str]]:
    """Find mounts of volumes that the pod does not have (ValidateVolumeMounts)."""
    # Written out with membership tests, not with `facts.containers`: it runs for every pod, and paths are built only
    # once something is found.
    pod = facts.pod
    if pod is NOTHING:
        return
    known: set[str] | None = None
    for field in CONTAINERS:
        for number, container in entries(pod, field) if field in pod else ():
            for mounts in _MOUNTS:
                for index, mount in entries(container, mounts) if mounts in container else ():
                    if known is None:
                        known = _volume_names(facts)
                    name = text(mount.get("name"))
                    if name and name not in known:
                        path = (*facts.pod_path, field, number, mounts, index, "name")
                        yield path, f"the pod has no volume {name!r}"


def _volume_names(facts: Facts) -> set[str]:
    names = {text(volume.get("name")) for _, volume in entries(facts.pod, "volumes")}
    # The controller adds a volume to each pod for every claim template.
    if facts.kind == "StatefulSet":
        claims = entries(facts.spec, "volumeClaimTemplates")
        names.update(text(mapping(claim, "metadata").get("name")) for _, claim in claims)
    return names
