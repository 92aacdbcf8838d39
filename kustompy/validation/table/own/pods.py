"""Rules of pods and containers that need code of their own."""

from __future__ import annotations

from kustompy.validation.schema.facts import entries, mapping, text
from kustompy.validation.table.broken import (
    DUPLICATE,
    WORDS,
    Broken,
    forbidden,
    invalid,
    is_false,
    is_set,
    is_true,
    quoted,
    required,
)
from kustompy.validation.table.names import subdomain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Manifest
    from kustompy.validation.schema.facts import Path
    from kustompy.validation.table.values import Holds, Says

_SHARED = ("HostToContainer", "Bidirectional")
_NOT_IN_INIT = ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")


def _containers(pod: Manifest) -> Iterator[tuple[Path, Manifest]]:
    for field in ("initContainers", "containers"):
        for index, container in entries(pod, field):
            yield (field, index), container


def init_containers(pod: Manifest) -> Iterator[Broken]:
    """Check that only sidecars (restartPolicy: Always) among the init containers have probes and hooks."""
    for index, container in entries(pod, "initContainers"):
        if container.get("restartPolicy") == "Always":
            continue
        for name in _NOT_IN_INIT:
            if is_set(container.get(name)):
                message = f"{name} is not allowed in init containers without restartPolicy of Always"
                yield forbidden(("initContainers", index, name), message, f"remove {name}")


def host_ports(pod: Manifest) -> Iterator[Broken]:
    """Check ports of the host: each is used once, and with hostNetwork it is the port of the container."""
    # checkHostPortConflicts and validateHostNetwork. With hostNetwork a containerPort is a port of the host: defaulting
    # copies it to hostPort.
    on_host = is_true(pod.get("hostNetwork"))
    shared: set[tuple[str, str, int]] = set()
    for path, container in _containers(pod):
        # Init containers run one after the other, so that each may use any port of the host.
        seen = shared if path[0] == "containers" else set()
        for index, port in entries(container, "ports"):
            inner, outer = port.get("containerPort"), port.get("hostPort")
            at = (*path, "ports", index, "hostPort")
            if on_host and outer and outer != inner:
                yield Broken(at, invalid(outer, f"must match containerPort {inner} when hostNetwork is true"))
            outer = inner if on_host and not outer else outer
            if not isinstance(outer, int) or not outer:
                continue
            key = (text(port.get("protocol")) or "TCP", text(port.get("hostIP")), outer)
            if key in seen:
                told = "/".join(str(each) for each in key if each)
                yield Broken(
                    at, f"Duplicate value: {quoted(told)}", "a port of the host is for one container", (), DUPLICATE
                )
            seen.add(key)


def may_host_ports(pod: Manifest) -> bool:
    """Whether the pod has any port of the host; most have none, and this loop is cheaper than the rule."""
    if pod.get("hostNetwork"):
        return True
    for field in ("containers", "initContainers") if "initContainers" in pod else ("containers",):
        for container in pod[field] or ():
            if "ports" in container:
                for port in container["ports"] or ():
                    if "hostPort" in port:
                        return True
    return False


def container_mounts(container: Manifest) -> Iterator[Broken]:
    """Check propagation and recursive read-only of mounts (validateMountPropagation, ValidateVolumeMounts)."""
    # A Bidirectional mount shows up on the node, which only a privileged container may do to it.
    privileged = is_true(mapping(container, "securityContext").get("privileged"))
    for index, mount in entries(container, "volumeMounts"):
        at: Path = ("volumeMounts", index)
        if mount.get("mountPropagation") == "Bidirectional" and not privileged:
            message = "Bidirectional mount propagation is available only to privileged containers"
            yield forbidden((*at, "mountPropagation"), message, "")
        if mount.get("recursiveReadOnly") in ("IfPossible", "Enabled") and not is_true(mount.get("readOnly")):
            message = "may only be set when readOnly is true"
            yield forbidden((*at, "recursiveReadOnly"), message, "write readOnly: true")
        if mount.get("recursiveReadOnly") in ("IfPossible", "Enabled") and mount.get("mountPropagation") in _SHARED:
            message = "may only be specified when mountPropagation is None or not specified"
            yield forbidden((*at, "recursiveReadOnly"), message, "remove mountPropagation")


def container_devices(container: Manifest) -> Iterator[Broken]:
    """Check that no path of a container is both a mount and a device."""
    mounted = {text(mount.get("mountPath")) for _, mount in entries(container, "volumeMounts")}
    for index, device in entries(container, "volumeDevices"):
        path = text(device.get("devicePath"))
        if path in mounted:
            at = ("volumeDevices", index, "devicePath")
            yield Broken(at, invalid(path, "must not already exist as a path in volumeMounts"))


def escalation(context: Manifest) -> Iterator[Broken]:
    """Check that a privileged container does not forbid what it can do anyway (ValidateSecurityContext)."""
    # The server looks for CAP_SYS_ADMIN literally: SYS_ADMIN, as runtimes call it, passes.
    if not is_false(context.get("allowPrivilegeEscalation")):
        return
    added = mapping(context, "capabilities").get("add")
    if is_true(context.get("privileged")):
        message = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"
        yield Broken(("allowPrivilegeEscalation",), invalid(False, message), "remove one of the two")
    elif isinstance(added, list) and "CAP_SYS_ADMIN" in added:
        message = "cannot set `allowPrivilegeEscalation` to false and `capabilities.add` CAP_SYS_ADMIN"
        yield Broken(("allowPrivilegeEscalation",), invalid(False, message), "remove one of the two")


def job_template(spec: Manifest) -> Iterator[Broken]:
    """Check that pods of a job end: Always, the default of restartPolicy, would restart them for ever."""
    pod = mapping(mapping(spec, "template"), "spec")
    policy = text(pod.get("restartPolicy")) or "Always"
    if policy in ("OnFailure", "Never"):
        if policy == "OnFailure" and is_set(spec.get("podFailurePolicy")):
            message = invalid(policy, 'only "Never" is supported when podFailurePolicy is specified')
            yield Broken(("template", "spec", "restartPolicy"), message, "write Never")
        return
    message = f'{quoted(policy)}: supported values: "OnFailure", "Never"'
    if "restartPolicy" in pod:
        yield Broken(
            ("template", "spec", "restartPolicy"),
            f"Unsupported value: {message}",
            "write OnFailure or Never",
            (),
            WORDS,
        )
    elif pod:
        hint = "write restartPolicy: OnFailure, or Never"
        yield required(("template", "spec", "restartPolicy"), f"the default is {message}", hint)


def exit_codes(requirement: Manifest) -> Iterator[Broken]:
    values = requirement.get("values")
    if isinstance(values, list) and requirement.get("operator") == "In" and 0 in values:
        yield Broken(("values", values.index(0)), invalid(0, "must not be 0 for the In operator"))
    if isinstance(values, list) and all(type(each) is int for each in values) and values != sorted(values):
        yield Broken(("values",), invalid(values, "must be ordered"), f"write {sorted(values)}")


_FILES_OF = (
    ("serviceAccountToken", ("path",)),
    ("clusterTrustBundle", ("path",)),
    ("podCertificate", ("credentialBundlePath", "keyPath", "certificateChainPath")),
)
"""The sources of a projected volume that are single files, with the fields that hold their paths."""


def projected_paths(volume: Manifest) -> Iterator[Broken]:
    """Check that no two files of a projected volume have one path (validateProjectionSources)."""
    seen: set[str] = set()
    for path, file in _projected(volume):
        if file in seen:
            yield Broken(path, invalid(file, "conflicting duplicate paths"), "give one of the files another path")
        seen.add(file)


def _projected(volume: Manifest) -> Iterator[tuple[Path, str]]:
    for number, source in entries(volume, "sources"):
        for kind in ("secret", "configMap", "downwardAPI"):
            for index, item in entries(mapping(source, kind), "items"):
                if item.get("path"):
                    yield ("sources", number, kind, "items", index, "path"), text(item["path"])
        for kind, names in _FILES_OF:
            for name in names:
                if text(mapping(source, kind).get(name)):
                    yield ("sources", number, kind, name), text(source[kind][name])


def node_fields(term: Manifest) -> Iterator[Broken]:
    """Check that node affinity by fields asks for metadata.name, the only one (nodeFieldSelectorValidators)."""
    for index, each in entries(term, "matchFields"):
        at: Path = ("matchFields", index)
        if each.get("key") != "metadata.name":
            yield Broken(
                (*at, "key"), invalid(each.get("key"), "only metadata.name is a field of nodes that can be matched")
            )
        values = each.get("values")
        if each.get("operator") not in ("In", "NotIn") or (isinstance(values, list) and len(values) != 1):
            yield required((*at, "values"), "must be only one value, with the operator In or NotIn", "")
        elif isinstance(values, list) and isinstance(values[0], str) and subdomain(values[0]):
            yield Broken((*at, "values", 0), invalid(values[0], subdomain(values[0])))


OWN: dict[str, tuple[Says, frozenset[str], Holds | None]] = {
    "init-containers": (init_containers, frozenset(("initContainers",)), None),
    "host-ports": (host_ports, frozenset(("containers",)), may_host_ports),
    "container-mounts": (container_mounts, frozenset(("volumeMounts",)), None),
    "container-devices": (container_devices, frozenset(("volumeMounts", "volumeDevices")), None),
    "escalation": (escalation, frozenset(("allowPrivilegeEscalation",)), None),
    "job-template": (job_template, frozenset(("template",)), None),
    "exit-codes": (exit_codes, frozenset(("operator", "values")), None),
    "projected-paths": (projected_paths, frozenset(("sources",)), None),
    "node-fields": (node_fields, frozenset(("matchFields",)), None),
}
