"""Strategies for manifests that belong together: a workload, and what it needs and is reached by."""

from __future__ import annotations

from hypothesis import strategies as st

from kustompy.testing import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.model.values import Manifest


_IMAGES = words.images()
_WORKLOADS = st.sampled_from(("Deployment", "StatefulSet", "DaemonSet"))
_PORTS = st.sampled_from((8080, 80, 9090))
_COUNTS = st.integers(1, 5)
_KEYS = st.sampled_from(("LEVEL", "MODE", "URL"))


def applications(*, namespace: str | None = None) -> st.SearchStrategy[list[Manifest]]:
    """The manifests of one application: a workload first, then a service, config, an ingress and more, or none of them.

    All of them are valid, and every reference leads to one of them. ``namespace`` is that of all, if it is given.
    """
    return _application(namespace)


@st.composite
def _application(draw: st.DrawFn, namespace: str | None) -> list[Manifest]:
    name, kind = draw(words.names()), draw(_WORKLOADS)
    # drawn for a DaemonSet, too: else examples shrink to that, since it takes one draw less
    port, count = draw(_PORTS), draw(_COUNTS)
    container: Manifest = {"name": "main", "image": draw(_IMAGES), "ports": [{"name": "http", "containerPort": port}]}
    pod: Manifest = {"containers": [container]}
    metadata = {"name": name} if namespace is None else {"name": name, "namespace": namespace}
    workload: Manifest = {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {**metadata, "labels": {"app": name}},
        "spec": {
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name}}, "spec": pod},
        },
    }
    if kind != "DaemonSet":
        workload["spec"]["replicas"] = count
    parts = set(draw(_CHOSEN))
    if kind == "StatefulSet":
        parts.add("service")
        workload["spec"]["serviceName"] = name
    if "ingress" in parts:
        parts.add("service")
    if kind == "DaemonSet":
        parts.discard("autoscaler")
    head = {"name": name, "port": port, "of": kind, "pod": pod, "metadata": metadata}
    return [workload, *(make(draw, head) for part, make in _PARTS.items() if part in parts)]


def _service(draw: st.DrawFn, head: Manifest) -> Manifest:
    spec = {"selector": {"app": head["name"]}, "ports": [{"name": "http", "port": 80, "targetPort": "http"}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": dict(head["metadata"]), "spec": spec}


def _config(draw: st.DrawFn, head: Manifest) -> Manifest:
    head["pod"]["containers"][0].setdefault("envFrom", []).append({"configMapRef": {"name": head["name"]}})
    data = draw(st.dictionaries(_KEYS, words.texts(), min_size=1))
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": dict(head["metadata"]), "data": data}


def _secret(draw: st.DrawFn, head: Manifest) -> Manifest:
    head["pod"]["containers"][0].setdefault("envFrom", []).append({"secretRef": {"name": head["name"]}})
    return {
        "apiVersion": "v1", "kind": "Secret", "metadata": dict(head["metadata"]), "type": "Opaque",
        "data": {draw(_KEYS): "dmFsdWU="},
    }  # fmt: skip


def _ingress(draw: st.DrawFn, head: Manifest) -> Manifest:
    backend = {"service": {"name": head["name"], "port": {"name": "http"}}}
    path = {"path": "/", "pathType": "Prefix", "backend": backend}
    return {
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": dict(head["metadata"]),
        "spec": {"rules": [{"host": "example.com", "http": {"paths": [path]}}]},
    }  # fmt: skip


def _account(draw: st.DrawFn, head: Manifest) -> Manifest:
    head["pod"]["serviceAccountName"] = head["name"]
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": dict(head["metadata"])}


def _autoscaler(draw: st.DrawFn, head: Manifest) -> Manifest:
    target = {"apiVersion": "apps/v1", "kind": head["of"], "name": head["name"]}
    spec = {"scaleTargetRef": target, "minReplicas": 1, "maxReplicas": 1 + draw(_COUNTS)}
    return {
        "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": dict(head["metadata"]),
        "spec": spec,
    }  # fmt: skip


def _budget(draw: st.DrawFn, head: Manifest) -> Manifest:
    spec = {"minAvailable": 1, "selector": {"matchLabels": {"app": head["name"]}}}
    return {
        "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": dict(head["metadata"]), "spec": spec,
    }  # fmt: skip


_PARTS: dict[str, Callable[[st.DrawFn, Manifest], Manifest]] = {
    "service": _service,
    "config": _config,
    "secret": _secret,
    "ingress": _ingress,
    "account": _account,
    "autoscaler": _autoscaler,
    "budget": _budget,
}

# As in kustomizations: a list with duplicates shrinks to the parts that matter.
_CHOSEN = st.lists(st.sampled_from(list(_PARTS)), max_size=len(_PARTS))
