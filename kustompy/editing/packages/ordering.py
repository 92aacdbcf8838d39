"""``cfg cat`` puts the fields of objects in the order that people write them in."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.editing.packages.reading import Record
    from kustompy.yamlio.nodes.nodes import Node

# The order of kyaml. `activeDeadlineSeconds` and `securityContext` are listed twice there, and the later place counts.
_FIELDS = (
    "name generateName namespace clusterName apiVersion kind metadata type labels annotations spec status stringData "
    "data binaryData parallelism completions activeDeadlineSeconds backoffLimit replicas selector manualSelector "
    "template ttlSecondsAfterFinished volumeClaimTemplates service serviceName podManagementPolicy updateStrategy "
    "strategy minReadySeconds revision revisionHistoryLimit paused progressDeadlineSeconds restartPolicy "
    "terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy serviceAccountName serviceAccount "
    "automountServiceAccountToken nodeName hostNetwork hostPID hostIPC shareProcessNamespace hostname subdomain "
    "schedulerName priorityClassName priority runtimeClassName enableServiceLinks nodeSelector hostAliases "
    "initContainers containers volumes securityContext imagePullSecrets affinity tolerations dnsConfig readinessGates "
    "image command args workingDir ports envFrom env resources volumeMounts volumeDevices livenessProbe readinessProbe "
    "lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty "
    "clusterIP externalIPs loadBalancerIP loadBalancerSourceRanges externalName externalTrafficPolicy sessionAffinity "
    "protocol port targetPort hostPort containerPort hostIP readOnly mountPath subPath subPathExpr mountPropagation "
    "value valueFrom fieldRef resourceFieldRef configMapKeyRef secretKeyRef prefix configMapRef secretRef"
)
RANKS = {name: rank for rank, name in enumerate(_FIELDS.split())}
"""The place of each field; of a name that is listed twice the later one counts."""

# kyaml sorts containers of these kinds alone. Pods are not among them, nor are init containers.
_WORKLOADS = frozenset(("CronJob", "DaemonSet", "Deployment", "Job", "ReplicaSet", "StatefulSet"))
_GROUPS = frozenset(("apps/v1", "batch/v1", "extensions/v1", "v1"))
_NOT_FORMATTED = "config.kubernetes.io/formatting"


def arrange(record: Record) -> None:
    """Order the fields of the document, unless it has no kind or asks to be left alone."""
    kind, version = record.field("kind"), record.field("apiVersion")
    if not kind or not version or record.field("metadata", "annotations", _NOT_FORMATTED) == "none":
        return
    sorts_containers = kind in _WORKLOADS and version in _GROUPS
    _arrange(record.node, (), sorts_containers=sorts_containers)


def _arrange(node: Node, path: tuple[str, ...], *, sorts_containers: bool) -> None:
    if node.kind == "map":
        pairs = list(zip(node.items[::2], node.items[1::2], strict=True))
        # Nodes of keys move with their values, so comments that hang on either go along.
        pairs.sort(key=lambda pair: rank(pair[0].text))
        node.items = [each for pair in pairs for each in pair]
        for key, value in pairs:
            _arrange(value, (*path, key.text), sorts_containers=sorts_containers)
    elif node.kind == "seq":
        if sorts_containers and path == ("spec", "template", "spec", "containers"):
            node.items.sort(key=_name)
        for value in node.items:
            _arrange(value, path, sorts_containers=sorts_containers)


def rank(name: str) -> tuple[int, bytes]:
    """Where a field comes: by the list, then by its bytes."""
    # Fields that are not listed come behind all others, by their bytes, as Go compares strings.
    return RANKS.get(name, len(RANKS) + len(_FIELDS)), name.encode("utf-8", "surrogatepass")


def _name(node: Node) -> bytes:
    found = node.child("name") if node.kind == "map" else None
    return found.text.encode("utf-8", "surrogatepass") if found is not None else b""
