"""The order of applying as data: the wave of each kind, and the order of kinds within a wave."""

from __future__ import annotations

DEFINITIONS, NEEDED, WORKLOADS, SERVED, GUARDED = range(5)
NAMES = (
    "namespaces and definitions",
    "what others need",
    "workloads",
    "webhooks and aggregated APIs",
    "custom resources that these webhooks check",
)
"""The names of the waves, by their numbers."""

FIRST = ("/Namespace", "apiextensions.k8s.io/CustomResourceDefinition")
"""Kinds of the first wave: what lies in a namespace, or is of a custom kind, cannot be applied before these exist."""
LAST = (
    "admissionregistration.k8s.io/MutatingWebhookConfiguration",
    "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
    "apiregistration.k8s.io/APIService",
)
"""Kinds that make the API server send requests to pods: before those run, it would refuse what they are asked about."""
WITH_PODS = "autoscaling/HorizontalPodAutoscaler", "autoscaling.k8s.io/VerticalPodAutoscaler", "keda.sh/ScaledObject"
"""Kinds that name a workload as their target, and come in its wave."""

# What admission of pods looks at comes before them: classes, quotas and limits, which it does not apply to pods that
# are there already, then accounts, rights and data. NetworkPolicies are early, so that no pod runs without them. The
# rest is close to helm's order of installation, and to kustomize's `legacy` sort order.
ORDER = (
    "/Namespace",
    "apiextensions.k8s.io/CustomResourceDefinition",
    "scheduling.k8s.io/PriorityClass",
    "node.k8s.io/RuntimeClass",
    "storage.k8s.io/StorageClass",
    "networking.k8s.io/IngressClass",
    "/ResourceQuota",
    "/LimitRange",
    "networking.k8s.io/NetworkPolicy",
    "/ServiceAccount",
    "rbac.authorization.k8s.io/ClusterRole",
    "rbac.authorization.k8s.io/Role",
    "rbac.authorization.k8s.io/ClusterRoleBinding",
    "rbac.authorization.k8s.io/RoleBinding",
    "/ConfigMap",
    "/Secret",
    "/PersistentVolume",
    "/PersistentVolumeClaim",
    "/Service",
    "policy/PodDisruptionBudget",
    "apps/DaemonSet",
    "apps/StatefulSet",
    "apps/Deployment",
    "apps/ReplicaSet",
    "/Pod",
    "batch/CronJob",
    "batch/Job",
)
"""The order of kinds within a wave, unless references demand another; other kinds follow in the order of the build."""
