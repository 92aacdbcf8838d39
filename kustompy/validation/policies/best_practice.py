"""Best practices: the checks that users of kube-linter and kube-score keep switched on."""

# None of these is an error of the API server, so that the set is off until it is asked for. Each check follows the one
# of kube-linter with the same subject: latest-tag, unset-cpu-requirements, no-read-only-root-fs, and so on.

from __future__ import annotations

from kustompy.validation.schema.facts import NOTHING, entries, mapping, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from kustompy.model.values import Manifest
    from kustompy.validation.schema.facts import Facts, Path

    Broken: TypeAlias = tuple[Path, str]
    Rule: TypeAlias = tuple[str, Callable[[Facts], Iterator[Broken]], frozenset[str] | None]

_SENSITIVE = ("/", "/boot", "/dev", "/etc", "/lib", "/proc", "/sys", "/usr", "/var/lib/docker", "/var/lib/kubelet")
_SOCKETS = ("/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock")
_SECRET_WORDS = ("password", "passwd", "secret", "token", "api_key", "apikey", "private_key")
_SERVING = frozenset(("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"))
_ROLES = frozenset(("Role", "ClusterRole"))
_BINDINGS = frozenset(("RoleBinding", "ClusterRoleBinding"))
_CLUSTER_SCOPED_OR_LIST = frozenset(("Namespace", "List"))


def _own_containers(facts: Facts) -> Iterator[tuple[Path, Manifest]]:
    """The containers that run as long as the pod does, without init and ephemeral ones."""
    for index, container in entries(facts.pod, "containers"):
        yield (*facts.pod_path, "containers", index), container


def images(facts: Facts) -> Iterator[Broken]:
    """Find images without a fixed tag or digest."""
    for path, container in facts.containers:
        image = text(container.get("image"))
        # A colon before the last slash is that of a port: `registry:5000/web`.
        _, _, tag = image.rpartition("/")[2].partition(":")
        if image and "@" not in image and tag in ("", "latest"):
            yield (*path, "image"), f"{image!r} is another image tomorrow; name a version or a digest"


def resources(facts: Facts) -> Iterator[Broken]:
    """Find containers without requests, or without a limit of memory."""
    # A limit alone will do as a request: the API server copies it. A limit of cpu is not asked for, since it only slows
    # a container down, and many teams leave it out on purpose.
    for path, container in _own_containers(facts):
        asked = mapping(container, "resources")
        for name in ("cpu", "memory"):
            if name not in mapping(asked, "requests") and name not in mapping(asked, "limits"):
                yield (
                    path,
                    f"has no request of {name}, so that the scheduler cannot plan; write resources.requests.{name}",
                )
        if "memory" not in mapping(asked, "limits"):
            yield path, "has no limit of memory and may take all of its node; write resources.limits.memory"


def writable_root(facts: Facts) -> Iterator[Broken]:
    """Find containers that may write into their image."""
    for path, container in _own_containers(facts):
        if mapping(container, "securityContext").get("readOnlyRootFilesystem") is not True:
            yield path, "may write into its image; write securityContext.readOnlyRootFilesystem: true"


def mounts(facts: Facts) -> Iterator[Broken]:
    """Find volumes that are sensitive folders or sockets of the node."""
    for index, volume in entries(facts.pod, "volumes"):
        path = text(mapping(volume, "hostPath").get("path"))
        if path and (path in _SOCKETS or (path.rstrip("/") or "/") in _SENSITIVE):
            yield (*facts.pod_path, "volumes", index, "hostPath", "path"), f"{path!r} gives the node away"


def probes(facts: Facts) -> Iterator[Broken]:
    """Find containers with ports and without a readinessProbe, or with the same probe for both questions."""
    for path, container in _own_containers(facts):
        if not entries(container, "ports"):
            continue
        ready, alive = container.get("readinessProbe"), container.get("livenessProbe")
        if not ready:
            yield path, "gets traffic before it is ready; write a readinessProbe"
        elif ready == alive:
            yield (*path, "livenessProbe"), "is the readinessProbe, so that a slow answer kills the container"


def secrets(facts: Facts) -> Iterator[Broken]:
    """Find secrets that are written as values of environment variables."""
    for path, container in facts.containers:
        for index, variable in entries(container, "env"):
            name = text(variable.get("name"))
            if text(variable.get("value")) and any(word in name.lower() for word in _SECRET_WORDS):
                yield (*path, "env", index, "value"), f"{name} stands in the manifest; take it from a Secret"


def replicas(facts: Facts) -> Iterator[Broken]:
    """Find Deployments of one pod, which are down while a node is drained."""
    if facts.spec.get("replicas") in (None, 1):
        yield ("spec",), "has one replica, so that a drained node is an outage; write replicas: 2, or an autoscaler"


def wildcards(facts: Facts) -> Iterator[Broken]:
    """Find roles that allow all groups, resources or verbs."""
    for index, rule in entries(facts.manifest, "rules"):
        for field in ("apiGroups", "resources", "verbs"):
            listed = rule.get(field)
            # All groups are fine for a role that reads (`*` of apiGroups with named verbs), as for `view`.
            if (
                isinstance(listed, list)
                and "*" in listed
                and not (field == "apiGroups" and "*" not in rule.get("verbs", ()))
            ):
                yield ("rules", index, field, listed.index("*")), f"allows all {field}; list those that are needed"


def administrators(facts: Facts) -> Iterator[Broken]:
    """Find bindings to the role that may do everything."""
    if mapping(facts.manifest, "roleRef").get("name") == "cluster-admin":
        yield ("roleRef", "name"), "gives every right in the cluster; write a role of what is needed"


def default_account(facts: Facts) -> Iterator[Broken]:
    """Find pods that run as the default account of the namespace and mount its token."""
    pod = facts.pod
    if (
        pod is not NOTHING
        and not pod.get("serviceAccountName")
        and pod.get("automountServiceAccountToken") is not False
    ):
        yield (
            facts.pod_path,
            ("runs as the default account with its token; write automountServiceAccountToken: false, or an account"),
        )


def exposed(facts: Facts) -> Iterator[Broken]:
    """Find services that can be reached from outside of the cluster."""
    if facts.spec.get("type") in ("NodePort", "LoadBalancer"):
        yield ("spec", "type"), f"{facts.spec['type']} is reached past the ingress; write ClusterIP if that will do"


BEST_PRACTICE: tuple[Rule, ...] = (
    ("KST982", images, None),
    ("KST983", resources, None),
    ("KST984", writable_root, None),
    ("KST985", mounts, None),
    ("KST986", probes, _SERVING),
    ("KST987", secrets, None),
    ("KST988", replicas, frozenset(("Deployment",))),
    ("KST989", wildcards, _ROLES),
    ("KST990", administrators, _BINDINGS),
    ("KST991", default_account, None),
    ("KST992", exposed, frozenset(("Service",))),
)
