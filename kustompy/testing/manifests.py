"""Strategies for whole manifests, kind by kind."""

from __future__ import annotations

from hypothesis import strategies as st

from kustompy.api.check import manifests_of
from kustompy.errors import UsageError
from kustompy.testing import words
from kustompy.testing.pods import pod_spec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kustompy.api.check import Checked
    from kustompy.model.values import Manifest, Value


# One draw decides which optional parts are there: each draw costs, and 0 is what shrinking leads to.
_PARTS = st.integers(0, 0xFFF)
_PORTS = st.sampled_from((80, 443, 8080, 65535))
_COUNTS = st.integers(0, 5)
_NAMESPACES = st.sampled_from(("default", "shop", "team-a"))
_KEYS = st.sampled_from(("key", "app.env", "config.yaml", "A_B", "x-1"))
_BASE64 = st.sampled_from(("dmFsdWU=", "", "AAEC"))
_VERBS = st.lists(st.sampled_from(("get", "list", "watch", "create")), min_size=1, max_size=3, unique=True)


def _metadata(draw: st.DrawFn, *, namespaced: bool) -> Manifest:
    parts = draw(_PARTS)
    metadata: Manifest = {"name": draw(words.names())}
    if namespaced and parts & 1:
        metadata["namespace"] = draw(_NAMESPACES)
    if parts & 2:
        metadata["labels"] = draw(words.labels(min_size=1))
    if parts & 4:
        metadata["annotations"] = draw(words.annotations(min_size=1))
    return metadata


def _head(draw: st.DrawFn, api_version: str, kind: str, *, namespaced: bool = True) -> Manifest:
    return {"apiVersion": api_version, "kind": kind, "metadata": _metadata(draw, namespaced=namespaced)}


def _selected(draw: st.DrawFn, name: str, restart: str = "") -> tuple[dict[str, str], Manifest]:
    """The labels of a selector, and a pod template that fits it."""
    chosen = {"app": name}
    if draw(_PARTS) & 1:
        chosen = {**draw(words.labels(max_size=2)), **chosen}
    # Two mappings: a test that changes the labels of the pod in place must not change the selector with them.
    return dict(chosen), {"metadata": {"labels": chosen}, "spec": pod_spec(draw, restart)}


def _workload(kind: str, *, replicas: bool = True) -> Callable[[st.DrawFn], Manifest]:
    def drawn(draw: st.DrawFn) -> Manifest:
        manifest = _head(draw, "apps/v1", kind)
        name = manifest["metadata"]["name"]
        labels, template = _selected(draw, name)
        spec: Manifest = {"selector": {"matchLabels": labels}, "template": template}
        if replicas and (count := draw(_COUNTS)):
            spec["replicas"] = count
        if kind == "StatefulSet":
            spec["serviceName"] = name
        manifest["spec"] = spec
        return manifest

    return drawn


def _pod(draw: st.DrawFn) -> Manifest:
    return {**_head(draw, "v1", "Pod"), "spec": pod_spec(draw, "")}


def _job_spec(draw: st.DrawFn) -> Manifest:
    # The API server refuses a Job whose pods restart Always, which is the default of restartPolicy.
    spec: Manifest = {"template": {"spec": pod_spec(draw, "Never")}}
    if draw(_PARTS) & 1:
        spec["backoffLimit"] = draw(_COUNTS)
    return spec


def _job(draw: st.DrawFn) -> Manifest:
    return {**_head(draw, "batch/v1", "Job"), "spec": _job_spec(draw)}


def _cron_job(draw: st.DrawFn) -> Manifest:
    schedule = draw(st.sampled_from(("0 * * * *", "*/5 1-3 * * 1", "@daily")))
    spec = {"schedule": schedule, "jobTemplate": {"spec": _job_spec(draw)}}
    return {**_head(draw, "batch/v1", "CronJob"), "spec": spec}


def _service(draw: st.DrawFn) -> Manifest:
    manifest = _head(draw, "v1", "Service")
    parts = draw(_PARTS)
    port: Manifest = {"port": draw(_PORTS)}
    if parts & 1:
        port["targetPort"] = "http" if parts & 2 else draw(_PORTS)
    spec: Manifest = {"selector": {"app": manifest["metadata"]["name"]}, "ports": [port]}
    if parts & 4:
        # With two ports each has to have a name: the API server refuses the Service otherwise.
        spec["ports"].append({"name": "metrics", "port": 9090, "protocol": "TCP"})
        port["name"] = "http"
    if parts & 8:
        # A headless Service is of no other type: "None" may not be set for NodePort.
        spec["clusterIP"] = "None"
    elif parts & 16:
        spec["type"] = "NodePort"
    return {**manifest, "spec": spec}


def _ingress(draw: st.DrawFn) -> Manifest:
    manifest = _head(draw, "networking.k8s.io/v1", "Ingress")
    backend = {"service": {"name": manifest["metadata"]["name"], "port": {"number": draw(_PORTS)}}}
    host = draw(st.sampled_from(("example.com", "shop.example.com")))
    path = {"path": "/", "pathType": "Prefix", "backend": backend}
    spec: Manifest = {"rules": [{"host": host, "http": {"paths": [path]}}]}
    if draw(_PARTS) & 1:
        spec["tls"] = [{"hosts": [host], "secretName": "certificate"}]
    return {**manifest, "spec": spec}


def _config_map(draw: st.DrawFn) -> Manifest:
    manifest = _head(draw, "v1", "ConfigMap")
    if data := draw(st.dictionaries(_KEYS, words.texts(), max_size=3)):
        manifest["data"] = data
    return manifest


def _secret(draw: st.DrawFn) -> Manifest:
    manifest: Manifest = {**_head(draw, "v1", "Secret"), "type": "Opaque"}
    if data := draw(st.dictionaries(_KEYS, _BASE64, max_size=3)):
        manifest["data"] = data
    return manifest


def _service_account(draw: st.DrawFn) -> Manifest:
    manifest = _head(draw, "v1", "ServiceAccount")
    if draw(_PARTS) & 1:
        manifest["automountServiceAccountToken"] = False
    return manifest


def _namespace(draw: st.DrawFn) -> Manifest:
    return _head(draw, "v1", "Namespace", namespaced=False)


def _role(kind: str) -> Callable[[st.DrawFn], Manifest]:
    def drawn(draw: st.DrawFn) -> Manifest:
        rule = {"apiGroups": [""], "resources": ["pods"], "verbs": draw(_VERBS)}
        return {**_head(draw, "rbac.authorization.k8s.io/v1", kind, namespaced=kind == "Role"), "rules": [rule]}

    return drawn


def _binding(kind: str) -> Callable[[st.DrawFn], Manifest]:
    def drawn(draw: st.DrawFn) -> Manifest:
        subject = {"kind": "ServiceAccount", "name": draw(words.names()), "namespace": draw(_NAMESPACES)}
        role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": draw(words.names())}
        manifest = _head(draw, "rbac.authorization.k8s.io/v1", kind, namespaced=kind == "RoleBinding")
        return {**manifest, "roleRef": role, "subjects": [subject]}

    return drawn


def _claim(draw: st.DrawFn) -> Manifest:
    storage = draw(st.sampled_from(("1Gi", "500Mi")))
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": storage}}}
    return {**_head(draw, "v1", "PersistentVolumeClaim"), "spec": spec}


def _disruption_budget(draw: st.DrawFn) -> Manifest:
    manifest = _head(draw, "policy/v1", "PodDisruptionBudget")
    least = draw(st.sampled_from((1, "50%")))
    spec = {"minAvailable": least, "selector": {"matchLabels": {"app": manifest["metadata"]["name"]}}}
    return {**manifest, "spec": spec}


def _autoscaler(draw: st.DrawFn) -> Manifest:
    manifest = _head(draw, "autoscaling/v2", "HorizontalPodAutoscaler")
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": manifest["metadata"]["name"]}
    # A maximum below the minimum is refused, so it is drawn as what it has more than 1.
    spec = {"scaleTargetRef": target, "minReplicas": 1, "maxReplicas": 1 + draw(_COUNTS)}
    return {**manifest, "spec": spec}


def _network_policy(draw: st.DrawFn) -> Manifest:
    manifest = _head(draw, "networking.k8s.io/v1", "NetworkPolicy")
    source = {"podSelector": {"matchLabels": {"app": draw(words.names())}}}
    spec = {"podSelector": {}, "ingress": [{"from": [source], "ports": [{"port": draw(_PORTS), "protocol": "TCP"}]}]}
    return {**manifest, "spec": spec}


KINDS: dict[str, Callable[[st.DrawFn], Manifest]] = {
    "ConfigMap": _config_map,
    "Deployment": _workload("Deployment"),
    "Service": _service,
    "ServiceAccount": _service_account,
    "Secret": _secret,
    "Namespace": _namespace,
    "Pod": _pod,
    "StatefulSet": _workload("StatefulSet"),
    "DaemonSet": _workload("DaemonSet", replicas=False),
    "ReplicaSet": _workload("ReplicaSet"),
    "Job": _job,
    "CronJob": _cron_job,
    "Ingress": _ingress,
    "Role": _role("Role"),
    "ClusterRole": _role("ClusterRole"),
    "RoleBinding": _binding("RoleBinding"),
    "ClusterRoleBinding": _binding("ClusterRoleBinding"),
    "PersistentVolumeClaim": _claim,
    "PodDisruptionBudget": _disruption_budget,
    "HorizontalPodAutoscaler": _autoscaler,
    "NetworkPolicy": _network_policy,
}
"""The kinds that ``resources`` draws, the plainest first: examples shrink towards it."""


def resources(
    kind: str | None = None, *, valid: bool = True, crd: Checked | None = None, generate_name: bool = False
) -> st.SearchStrategy[Manifest]:
    """Manifests of a kind, or of any in ``KINDS``.

    With ``crd``, which is a CustomResourceDefinition, several of them, or a path or text with some, objects of the
    kinds that it defines: their fields come from its schema, and its rules hold. With ``generate_name`` some have
    ``generateName`` in the place of a name, which ``kubectl create`` takes, and kustomize does not. With
    ``valid=False`` a server would refuse what is drawn.

    Raises UsageError for a kind that is not there.
    """
    if crd is not None:
        from kustompy.testing.custom_resources import custom_resources

        drawn = custom_resources(list(manifests_of(crd, "resources")), kind, _head)
    elif kind is not None and kind not in KINDS:
        raise UsageError(f"no strategy for kind {kind!r}; there are {', '.join(sorted(KINDS))}", code="KST810")
    else:
        drawn = _any_kind() if kind is None else _of_kind(KINDS[kind])
    if generate_name:
        drawn = st.builds(_with_generated_name, drawn, wanted=st.booleans())
    return drawn if valid else st.builds(_broken, drawn, st.sampled_from(_MISTAKES))


def lists(manifests: st.SearchStrategy[Manifest] | None = None) -> st.SearchStrategy[Manifest]:
    """A ``kind: List`` of some manifests, as ``kubectl get`` prints it; kustomize takes the items out of it."""
    items = resources() if manifests is None else manifests
    return st.builds(list_of, st.lists(items, min_size=1, max_size=3, unique_by=identity_of))


def list_of(items: Sequence[Manifest]) -> Manifest:
    """The manifests as one of ``kind: List``."""
    return {"apiVersion": "v1", "kind": "List", "items": list(items)}


# Two resources of one id fail a build, so lists of manifests are unique by it.
def identity_of(manifest: Mapping[str, Value]) -> tuple[str, str]:
    """Kind and name; one for all Namespaces, since ``namespace:`` gives its name to each of them."""
    return manifest["kind"], "" if manifest["kind"] == "Namespace" else manifest["metadata"]["name"]


def _with_generated_name(manifest: Manifest, *, wanted: bool) -> Manifest:
    if not wanted:
        return manifest
    metadata = {**manifest["metadata"], "generateName": f"{manifest['metadata']['name']}-"}
    # The API server takes both, and the name counts then: a generated name is the lack of one.
    del metadata["name"]
    return {**manifest, "metadata": metadata}


@st.composite
def _of_kind(draw: st.DrawFn, make: Callable[[st.DrawFn], Manifest]) -> Manifest:
    return make(draw)


@st.composite
def _any_kind(draw: st.DrawFn) -> Manifest:
    return KINDS[draw(st.sampled_from(list(KINDS)))](draw)


# Mistakes that every kind has a place for: fields that no schema knows, and values of another type.
_MISTAKES: tuple[Callable[[Manifest], object], ...] = (
    lambda manifest: manifest.update(sepc={}),
    lambda manifest: manifest["metadata"].update(label={"app": "web"}),
    lambda manifest: manifest["metadata"].update(labels={"app": 1}),
    lambda manifest: manifest["metadata"].update(labels=["app"]),
    lambda manifest: manifest["metadata"].update(annotations={"replicas": 1}),
    lambda manifest: manifest.update(metadata={**manifest["metadata"], "generation": "one"}),
)


def _broken(manifest: Manifest, mistake: Callable[[Manifest], object]) -> Manifest:
    mistake(manifest)
    return manifest
