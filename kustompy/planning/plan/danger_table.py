"""Which changes are dangerous, as data: fields that Kubernetes does not change, and kinds that hold data or others."""

from __future__ import annotations

from kustompy.limits import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    class Fixed(NamedTuple):
        """Fields of some kinds that the API server does not let change; what helps if they must."""

        kinds: tuple[str, ...]
        paths: tuple[str, ...]
        remedy: str
else:
    Fixed = record("Fixed", "kinds paths remedy")

_ANEW = "give it a new name, or delete it first: `kubectl delete --cascade=orphan` keeps the pods"
# What the validation of updates in the API server refuses (`field is immutable`), by the types of Kubernetes' own API.
# Fields that it lets change are not in here, such as the replicas and the update strategy of a StatefulSet.
FIXED: tuple[Fixed, ...] = (
    # With other selectors the old pods would belong to nobody.
    Fixed(("apps/Deployment", "apps/ReplicaSet", "apps/DaemonSet"), ("spec.selector",), _ANEW),
    Fixed(
        ("apps/StatefulSet",),
        ("spec.selector", "spec.serviceName", "spec.podManagementPolicy", "spec.volumeClaimTemplates"), _ANEW,
    ),
    Fixed(
        # A Job runs once: its template holds for all of its pods. (`suspend` and, while it is suspended, some of the
        # template may change.)
        ("batch/Job",), ("spec.selector", "spec.template", "spec.completionMode", "spec.podFailurePolicy"),
        "give the Job a new name, or delete it first",
    ),
    Fixed(
        ("rbac.authorization.k8s.io/RoleBinding", "rbac.authorization.k8s.io/ClusterRoleBinding"), ("roleRef",),
        "give the binding a new name, or delete it first",
    ),
    Fixed(("/Service",), ("spec.clusterIP", "spec.clusterIPs"), "delete the Service first; its address changes"),
    Fixed(
        # A claim may only ask for more storage once it is bound; its class of attributes may change as well.
        ("/PersistentVolumeClaim",),
        ("spec.storageClassName", "spec.accessModes", "spec.volumeName", "spec.selector", "spec.volumeMode",
         "spec.dataSource", "spec.dataSourceRef"),
        "make a new claim, and move the data",
    ),
    Fixed(
        ("/PersistentVolume",), ("spec.csi", "spec.nfs", "spec.hostPath", "spec.local", "spec.volumeMode"),
        "make a new volume, and move the data",
    ),
    Fixed(
        ("storage.k8s.io/StorageClass",), ("provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"),
        "give the class a new name",
    ),
    # The type decides which keys the Secret must have, which is checked when it is made.
    Fixed(("/Secret",), ("type",), "give the Secret a new name, or delete it first"),
    Fixed(("scheduling.k8s.io/PriorityClass",), ("value", "preemptionPolicy"), "give the class a new name"),
    Fixed(("networking.k8s.io/IngressClass",), ("spec.controller",), "give the class a new name"),
    Fixed(("node.k8s.io/RuntimeClass",), ("handler",), "give the class a new name"),
    Fixed(
        ("storage.k8s.io/CSIDriver",), ("spec.attachRequired", "spec.fsGroupPolicy", "spec.volumeLifecycleModes"),
        "delete it first",
    ),
    Fixed(
        ("apiextensions.k8s.io/CustomResourceDefinition",), ("spec.group", "spec.scope", "spec.names.plural"),
        "define a new kind, and move the objects",
    ),
    Fixed(("/Pod",), ("spec.containers[].ports", "spec.volumes", "spec.nodeName"), "delete the Pod first"),
)  # fmt: skip

FROZEN = ("/ConfigMap", "/Secret")
"""Kinds whose data cannot change where they say ``immutable: true``."""
OF_DATA = ("data", "binaryData", "stringData", "immutable")

HOLDING = {
    "/Namespace": "everything in it is deleted with it",
    "/PersistentVolumeClaim": "its volume may be deleted with it",
    "/PersistentVolume": "what it holds may be lost",
    "apiextensions.k8s.io/CustomResourceDefinition": "all objects of the kind are deleted with it",
    "apps/StatefulSet": "its claims stay behind, without pods",
}
"""Kinds whose deletion takes more than the object, and what it takes."""

SCALED = ("apps/Deployment", "apps/StatefulSet", "apps/ReplicaSet", "/ReplicationController")
"""Kinds with ``spec.replicas``."""
