"""The fields that name other objects, as data: Kubernetes API reference, and that of well-known custom resources.

A path is written with dots, and with ``[]`` behind a list. Rows of ``PODS`` are about the pod in any workload.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A field of some kinds that names an object of another kind."""

    path: str
    """The field with the name, or, if ``kind`` is empty, the mapping that has kind and name."""
    kind: str = ""
    own: bool = False
    """Whether the object is nearly always made by the same build, so that its absence is worth a word."""
    namespace: str = ""
    """The field beside the name that has the namespace; else it is the referrer's."""
    keys: str = ""
    """The fields below the mapping around the name that say which keys of the object are meant."""


_KEY, _ITEMS = "key", "items[].key"
_CONTAINERS = ("containers[]", "initContainers[]", "ephemeralContainers[]")
PODS: tuple[Row, ...] = (
    *(
        Row(f"{container}.{path}", kind, own, keys=keys)
        for container in _CONTAINERS
        for path, kind, own, keys in (
            ("envFrom[].configMapRef.name", "ConfigMap", True, ""),
            ("envFrom[].secretRef.name", "Secret", False, ""),
            ("env[].valueFrom.configMapKeyRef.name", "ConfigMap", True, _KEY),
            ("env[].valueFrom.secretKeyRef.name", "Secret", False, _KEY),
        )
    ),
    Row("volumes[].configMap.name", "ConfigMap", own=True, keys=_ITEMS),
    Row("volumes[].secret.secretName", "Secret", keys=_ITEMS),
    Row("volumes[].projected.sources[].configMap.name", "ConfigMap", own=True, keys=_ITEMS),
    Row("volumes[].projected.sources[].secret.name", "Secret", keys=_ITEMS),
    Row("volumes[].persistentVolumeClaim.claimName", "PersistentVolumeClaim", own=True),
    Row("imagePullSecrets[].name", "Secret"),
    Row("serviceAccountName", "ServiceAccount", own=True),
    Row("priorityClassName", "PriorityClass"),
    Row("runtimeClassName", "RuntimeClass"),
    Row("resourceClaims[].resourceClaimName", "ResourceClaim"),
)
_BACKEND = "Service"
_GATEWAY = (
    Row("spec.parentRefs[]"),
    Row("spec.rules[].backendRefs[]", own=True, namespace="namespace"),
    Row("spec.rules[].filters[].requestMirror.backendRef", own=True, namespace="namespace"),
)
_WEBHOOKS = (Row("webhooks[].clientConfig.service.name", _BACKEND, own=True, namespace="namespace"),)
_CERTIFICATE = Row("spec.issuerRef", own=True)
ROWS: dict[str, tuple[Row, ...]] = {
    "apps/StatefulSet": (Row("spec.serviceName", _BACKEND, own=True),),
    "networking.k8s.io/Ingress": (
        Row("spec.defaultBackend.service.name", _BACKEND, own=True),
        Row("spec.rules[].http.paths[].backend.service.name", _BACKEND, own=True),
        Row("spec.tls[].secretName", "Secret"),
        Row("spec.ingressClassName", "IngressClass"),
    ),
    "autoscaling/HorizontalPodAutoscaler": (Row("spec.scaleTargetRef", own=True),),
    "autoscaling.k8s.io/VerticalPodAutoscaler": (Row("spec.targetRef"),),
    "keda.sh/ScaledObject": (Row("spec.scaleTargetRef", own=True),),
    "rbac.authorization.k8s.io/RoleBinding": (Row("roleRef"), Row("subjects[]", namespace="namespace")),
    "rbac.authorization.k8s.io/ClusterRoleBinding": (Row("roleRef"), Row("subjects[]", namespace="namespace")),
    "/ServiceAccount": (Row("imagePullSecrets[].name", "Secret"), Row("secrets[].name", "Secret")),
    "/PersistentVolumeClaim": (
        Row("spec.storageClassName", "StorageClass"),
        Row("spec.volumeName", "PersistentVolume"),
    ),
    "/PersistentVolume": (Row("spec.storageClassName", "StorageClass"),),
    "apiregistration.k8s.io/APIService": (Row("spec.service.name", _BACKEND, own=True, namespace="namespace"),),
    "admissionregistration.k8s.io/MutatingWebhookConfiguration": _WEBHOOKS,
    "admissionregistration.k8s.io/ValidatingWebhookConfiguration": _WEBHOOKS,
    "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding": (
        Row("spec.policyName", "ValidatingAdmissionPolicy", own=True),
    ),
    "apiextensions.k8s.io/CustomResourceDefinition": (
        Row("spec.conversion.webhook.clientConfig.service.name", _BACKEND, own=True, namespace="namespace"),
    ),
    "gateway.networking.k8s.io/HTTPRoute": _GATEWAY,
    "gateway.networking.k8s.io/GRPCRoute": _GATEWAY,
    "gateway.networking.k8s.io/TCPRoute": _GATEWAY,
    "gateway.networking.k8s.io/TLSRoute": _GATEWAY,
    "gateway.networking.k8s.io/Gateway": (
        Row("spec.gatewayClassName", "GatewayClass"),
        Row("spec.listeners[].tls.certificateRefs[]", namespace="namespace"),
    ),
    "cert-manager.io/Certificate": (_CERTIFICATE,),
    "cert-manager.io/CertificateRequest": (_CERTIFICATE,),
    "external-secrets.io/ExternalSecret": (Row("spec.secretStoreRef"),),
    "argoproj.io/Rollout": (
        Row("spec.strategy.blueGreen.activeService", _BACKEND, own=True),
        Row("spec.strategy.blueGreen.previewService", _BACKEND, own=True),
        Row("spec.strategy.canary.stableService", _BACKEND, own=True),
        Row("spec.strategy.canary.canaryService", _BACKEND, own=True),
    ),
    "source.toolkit.fluxcd.io/HelmChart": (Row("spec.sourceRef"),),
    "kustomize.toolkit.fluxcd.io/Kustomization": (Row("spec.sourceRef", namespace="namespace"),),
    "helm.toolkit.fluxcd.io/HelmRelease": (Row("spec.chart.spec.sourceRef", namespace="namespace"),),
}
"""Group and kind → the fields in which objects of that kind name others."""

DEFAULT_KINDS = {
    "backendRefs": "Service",
    "backendRef": "Service",
    "parentRefs": "Gateway",
    "certificateRefs": "Secret",
    "issuerRef": "Issuer",
    "secretStoreRef": "SecretStore",
    "scaleTargetRef": "Deployment",
}
"""The kind that a reference means if it says none, by the field that it stands in."""

SELECTORS: dict[str, tuple[str, ...]] = {
    "/Service": ("spec.selector",),
    "policy/PodDisruptionBudget": ("spec.selector",),
    "networking.k8s.io/NetworkPolicy": ("spec.podSelector",),
    "monitoring.coreos.com/PodMonitor": ("spec.selector",),
}
"""Group and kind → the fields that select pods by their labels."""

WORKLOADS: dict[str, str] = {
    "/Pod": "spec",
    "/ReplicationController": "spec.template.spec",
    "/PodTemplate": "template.spec",
    "apps/Deployment": "spec.template.spec",
    "apps/StatefulSet": "spec.template.spec",
    "apps/DaemonSet": "spec.template.spec",
    "apps/ReplicaSet": "spec.template.spec",
    "batch/Job": "spec.template.spec",
    "batch/CronJob": "spec.jobTemplate.spec.template.spec",
    "argoproj.io/Rollout": "spec.template.spec",
}
"""Group and kind → where the pod is."""
