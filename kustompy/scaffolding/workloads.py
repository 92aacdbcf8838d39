"""The base of an app: its workload under the restricted profile of Kubernetes, Service, Ingress and ServiceAccount."""

from __future__ import annotations

from kustompy.scaffolding.ordered import text_of
from kustompy.transformers.images import split_image

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value
    from kustompy.scaffolding.description import App

    Manifest = dict[str, Value]

# All that follows is the restricted profile of the Pod Security Standards, and what makes an app work under it.
KUSTOMIZATION = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"}
NAME_LABEL = "app.kubernetes.io/name"
_TMP, _DATA = "tmp", "data"
# The group `nonroot` of distroless images. Volumes get it by fsGroup, and would otherwise be for root to write.
_GROUP = 65532
_AS = "The pod runs as the user of its image, which must not be root."


def base_of(app: App) -> dict[str, str]:
    """The files of the app's folder in the base, by name."""
    workload = "stateful-set" if app.volume else "deployment"
    found = {
        "service-account.yaml": text_of(_service_account(app)),
        f"{workload}.yaml": text_of(_workload(app), comment=_AS),
    }
    if app.port:
        found["service.yaml"] = text_of(_service(app))
    if app.host:
        found["ingress.yaml"] = text_of(_ingress(app), comment="The overlays write the host.")
    if app.volume:
        found["headless-service.yaml"] = text_of(_headless(app), comment="Each pod has a DNS name of its own by it.")
    return {"kustomization.yaml": text_of({**KUSTOMIZATION, "resources": sorted(found)}), **found}


def _metadata(app: App, name: str = "") -> Manifest:
    return {"name": name or app.name, "labels": {NAME_LABEL: app.name}}


def _service_account(app: App) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": _metadata(app),
        "automountServiceAccountToken": False,
    }


def _workload(app: App) -> Manifest:
    # The selector is fixed at birth: it has one label, which no overlay has a reason to change.
    selector = {"matchLabels": {NAME_LABEL: app.name}}
    template = {"metadata": {"labels": {NAME_LABEL: app.name}}, "spec": _pod(app)}
    spec: Manifest = {"replicas": 1, "revisionHistoryLimit": 3, "selector": selector, "template": template}
    if app.volume:
        # A StatefulSet needs a headless Service, by whose name its pods are found in DNS.
        spec = {"serviceName": _headless_name(app), **spec, "volumeClaimTemplates": [_claim(app)]}
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet" if app.volume else "Deployment",
        "metadata": _metadata(app),
        "spec": spec,
    }


def _pod(app: App) -> Manifest:
    security: Manifest = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    if app.volume:
        security["fsGroup"] = _GROUP
    return {
        "serviceAccountName": app.name,
        "automountServiceAccountToken": False,
        "securityContext": security,
        "containers": [_container(app)],
        "volumes": [{"name": _TMP, "emptyDir": {}}],
    }


def _container(app: App) -> Manifest:
    # Without its version, which `images:` of each overlay writes.
    container: Manifest = {"name": app.name, "image": split_image(app.image)[0]}
    if app.port:
        container["ports"] = [{"name": "http", "containerPort": app.port}]
    sources = []
    if app.config:
        sources.append({"configMapRef": {"name": config_name(app)}})
    if app.secrets:
        sources.append({"secretRef": {"name": secret_name(app)}})
    if sources:
        container["envFrom"] = sources
    if app.port:
        # A TCP connection is what every server answers; which path of HTTP is well, nobody has said.
        container["readinessProbe"] = {"tcpSocket": {"port": "http"}, "periodSeconds": 5}
        container["livenessProbe"] = {"tcpSocket": {"port": "http"}, "initialDelaySeconds": 15}
    # The root file system is read-only, and most programs write to /tmp all the same.
    mounts = [{"name": _TMP, "mountPath": "/tmp"}]
    if app.volume:
        mounts.append({"name": _DATA, "mountPath": app.volume.rpartition(":")[0]})
    return {
        **container,
        # No limit of the CPU: it slows a container down where nobody else wants the time.
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"memory": "256Mi"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": mounts,
    }


def _claim(app: App) -> Manifest:
    size = app.volume.rpartition(":")[2]
    return {
        "metadata": {"name": _DATA},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}},
    }


def _service(app: App) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": _metadata(app),
        "spec": {
            "selector": {NAME_LABEL: app.name},
            "ports": [{"name": "http", "port": 80, "targetPort": "http"}],
        },
    }


def _headless(app: App) -> Manifest:
    spec: Manifest = {"clusterIP": "None", "selector": {NAME_LABEL: app.name}}
    if app.port:
        # A headless Service may have no port: it makes names, and forwards nothing.
        spec["ports"] = [{"name": "http", "port": app.port, "targetPort": "http"}]
    return {"apiVersion": "v1", "kind": "Service", "metadata": _metadata(app, _headless_name(app)), "spec": spec}


def _ingress(app: App) -> Manifest:
    backend = {"service": {"name": app.name, "port": {"name": "http"}}}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": _metadata(app),
        "spec": {
            "rules": [
                {
                    "host": f"{app.name}.example.com",
                    "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]},
                }
            ]
        },
    }


def _headless_name(app: App) -> str:
    return f"{app.name}-pods"


def config_name(app: App) -> str:
    """The ConfigMap that the overlays generate for the app."""
    return f"{app.name}-config"


def secret_name(app: App) -> str:
    """The Secret that the overlays generate for the app."""
    return f"{app.name}-secrets"
