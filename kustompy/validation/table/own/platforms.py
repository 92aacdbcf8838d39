"""Rules of pods that depend on the operating system, or on what a pod shares with its node."""

from __future__ import annotations

from kustompy.validation.schema.facts import entries, mapping, text
from kustompy.validation.table.broken import Broken, forbidden, invalid, is_false, is_null, is_true

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Manifest
    from kustompy.validation.schema.facts import Path
    from kustompy.validation.table.values import Holds, Says

_CONTAINERS = ("initContainers", "containers", "ephemeralContainers")
# The fields of validateWindows in core/validation. hostNetwork is not among them: Windows has it for host processes.
_OF_LINUX_PODS: tuple[tuple[str, ...], ...] = (
    ("hostUsers",),
    ("shareProcessNamespace",),
    *(
        ("securityContext", each)
        for each in (
            "appArmorProfile", "fsGroup", "fsGroupChangePolicy", "runAsGroup", "runAsUser", "seLinuxChangePolicy",
            "seLinuxOptions", "seccompProfile", "supplementalGroups", "supplementalGroupsPolicy", "sysctls",
        )
    ),
)  # fmt: skip
_OF_LINUX_CONTAINERS = (
    "allowPrivilegeEscalation", "appArmorProfile", "capabilities", "privileged", "procMount", "readOnlyRootFilesystem",
    "runAsGroup", "runAsUser", "seLinuxOptions", "seccompProfile",
)  # fmt: skip
_CONTEXT, WINDOWS = "securityContext", "windowsOptions"


def containers(pod: Manifest) -> Iterator[tuple[Path, Manifest]]:
    """Every container of a pod, with its path from the spec."""
    for field in _CONTAINERS:
        for index, container in entries(pod, field):
            yield (field, index), container


def windows(pod: Manifest) -> Iterator[Broken]:
    """Check that a pod with ``os.name: windows`` has no field of Linux."""
    # These fields are pointers in Go, and validateWindows asks whether they are nil: `privileged: false` is refused.
    if mapping(pod, "os").get("name") != "windows":
        return
    message = "cannot be set for a windows pod"
    for name in ("hostPID", "hostIPC"):
        if is_true(pod.get(name)):
            yield forbidden((name,), message, f"remove {name}", ((name,), ("os", "name")))
    for path in _OF_LINUX_PODS:
        holder = pod if len(path) == 1 else mapping(pod, _CONTEXT)
        value = holder.get(path[-1])
        if not is_null(value) and value != []:
            yield forbidden(path, message, f"remove {path[-1]}", (path, ("os", "name")))
    for at, container in containers(pod):
        for name in _OF_LINUX_CONTAINERS:
            if not is_null(mapping(container, _CONTEXT).get(name)):
                yield forbidden((*at, _CONTEXT, name), message, f"remove {name}")


def linux(pod: Manifest) -> Iterator[Broken]:
    """Check that a pod with ``os.name: linux`` has no options of Windows (validateLinux)."""
    if mapping(pod, "os").get("name") != "linux":
        return
    for at, holder in (((), pod), *containers(pod)):
        if not is_null(mapping(holder, _CONTEXT).get(WINDOWS)):
            message = "windows options cannot be set for a linux pod"
            yield forbidden((*at, _CONTEXT, WINDOWS), message, f"remove {WINDOWS}")


def host_process(pod: Manifest) -> Iterator[Broken]:
    """Check that all containers are host processes if one is, and use the network of the host."""
    # validateWindowsHostProcessPod: a pod has one network namespace, and host processes cannot be put into another.
    of_pod = mapping(mapping(pod, _CONTEXT), WINDOWS).get("hostProcess")
    count, everyone = 0, 0
    for at, container in containers(pod):
        everyone += 1
        own = mapping(mapping(container, _CONTEXT), WINDOWS).get("hostProcess")
        if not is_null(own) and not is_null(of_pod) and is_true(own) != is_true(of_pod):
            path = (*at, _CONTEXT, WINDOWS, "hostProcess")
            yield Broken(path, invalid(own, "must be identical to the pod's value if both are specified"))
        count += is_true(of_pod if is_null(own) else own)
    if not count:
        return
    if count != everyone:
        why = "If pod contains any hostProcess containers then all containers must be HostProcess containers"
        yield Broken(("containers",), f"Invalid value: {why}")
    if not is_true(pod.get("hostNetwork")):
        why = "must be true if pod contains any hostProcess containers"
        yield Broken(("hostNetwork",), invalid(False, why), "write hostNetwork: true")


# The sysctls of an IPC namespace (component-helpers, node/util/sysctl), by prefix; kernel.sem is added below.
_OF_IPC = ("kernel.shm", "kernel.msg", "fs.mqueue.")


def host_sysctls(pod: Manifest) -> Iterator[Broken]:
    """Check that no sysctl is of a namespace that the pod shares with its node: it would change the node's."""
    for index, each in entries(mapping(pod, _CONTEXT), "sysctls"):
        name = text(each.get("name")).replace("/", ".")
        of_ipc = name.startswith(_OF_IPC) or name == "kernel.sem"
        for shared, is_meant in (("hostNetwork", name.startswith("net.")), ("hostIPC", of_ipc)):
            if is_meant and is_true(pod.get(shared)):
                at: Path = (_CONTEXT, "sysctls", index, "name")
                yield Broken(at, invalid(name, f"may not be specified when '{shared}' is true"), f"remove {shared}")


_APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/"
_SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod"
_SECCOMP = "container.seccomp.security.alpha.kubernetes.io/"
_MIRROR = "kubernetes.io/config.mirror"
_COST = "controller.kubernetes.io/pod-deletion-cost"
_SAID = (_APP_ARMOR, _SECCOMP_POD, _SECCOMP, _MIRROR, _COST)


def pod_annotations(pod: Manifest) -> Iterator[Broken]:
    """Check annotations of pods that the API server reads (ValidatePodSpecificAnnotations)."""
    spec = mapping(pod, "spec")
    names = {text(each.get("name")) for _, each in containers(spec)}
    for key, value in mapping(mapping(pod, "metadata"), "annotations").items():
        at: Path = ("metadata", "annotations", key)
        if not isinstance(value, str) or not isinstance(key, str):
            continue
        if key.startswith(_APP_ARMOR):
            called = key.removeprefix(_APP_ARMOR)
            if called not in names:
                yield Broken(at, invalid(called, "container not found"), "name a container of the pod")
            if value not in ("", "runtime/default", "unconfined") and not value.startswith("localhost/"):
                yield Broken(at, invalid(value, "invalid AppArmor profile name"), "write runtime/default")
        elif key == _SECCOMP_POD or key.startswith(_SECCOMP):
            if value not in ("runtime/default", "docker/default", "unconfined") and not value.startswith("localhost/"):
                yield Broken(at, invalid(value, "must be a valid seccomp profile"), "write runtime/default")
        elif key == _MIRROR and not spec.get("nodeName"):
            yield Broken(at, invalid(value, "must set spec.nodeName if mirror pod annotation is set"))
        elif key == _COST and not _is_cost(value):
            yield Broken(at, invalid(value, "must be a 32bit integer"))


def may_pod_annotations(pod: Manifest) -> bool:
    """Whether the pod has any of these annotations."""
    metadata = pod["metadata"]
    annotations = metadata.get("annotations") if metadata else None
    if not annotations:
        return False
    return any(key.startswith(_SAID) for key in annotations if isinstance(key, str))


def _is_cost(value: str) -> bool:
    digits = value.removeprefix("-")
    good = digits.isascii() and digits.isdigit() and len(digits) <= 10 and (digits == "0" or digits[0] != "0")
    return good and -(2**31) <= int(value) < 2**31


def unmasked(pod: Manifest, at: Path, container: Manifest) -> Iterator[Broken]:
    """Check that only containers in a user namespace see all of /proc."""
    if mapping(container, _CONTEXT).get("procMount") == "Unmasked" and not is_false(pod.get("hostUsers")):
        message = invalid("Unmasked", "`hostUsers` must be false to use `Unmasked`")
        yield Broken((*at, _CONTEXT, "procMount"), message, "write hostUsers: false")


def stop_signal(pod: Manifest, at: Path, container: Manifest) -> Iterator[Broken]:
    """Check that a pod with a stop signal names its operating system, which decides about the signals."""
    signal = mapping(container, "lifecycle").get("stopSignal")
    if is_null(signal):
        return
    system = mapping(pod, "os").get("name")
    if not system:
        why = "may not be set for containers with empty `spec.os.name`"
        yield forbidden((*at, "lifecycle", "stopSignal"), why, "write os: {name: linux}")
    elif system == "windows" and signal not in ("SIGKILL", "SIGTERM"):
        message = invalid(signal, "only SIGKILL and SIGTERM are signals of windows")
        yield Broken((*at, "lifecycle", "stopSignal"), message, "write SIGTERM")


OWN: dict[str, tuple[Says, frozenset[str], Holds | None]] = {
    "windows": (windows, frozenset(("os",)), None),
    "linux": (linux, frozenset(("os",)), None),
    "host-sysctls": (host_sysctls, frozenset(("securityContext",)), lambda pod: "sysctls" in (pod[_CONTEXT] or ())),
    "pod-annotations": (pod_annotations, frozenset(("metadata",)), may_pod_annotations),
}
