"""The fields that name other objects, as data: from the API references of Kubernetes and of well-known controllers.

A path is written with dots, and with ``[]`` behind a list. Rows of ``PODS`` are about the pod in any workload.
"""

from __future__ import annotations

from kustompy.limits import NamedTuple


class Row(NamedTuple):
    """A field of some kinds that names an object of another kind."""

    path: str
    """The field with the name, or, if ``kind`` is empty, the mapping with kind and name."""
    kind: str = ""
    own: bool = False
    """Whether the same build nearly always makes the object, so that a missing one is worth a finding."""
    namespace: str = ""
    """The field beside the name that has the namespace; empty if it is always the referrer's."""
    keys: str = ""
    """The path, from the mapping around the name, of the keys of the object that are read; empty if all are."""
    relation: str = "uses"
    """What the referrer does with the object: one of RELATIONS."""


RELATIONS = ("uses", "routes to", "scales", "binds", "grants to", "is issued by", "selects", "mentions")
"""What one object does with another that it names: the words on the arrows of a drawing."""


_KEY, _ITEMS = "key", "items[].key"
_CONTAINERS = ("containers[]", "initContainers[]", "ephemeralContainers[]")
# Config maps, Secrets and accounts are not `own`: many come from an operator, a pipeline or another repository, so that
# a missing one is a finding only beside a similar name. `envFrom` reads all keys, and so has no path of keys.
PODS: tuple[Row, ...] = (
    *(
        Row(f"{container}.{path}", kind, keys=keys)
        for container in _CONTAINERS
        for path, kind, keys in (
            ("envFrom[].configMapRef.name", "ConfigMap", ""),
            ("envFrom[].secretRef.name", "Secret", ""),
            ("env[].valueFrom.configMapKeyRef.name", "ConfigMap", _KEY),
            ("env[].valueFrom.secretKeyRef.name", "Secret", _KEY),
        )
    ),
    Row("volumes[].configMap.name", "ConfigMap", keys=_ITEMS),
    Row("volumes[].secret.secretName", "Secret", keys=_ITEMS),
    Row("volumes[].projected.sources[].configMap.name", "ConfigMap", keys=_ITEMS),
    Row("volumes[].projected.sources[].secret.name", "Secret", keys=_ITEMS),
    Row("volumes[].persistentVolumeClaim.claimName", "PersistentVolumeClaim", own=True),
    Row("imagePullSecrets[].name", "Secret"),
    Row("serviceAccountName", "ServiceAccount"),
    # Not `own`: classes are objects of the cluster, set up once by whoever runs it.
    Row("priorityClassName", "PriorityClass"),
    Row("runtimeClassName", "RuntimeClass"),
    Row("resourceClaims[].resourceClaimName", "ResourceClaim"),
)
_ROUTES, _SCALES, _BINDS, _GRANTS = "routes to", "scales", "binds", "grants to"


def _to_service(path: str, namespace: str = "") -> Row:
    return Row(path, "Service", own=True, namespace=namespace, relation=_ROUTES)


# Gateway API's references all have group, kind, name and namespace, of which only the name must be written.
_GATEWAY = (
    # Not `own`: the Gateway is often that of another team.
    Row("spec.parentRefs[]", namespace="namespace"),
    Row("spec.rules[].backendRefs[]", own=True, namespace="namespace", relation=_ROUTES),
    Row("spec.rules[].filters[].requestMirror.backendRef", own=True, namespace="namespace", relation=_ROUTES),
)
_WEBHOOKS = (_to_service("webhooks[].clientConfig.service.name", "namespace"),)
_CERTIFICATE = Row("spec.issuerRef", own=True, relation="is issued by")
# A RoleBinding's roleRef may name one of the cluster's own ClusterRoles (`view`, `edit`), so its absence says nothing.
_BINDING = (Row("roleRef", relation=_BINDS), Row("subjects[]", namespace="namespace", relation=_GRANTS))
ROWS: dict[str, tuple[Row, ...]] = {
    "apps/StatefulSet": (_to_service("spec.serviceName"),),
    "networking.k8s.io/Ingress": (
        _to_service("spec.defaultBackend.service.name"),
        _to_service("spec.rules[].http.paths[].backend.service.name"),
        Row("spec.tls[].secretName", "Secret"),
        Row("spec.ingressClassName", "IngressClass"),
    ),
    "autoscaling/HorizontalPodAutoscaler": (Row("spec.scaleTargetRef", own=True, relation=_SCALES),),
    "autoscaling.k8s.io/VerticalPodAutoscaler": (Row("spec.targetRef", own=True, relation=_SCALES),),
    # Custom resources of well-known controllers, as their API references have them. kustomize's own name references
    # are those of Kubernetes alone, so a prefix or hash leaves the old name here.
    "keda.sh/ScaledObject": (
        Row("spec.scaleTargetRef", own=True, relation=_SCALES),
        Row("spec.triggers[].authenticationRef", own=True),
    ),
    "keda.sh/TriggerAuthentication": (
        Row("spec.secretTargetRef[].name", "Secret", keys=_KEY),
        Row("spec.configMapTargetRef[].name", "ConfigMap", keys=_KEY),
    ),
    "rbac.authorization.k8s.io/RoleBinding": _BINDING,
    "rbac.authorization.k8s.io/ClusterRoleBinding": _BINDING,
    "/ServiceAccount": (Row("imagePullSecrets[].name", "Secret"), Row("secrets[].name", "Secret")),
    "/PersistentVolumeClaim": (
        Row("spec.storageClassName", "StorageClass"),
        Row("spec.volumeName", "PersistentVolume"),
        Row("spec.dataSource"),
        Row("spec.dataSourceRef", namespace="namespace"),
    ),
    "/PersistentVolume": (
        Row("spec.storageClassName", "StorageClass"),
        Row("spec.claimRef.name", "PersistentVolumeClaim", namespace="namespace"),
    ),
    "snapshot.storage.k8s.io/VolumeSnapshot": (
        Row("spec.source.persistentVolumeClaimName", "PersistentVolumeClaim"),
        Row("spec.volumeSnapshotClassName", "VolumeSnapshotClass"),
    ),
    "apiregistration.k8s.io/APIService": (_to_service("spec.service.name", "namespace"),),
    "admissionregistration.k8s.io/MutatingWebhookConfiguration": _WEBHOOKS,
    "admissionregistration.k8s.io/ValidatingWebhookConfiguration": _WEBHOOKS,
    "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding": (
        Row("spec.policyName", "ValidatingAdmissionPolicy", own=True, relation=_BINDS),
    ),
    "apiextensions.k8s.io/CustomResourceDefinition": (
        _to_service("spec.conversion.webhook.clientConfig.service.name", "namespace"),
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
        _to_service("spec.strategy.blueGreen.activeService"),
        _to_service("spec.strategy.blueGreen.previewService"),
        _to_service("spec.strategy.canary.stableService"),
        _to_service("spec.strategy.canary.canaryService"),
        Row("spec.workloadRef", own=True),
    ),
    "traefik.io/IngressRoute": (
        Row("spec.routes[].services[]", own=True, namespace="namespace", relation=_ROUTES),
        Row("spec.routes[].middlewares[]", own=True, namespace="namespace"),
        Row("spec.tls.secretName", "Secret"),
    ),
    "source.toolkit.fluxcd.io/HelmChart": (Row("spec.sourceRef"),),
    "kustomize.toolkit.fluxcd.io/Kustomization": (
        Row("spec.sourceRef", namespace="namespace"),
        Row("spec.decryption.secretRef.name", "Secret"),
        Row("spec.postBuild.substituteFrom[]"),
    ),
    "helm.toolkit.fluxcd.io/HelmRelease": (
        Row("spec.chart.spec.sourceRef", namespace="namespace"),
        Row("spec.valuesFrom[]"),
    ),
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
    "authenticationRef": "TriggerAuthentication",
    "services": "Service",
    "middlewares": "Middleware",
}
"""The field of a reference → the kind that the controller takes if the reference names none."""


class SelectorRow(NamedTuple):
    """A field of some kinds that selects objects by their labels."""

    path: str
    selected: str = "pods"
    """``pods``, which are selected by the labels of pod templates, or a group and kind, by the object's own labels."""
    is_plain: bool = False
    """Whether the field is the mapping of labels itself, as in a Service; else it is a LabelSelector."""
    is_peer: bool = False
    """Whether it may mean pods of other builds, as the peers of a NetworkPolicy do."""
    is_spread: bool = False
    """Whether it is a topology spread constraint, by which a workload spreads its own pods."""


_NETWORK_POLICY = (
    SelectorRow("spec.podSelector"),
    SelectorRow("spec.ingress[].from[].podSelector", is_peer=True),
    SelectorRow("spec.egress[].to[].podSelector", is_peer=True),
)
SELECTORS: dict[str, tuple[SelectorRow, ...]] = {
    "/Service": (SelectorRow("spec.selector", is_plain=True),),
    "policy/PodDisruptionBudget": (SelectorRow("spec.selector"),),
    "networking.k8s.io/NetworkPolicy": _NETWORK_POLICY,
    "monitoring.coreos.com/PodMonitor": (SelectorRow("spec.selector"),),
    "monitoring.coreos.com/ServiceMonitor": (SelectorRow("spec.selector", selected="/Service"),),
}
"""Group and kind → the fields with selectors of other objects; those of Deployments are checked by validation."""

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
"""Group and kind → the path of the pod's spec."""
