"""What is applied before what, as data: the wave of each kind, and the order of kinds within a wave."""

from __future__ import annotations

DEFINITIONS, NEEDED, WORKLOADS, SERVED, GUARDED = range(5)
NAMES = (
    "namespaces and definitions",
    "what others need",
    "workloads",
    "webhooks and aggregated APIs",
    "custom resources that these webhooks check",
)
"""What the waves are called, by their numbers."""

FIRST = ("/Namespace", "apiextensions.k8s.io/CustomResourceDefinition")
"""Kinds of the first wave: nothing else can be applied before these are there."""
LAST = (
    "admissionregistration.k8s.io/MutatingWebhookConfiguration",
    "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
    "apiregistration.k8s.io/APIService",
)
"""Kinds that send requests to pods: they come after the workload that answers them."""
WITH_PODS = "autoscaling/HorizontalPodAutoscaler", "autoscaling.k8s.io/VerticalPodAutoscaler", "keda.sh/ScaledObject"
"""Kinds that say something of a workload, and come with it."""

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
"""The order of kinds within a wave, where no reference says otherwise; other kinds follow in the order of the build."""
