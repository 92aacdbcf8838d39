"""Strategies for whole manifests, kind by kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from hypothesis import strategies as st

from kustompy.errors import UsageError
from kustompy.testing import words
from kustompy.testing.pods import pod_spec

Manifest: TypeAlias = dict[str, Any]
Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]

# One draw decides which optional parts are there: each draw costs, and 0 is what shrinking leads to.
_PARTS = st.integers(0, 0xFFF)
_PORTS = st.sampled_from((80, 443, 8080, 65535))
_COUNTS = st.integers(0, 5)
_NAMESPACES = st.sampled_from(("default", "shop", "team-a"))
_KEYS = st.sampled_from(("key", "app.env", "config.yaml", "A_B", "x-1"))
# What YAML 1.1, YAML 1.2 or JSON reads as something other than a text: it needs quotes in the one or the other.
_AMBIGUOUS = (
    "yes", "no", "on", "off", "y", "true", "null", "~", "1e3", "1_000", "0x10", "0o7", "0777", "1.10", ".5", ".inf",
    "=", "<<", "2026-01-02", "12:30:45", "- a", "a: b", "# a", "'", '"', "|", "&a", "*a", "!a", "%a", "@a", "`a",
)  # fmt: skip
_TEXTS = st.sampled_from(("value", "", "a=b\n", "1", "two\nlines\n", "{}", " x", *_AMBIGUOUS))
_BASE64 = st.sampled_from(("dmFsdWU=", "", "AAEC"))
_VERBS = st.lists(st.sampled_from(("get", "list", "watch", "create")), min_size=1, max_size=3, unique=True)


def _metadata(draw: Draw, namespaced: bool) -> Manifest:
    parts = draw(_PARTS)
    metadata: Manifest = {"name": draw(words.names())}
    if namespaced and parts & 1:
        metadata["namespace"] = draw(_NAMESPACES)
    if parts & 2:
        metadata["labels"] = draw(words.labels(min_size=1))
    if parts & 4:
        metadata["annotations"] = draw(words.annotations(min_size=1))
    return metadata


def _head(draw: Draw, api_version: str, kind: str, namespaced: bool = True) -> Manifest:
    return {"apiVersion": api_version, "kind": kind, "metadata": _metadata(draw, namespaced)}


def _selected(draw: Draw, name: str, restart: str = "") -> tuple[dict[str, str], Manifest]:
    """The labels of a selector, and a pod template that fits it."""
    chosen = {"app": name}
    if draw(_PARTS) & 1:
        chosen = {**draw(words.labels(max_size=2)), **chosen}
    return dict(chosen), {"metadata": {"labels": chosen}, "spec": pod_spec(draw, restart)}


def _workload(kind: str, replicas: bool = True) -> Callable[[Draw], Manifest]:
    def drawn(draw: Draw) -> Manifest:
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


def _pod(draw: Draw) -> Manifest:
    return {**_head(draw, "v1", "Pod"), "spec": pod_spec(draw, "")}


def _job_spec(draw: Draw) -> Manifest:
    spec: Manifest = {"template": {"spec": pod_spec(draw, "Never")}}
    if draw(_PARTS) & 1:
        spec["backoffLimit"] = draw(_COUNTS)
    return spec


def _job(draw: Draw) -> Manifest:
    return {**_head(draw, "batch/v1", "Job"), "spec": _job_spec(draw)}


def _cron_job(draw: Draw) -> Manifest:
    schedule = draw(st.sampled_from(("0 * * * *", "*/5 1-3 * * 1", "@daily")))
    spec = {"schedule": schedule, "jobTemplate": {"spec": _job_spec(draw)}}
    return {**_head(draw, "batch/v1", "CronJob"), "spec": spec}


def _service(draw: Draw) -> Manifest:
    manifest = _head(draw, "v1", "Service")
    parts = draw(_PARTS)
    port: Manifest = {"port": draw(_PORTS)}
    if parts & 1:
        port["targetPort"] = "http" if parts & 2 else draw(_PORTS)
    spec: Manifest = {"selector": {"app": manifest["metadata"]["name"]}, "ports": [port]}
    if parts & 4:
        spec["ports"].append({"name": "metrics", "port": 9090, "protocol": "TCP"})
        port["name"] = "http"
    if parts & 8:
        spec["clusterIP"] = "None"
    elif parts & 16:
        spec["type"] = "NodePort"
    return {**manifest, "spec": spec}


def _ingress(draw: Draw) -> Manifest:
    manifest = _head(draw, "networking.k8s.io/v1", "Ingress")
    backend = {"service": {"name": manifest["metadata"]["name"], "port": {"number": draw(_PORTS)}}}
    host = draw(st.sampled_from(("example.com", "shop.example.com")))
    path = {"path": "/", "pathType": "Prefix", "backend": backend}
    spec: Manifest = {"rules": [{"host": host, "http": {"paths": [path]}}]}
    if draw(_PARTS) & 1:
        spec["tls"] = [{"hosts": [host], "secretName": "certificate"}]
    return {**manifest, "spec": spec}


def _config_map(draw: Draw) -> Manifest:
    manifest = _head(draw, "v1", "ConfigMap")
    if data := draw(st.dictionaries(_KEYS, _TEXTS, max_size=3)):
        manifest["data"] = data
    return manifest


def _secret(draw: Draw) -> Manifest:
    manifest: Manifest = {**_head(draw, "v1", "Secret"), "type": "Opaque"}
    if data := draw(st.dictionaries(_KEYS, _BASE64, max_size=3)):
        manifest["data"] = data
    return manifest


def _service_account(draw: Draw) -> Manifest:
    manifest = _head(draw, "v1", "ServiceAccount")
    if draw(_PARTS) & 1:
        manifest["automountServiceAccountToken"] = False
    return manifest


def _namespace(draw: Draw) -> Manifest:
    return _head(draw, "v1", "Namespace", namespaced=False)


def _role(kind: str) -> Callable[[Draw], Manifest]:
    def drawn(draw: Draw) -> Manifest:
        rule = {"apiGroups": [""], "resources": ["pods"], "verbs": draw(_VERBS)}
        return {**_head(draw, "rbac.authorization.k8s.io/v1", kind, kind == "Role"), "rules": [rule]}

    return drawn


def _binding(kind: str) -> Callable[[Draw], Manifest]:
    def drawn(draw: Draw) -> Manifest:
        subject = {"kind": "ServiceAccount", "name": draw(words.names()), "namespace": draw(_NAMESPACES)}
        role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": draw(words.names())}
        manifest = _head(draw, "rbac.authorization.k8s.io/v1", kind, kind == "RoleBinding")
        return {**manifest, "roleRef": role, "subjects": [subject]}

    return drawn


def _claim(draw: Draw) -> Manifest:
    storage = draw(st.sampled_from(("1Gi", "500Mi")))
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": storage}}}
    return {**_head(draw, "v1", "PersistentVolumeClaim"), "spec": spec}


def _disruption_budget(draw: Draw) -> Manifest:
    manifest = _head(draw, "policy/v1", "PodDisruptionBudget")
    least = draw(st.sampled_from((1, "50%")))
    spec = {"minAvailable": least, "selector": {"matchLabels": {"app": manifest["metadata"]["name"]}}}
    return {**manifest, "spec": spec}


def _autoscaler(draw: Draw) -> Manifest:
    manifest = _head(draw, "autoscaling/v2", "HorizontalPodAutoscaler")
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": manifest["metadata"]["name"]}
    spec = {"scaleTargetRef": target, "minReplicas": 1, "maxReplicas": 1 + draw(_COUNTS)}
    return {**manifest, "spec": spec}


def _network_policy(draw: Draw) -> Manifest:
    manifest = _head(draw, "networking.k8s.io/v1", "NetworkPolicy")
    source = {"podSelector": {"matchLabels": {"app": draw(words.names())}}}
    spec = {"podSelector": {}, "ingress": [{"from": [source], "ports": [{"port": draw(_PORTS), "protocol": "TCP"}]}]}
    return {**manifest, "spec": spec}


def texts() -> st.SearchStrategy[str]:
    """Values of config maps: plain ones first, many that YAML reads as something else unless they are quoted."""
    return _TEXTS


KINDS: dict[str, Callable[[Draw], Manifest]] = {
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


def resources(kind: str | None = None, *, valid: bool = True) -> st.SearchStrategy[Manifest]:
    """Manifests of a kind, or of any in ``KINDS``; with ``valid=False``, ones that a server would refuse."""
    if kind is not None and kind not in KINDS:
        raise UsageError(f"no strategy for kind {kind!r}; there are {', '.join(sorted(KINDS))}", code="KST810")
    drawn = _any_kind() if kind is None else _of_kind(KINDS[kind])
    return drawn if valid else st.builds(_broken, drawn, st.sampled_from(_MISTAKES))


@st.composite
def _of_kind(draw: st.DrawFn, make: Callable[[Draw], Manifest]) -> Manifest:
    return make(draw)


@st.composite
def _any_kind(draw: st.DrawFn) -> Manifest:
    return KINDS[draw(st.sampled_from(list(KINDS)))](draw)


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
