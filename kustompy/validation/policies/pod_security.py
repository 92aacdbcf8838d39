"""The Pod Security Standards (Kubernetes documentation, "Pod Security Standards"): baseline and restricted."""

# After k8s.io/pod-security-admission, policy/check_*.go, in the version of the newest Kubernetes. Restricted contains
# baseline. The admission plugin looks at ephemeral containers as well, and so do these checks.

from __future__ import annotations

from kustompy.validation.schema.facts import NOTHING, entries, mapping, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from kustompy.model.values import Manifest, Value
    from kustompy.validation.schema.facts import Facts, Path

    Broken: TypeAlias = tuple[Path, str]
    Rule: TypeAlias = tuple[str, Callable[[Facts], Iterator[Broken]], None]

_CONTEXT = "securityContext"
# The default set of Docker; without NET_RAW, by which a pod could spoof others.
_CAPABILITIES = frozenset(
    [
        "AUDIT_WRITE",
        "CHOWN",
        "DAC_OVERRIDE",
        "FOWNER",
        "FSETID",
        "KILL",
        "MKNOD",
        "NET_BIND_SERVICE",
        "SETFCAP",
        "SETGID",
        "SETPCAP",
        "SETUID",
        "SYS_CHROOT",
    ]
)
# The sysctls that Kubernetes calls safe: isolated in the pod's namespaces.
_SYSCTLS = frozenset(
    [
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_wmem",
    ]
)
_SELINUX_TYPES = frozenset(("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"))
# The types of volumes that are not a part of the node: all others are for administrators, as PersistentVolumes.
_VOLUMES = frozenset(
    [
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "image",
        "persistentVolumeClaim",
        "projected",
        "secret",
    ]
)
_APPARMOR = "container.apparmor.security.beta.kubernetes.io/"
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_HOOKS = ("postStart", "preStop")


def _contexts(facts: Facts) -> Iterator[tuple[Path, Manifest]]:
    """The security contexts that are written: the pod's, then each container's."""
    if facts.pod is NOTHING:
        return
    if isinstance(facts.pod.get(_CONTEXT), dict):
        yield (*facts.pod_path, _CONTEXT), mapping(facts.pod, _CONTEXT)
    for path, container in facts.containers:
        if isinstance(container.get(_CONTEXT), dict):
            yield (*path, _CONTEXT), mapping(container, _CONTEXT)


def host_namespaces(facts: Facts) -> Iterator[Broken]:
    """Find pods in the network, process or IPC namespace of their node."""
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if facts.pod.get(field):
            yield (*facts.pod_path, field), "shares a namespace of the node; remove the field"


def privileged(facts: Facts) -> Iterator[Broken]:
    """Find containers with all rights of the node, on Windows as well."""
    for path, context in _contexts(facts):
        if context.get("privileged"):
            yield (*path, "privileged"), "has all rights on the node; remove the field"
        if mapping(context, "windowsOptions").get("hostProcess"):
            yield (*path, "windowsOptions", "hostProcess"), "runs as a process of the node; remove the field"


def capabilities(facts: Facts) -> Iterator[Broken]:
    """Find added capabilities that a container does not have by default."""
    for path, added in _added(facts):
        if added not in _CAPABILITIES:
            yield path, f"adds the capability {added!r}; allowed are {', '.join(sorted(_CAPABILITIES))}"


def _added(facts: Facts) -> Iterator[tuple[Path, str]]:
    for path, context in _contexts(facts):
        listed = mapping(context, "capabilities").get("add")
        for index, each in enumerate(listed if isinstance(listed, list) else ()):
            yield (*path, "capabilities", "add", index), text(each)


def host_paths(facts: Facts) -> Iterator[Broken]:
    """Find volumes that are folders of the node."""
    for index, volume in entries(facts.pod, "volumes"):
        if volume.get("hostPath") is not None:
            yield (*facts.pod_path, "volumes", index, "hostPath"), "mounts a folder of the node"


def host_ports(facts: Facts) -> Iterator[Broken]:
    """Find ports of the node, and probes and hooks that name another host."""
    for path, container in facts.containers:
        for index, port in entries(container, "ports"):
            if port.get("hostPort"):
                yield (*path, "ports", index, "hostPort"), "takes a port of the node; remove the field"
        # The kubelet sends probes and hooks: with a host they would reach anything that the node does (from 1.34 on).
        for where, handler in _handlers(container):
            for kind in ("httpGet", "tcpSocket"):
                if mapping(handler, kind).get("host"):
                    yield (*path, *where, kind, "host"), "reaches another host; remove the field"


def _handlers(container: Manifest) -> Iterator[tuple[Path, Manifest]]:
    for probe in _PROBES:
        yield (probe,), mapping(container, probe)
    for hook in _HOOKS:
        yield ("lifecycle", hook), mapping(mapping(container, "lifecycle"), hook)


def profiles(facts: Facts) -> Iterator[Broken]:
    """Find AppArmor, SELinux and seccomp switched off, or set to other than the safe profiles."""
    # The annotation of AppArmor, from before the field, is read still.
    annotations = mapping(mapping(facts.template, "metadata"), "annotations")
    for key, value in annotations.items():
        if str(key).startswith(_APPARMOR) and not _is_profile(text(value)):
            path = (*facts.pod_path[:-1], "metadata", "annotations", str(key))
            yield path, f"{text(value)!r} is none of runtime/default and localhost/*"
    for path, context in _contexts(facts):
        if mapping(context, "appArmorProfile").get("type") == "Unconfined":
            yield (*path, "appArmorProfile", "type"), "switches AppArmor off"
        if mapping(context, "seccompProfile").get("type") == "Unconfined":
            yield (*path, "seccompProfile", "type"), "switches seccomp off"
        yield from _selinux(path, mapping(context, "seLinuxOptions"))


def _is_profile(value: str) -> bool:
    return value in ("", "runtime/default") or value.startswith("localhost/")


def _selinux(path: Path, options: Manifest) -> Iterator[Broken]:
    if text(options.get("type")) not in _SELINUX_TYPES:
        yield (*path, "seLinuxOptions", "type"), f"the SELinux type {text(options['type'])!r} is not one of a container"
    for field in ("user", "role"):
        if options.get(field):
            yield (*path, "seLinuxOptions", field), f"sets the SELinux {field}; remove the field"


def kernel(facts: Facts) -> Iterator[Broken]:
    """Find an unmasked /proc, and sysctls that are not safe."""
    for path, context in _contexts(facts):
        if context.get("procMount") not in (None, "Default"):
            yield (*path, "procMount"), "shows the node's /proc; write Default"
        for index, sysctl in entries(context, "sysctls"):
            if text(sysctl.get("name")) not in _SYSCTLS:
                yield (*path, "sysctls", index, "name"), f"sets {text(sysctl.get('name'))!r}, which is not a safe one"


def volume_types(facts: Facts) -> Iterator[Broken]:
    """Find volumes of types that a restricted pod may not have."""
    for index, volume in entries(facts.pod, "volumes"):
        for key in volume:
            if key != "name" and key not in _VOLUMES:
                yield (*facts.pod_path, "volumes", index, str(key)), f"{key} is no type of volume for a restricted pod"


def _is_windows(facts: Facts) -> bool:
    return text(mapping(facts.pod, "os").get("name")) == "windows"


def escalation(facts: Facts) -> Iterator[Broken]:
    """Find containers whose processes may gain rights."""
    # Windows has none of these fields: they would be refused there.
    if not _is_windows(facts):
        for path, container in facts.containers:
            if mapping(container, _CONTEXT).get("allowPrivilegeEscalation") is not False:
                yield path, "may gain rights; write securityContext.allowPrivilegeEscalation: false"


def non_root(facts: Facts) -> Iterator[Broken]:
    """Find containers that may run as root."""
    # A field of the container takes the place of the pod's, even if it is false.
    whole = mapping(facts.pod, _CONTEXT)
    for path, container in facts.containers:
        own = mapping(container, _CONTEXT)
        if (own if "runAsNonRoot" in own else whole).get("runAsNonRoot") is not True:
            yield path, "may run as root; write securityContext.runAsNonRoot: true"
    for path, context in _contexts(facts):
        user: Value = context.get("runAsUser")
        if user == 0 and not isinstance(user, bool):
            yield (*path, "runAsUser"), "is root; write another number"


def seccomp(facts: Facts) -> Iterator[Broken]:
    """Find containers without a seccomp profile."""
    if _is_windows(facts):
        return
    whole = mapping(mapping(facts.pod, _CONTEXT), "seccompProfile").get("type")
    for path, container in facts.containers:
        own = mapping(mapping(container, _CONTEXT), "seccompProfile").get("type") or whole
        if own not in ("RuntimeDefault", "Localhost"):
            yield path, "has no seccomp profile; write securityContext.seccompProfile.type: RuntimeDefault"


def dropped(facts: Facts) -> Iterator[Broken]:
    """Find containers that do not drop all capabilities, or add one that is not allowed."""
    if _is_windows(facts):
        return
    for path, container in facts.containers:
        listed = mapping(mapping(container, _CONTEXT), "capabilities").get("drop")
        if not (isinstance(listed, list) and "ALL" in listed):
            yield path, "keeps capabilities; write securityContext.capabilities.drop: [ALL]"
    for path, added in _added(facts):
        if added != "NET_BIND_SERVICE":
            yield path, f"adds the capability {added!r}; only NET_BIND_SERVICE may be added"


BASELINE: tuple[Rule, ...] = (
    ("KST970", host_namespaces, None),
    ("KST971", privileged, None),
    ("KST972", capabilities, None),
    ("KST973", host_paths, None),
    ("KST974", host_ports, None),
    ("KST975", profiles, None),
    ("KST976", kernel, None),
)
RESTRICTED: tuple[Rule, ...] = (
    *BASELINE,
    ("KST977", volume_types, None),
    ("KST978", escalation, None),
    ("KST979", non_root, None),
    ("KST980", seccomp, None),
    ("KST981", dropped, None),
)
