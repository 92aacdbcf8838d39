"""Pods as strategies draw them: few draws, since a workload is mostly its pod."""

from __future__ import annotations

from hypothesis import strategies as st

from kustompy.testing import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Manifest


_PARTS = st.integers(0, 0xFFFF)
# Among them what YAML reads as something else, and the form `$(NAME)` that vars of kustomize share with Kubernetes.
_ENV_VALUES = st.sampled_from(("value", "", "1", "true", "$(HOME)/x", "a b", "0777", "1e3", "null"))
_PORTS = st.sampled_from((80, 8080, 9090))
# Copied: sampled_from gives the same dict each time, and a test may change what it is given in place.
_LIMITS = st.sampled_from(
    ({"cpu": "100m"}, {"memory": "64Mi"}, {"cpu": "1", "memory": "1Gi"}, {"cpu": "0.5", "memory": "1.5Gi"})
).map(dict)


def pod_spec(draw: st.DrawFn, restart: str) -> Manifest:
    """A pod with one or two containers, whose volume mounts all have their volume."""
    parts = draw(_PARTS)
    # One draw for all: the lowest four bits are parts of the pod, those above them of its first container.
    spec: Manifest = {"containers": [_container(draw, "main", parts >> 4)]}
    if parts & 1:
        spec["containers"].append(_container(draw, "sidecar", 0))
    if parts & 2:
        spec["initContainers"] = [{"name": "init", "image": draw(words.images()), "command": ["true"]}]
    if parts & 4:
        spec["serviceAccountName"] = draw(words.names())
    if parts & 8:
        spec["tolerations"] = [{"key": "dedicated", "operator": "Exists", "effect": "NoSchedule"}]
    # The API server refuses a mount without its volume; the sidecar mounts nothing.
    volumes = _volumes(draw, spec["containers"][0])
    if volumes:
        spec["volumes"] = volumes
    if restart:
        spec["restartPolicy"] = restart
    return spec


def _container(draw: st.DrawFn, name: str, parts: int) -> Manifest:
    container: Manifest = {"name": name, "image": draw(words.images())}
    if parts & 1:
        container["ports"] = [{"name": "http", "containerPort": draw(_PORTS)}]
    if parts & 2:
        container["env"] = [{"name": "LEVEL", "value": draw(_ENV_VALUES)}]
    if parts & 4:
        reference = {"name": "config", "key": "level"}
        container.setdefault("env", []).append({"name": "FROM", "valueFrom": {"configMapKeyRef": reference}})
    if parts & 8:
        container["envFrom"] = [{"secretRef": {"name": "secrets"}}]
    if parts & 16:
        container["resources"] = {"requests": draw(_LIMITS)}
    if parts & 32:
        container["args"] = ["--port=8080", "-v"]
    if parts & 64:
        container["livenessProbe"] = {"httpGet": {"path": "/healthz", "port": draw(_PORTS)}, "periodSeconds": 10}
    if parts & 128:
        container["volumeMounts"] = [{"name": "files", "mountPath": "/files"}]
    if parts & 256:
        container.setdefault("volumeMounts", []).append({"name": "scratch", "mountPath": "/tmp", "readOnly": False})
    return container


def _volumes(draw: st.DrawFn, container: Manifest) -> list[Manifest]:
    volumes: list[Manifest] = []
    for mount in container.get("volumeMounts", ()):
        if mount["name"] == "files":
            volumes.append({"name": "files", "configMap": {"name": draw(words.names())}})
        else:
            volumes.append({"name": "scratch", "emptyDir": {}})
    return volumes
