"""The kinds of a tree: for each the versions it comes in and what it holds."""

from __future__ import annotations

from collections.abc import Callable

from tests.compat.trees.draws import Draws, Value
from tests.compat.trees.pods import Pods
from tests.compat.trees.scalars import NAMES, annotation_pairs, block, count, free, labels, mapping, port, scalar, text

Maker = Callable[[Draws, bool], dict[str, Value]]


def data(draws: Draws, patch: bool) -> Value:
    keys = draws.sample(("a", "b", "config.yaml", "app.json", "HOST", "x-y", "long_key"), 3, int(patch))
    return {key: structured(draws) if draws.chance(8) else text(draws) for key in keys}


def structured(draws: Draws) -> Value:
    """Text of a config file, into which replacements reach."""
    return draws.one(
        (
            '|\n{\n  "a": {"b": 1},\n  "name": "web"\n}',
            '|-\na:\n  b: 1 # one\n  list: [x, y]\nname: "web"',
            '\'{"a":{"b":"x"},"name":"web"}\'',
            "|\nname: web\nitems:\n  - name: a\n    value: '1'",
            "|+\na: |\n  b\nname: x\n",
        )
    )


def config_map(draws: Draws, patch: bool) -> dict[str, Value]:
    return draws.fields(85, data=lambda: data(draws, patch)) | draws.fields(
        5, immutable=lambda: "true", binaryData=lambda: {"bin": "AAEC"}
    )


def secret(draws: Draws, patch: bool) -> dict[str, Value]:
    encoded = lambda: {"a": draws.one(("YQ==", '"Yg=="', block(draws)))}  # noqa: E731  # one of three of a kind
    fields = draws.fields(50, data=encoded, stringData=lambda: data(draws, patch))
    return fields | draws.fields(40, type=lambda: draws.one(("Opaque", "kubernetes.io/tls")))


def service(draws: Draws, patch: bool) -> dict[str, Value]:
    pods = Pods(draws, patch)

    def one_port() -> Value:
        return {"port": port(draws)} | pods.element(
            name=pods.name, protocol=lambda: draws.one(("TCP", "UDP")), targetPort=lambda: scalar(draws)
        )

    spec = pods.element(ports=lambda: pods.elements(one_port), selector=lambda: labels(draws), type=lambda: "ClusterIP")
    return {"spec": spec} if spec or draws.chance(50) else {}


def ingress(draws: Draws, patch: bool) -> dict[str, Value]:
    backend = {"service": {"name": draws.one(NAMES), "port": {"number": port(draws)}}}
    rule = {"host": draws.one(("a.example.com", "'*.x.io'")), "http": {"paths": [{"path": "/", "backend": backend}]}}
    return {
        "spec": draws.fields(
            50, rules=lambda: [rule], tls=lambda: [{"secretName": draws.one(NAMES)}], ingressClassName=lambda: "nginx",
            defaultBackend=lambda: backend,
        )
    }  # fmt: skip


def role(draws: Draws, patch: bool) -> dict[str, Value]:
    def rule() -> Value:
        return {"apiGroups": ['""'], "resources": [draws.one(("configmaps", "secrets", "'*'"))]} | draws.fields(
            50, resourceNames=lambda: draws.several(lambda: draws.one(NAMES), 2), verbs=lambda: ["get", "'*'"]
        )

    return {"rules": draws.several(rule, 2)}


def binding(draws: Draws, patch: bool) -> dict[str, Value]:
    def subject() -> Value:
        name = draws.one((*NAMES, "default"))
        kind = draws.one(("ServiceAccount", "ServiceAccount", "User", "Group"))
        return {"kind": kind, "name": name} | draws.fields(
            50, namespace=lambda: draws.one(("default", "prod", "team-a"))
        )

    role_kind = draws.one(("Role", "ClusterRole"))
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": role_kind, "name": draws.one(NAMES)}
    return draws.fields(90, roleRef=lambda: reference, subjects=lambda: draws.several(subject, 2))


def service_account(draws: Draws, patch: bool) -> dict[str, Value]:
    named = lambda: [{"name": draws.one(NAMES)}]  # noqa: E731  # twice the same
    return draws.fields(30, imagePullSecrets=named, secrets=named, automountServiceAccountToken=lambda: "false")


def claim(draws: Draws, patch: bool) -> dict[str, Value]:
    return {
        "spec": draws.fields(
            50, storageClassName=lambda: draws.one(NAMES), volumeName=lambda: draws.one(NAMES),
            resources=lambda: {"requests": {"storage": "1Gi"}}, accessModes=lambda: ["ReadWriteOnce"],
        )
    }  # fmt: skip


def autoscaler(draws: Draws, patch: bool) -> dict[str, Value]:
    target = {
        "apiVersion": "apps/v1",
        "kind": draws.one(("Deployment", "StatefulSet", "Thing")),
        "name": draws.one(NAMES),
    }
    metric = {"type": "Resource", "resource": {"name": "cpu"}}
    return {
        "spec": draws.fields(
            70, scaleTargetRef=lambda: target, minReplicas=lambda: count(draws), metrics=lambda: [metric]
        )
    }


def budget(draws: Draws, patch: bool) -> dict[str, Value]:
    return {"spec": draws.fields(70, selector=Pods(draws, patch).selector, minAvailable=lambda: count(draws))}


def network_policy(draws: Draws, patch: bool) -> dict[str, Value]:
    pods = Pods(draws, patch)
    peers = lambda: [{"from": [{"podSelector": draws.one(({}, pods.selector()))}]}]  # noqa: E731  # used once
    return {"spec": draws.fields(70, podSelector=pods.selector, ingress=peers)}


def definition(draws: Draws, patch: bool) -> dict[str, Value]:
    spec: dict[str, Value] = {
        "group": "example.com",
        "names": {"kind": "Thing", "plural": "things"},
        "scope": "Namespaced",
    }
    spec["versions"] = [{"name": "v1", "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-a": "true"}}}]
    if draws.chance(30):
        service = {"name": draws.one(NAMES), "namespace": draws.one(("default", "prod"))}
        spec["conversion"] = {"strategy": "Webhook", "webhook": {"clientConfig": {"service": service}}}
    return {"spec": spec}


def webhook(draws: Draws, patch: bool) -> dict[str, Value]:
    pods = Pods(draws, patch)

    def one() -> Value:
        service = {"name": draws.one(NAMES)} | draws.fields(
            70, namespace=lambda: draws.one(("default", "prod", "team-a"))
        )
        return pods.named(clientConfig=lambda: {"service": service}, failurePolicy=lambda: "Fail")

    return {"webhooks": pods.elements(one)}


def api_service(draws: Draws, patch: bool) -> dict[str, Value]:
    return {
        "spec": draws.fields(
            70, service=lambda: {"name": draws.one(NAMES), "namespace": "default"}, group=lambda: "x.io"
        )
    }


def thing(draws: Draws, patch: bool) -> dict[str, Value]:
    """A custom resource, sometimes with parts that builtins know wherever they are."""
    pods = Pods(draws, patch)
    fields = draws.fields(
        30,
        configMapRef=lambda: {"name": draws.one(NAMES)},
        containers=lambda: [pods.container()],
        template=lambda: {"apiVersion": "apps/v1", "kind": "Deployment", "spec": pods.workload()},
        image=lambda: "nginx:1",
        replicas=lambda: count(draws),
        items=lambda: [mapping(draws, 1), mapping(draws, 1)],
        when=lambda: {"list": draws.several(lambda: free(draws, 1), 3)},
        data=lambda: free(draws, 3),
    )
    if patch and draws.chance(8):
        fields["$patch"] = draws.one(("delete", "replace", "merge", "bogus"))
    return {"spec": fields} if draws.chance(95) else {"spec": free(draws)}


def nothing(draws: Draws, patch: bool) -> dict[str, Value]:
    return {"spec": free(draws, 1)} if draws.chance(10) else {}


def pod_part(part: str) -> Maker:
    return lambda draws, patch: {"spec": getattr(Pods(draws, patch), part)()}


KINDS: dict[str, tuple[tuple[str, ...], int, Maker]] = {
    "Deployment": (("apps/v1", "apps/v1", "apps/v1", "apps/v1beta1", "extensions/v1beta1"), 20, pod_part("workload")),
    "StatefulSet": (("apps/v1",), 8, pod_part("stateful")),
    "DaemonSet": (("apps/v1",), 4, pod_part("workload")),
    "ReplicaSet": (("apps/v1",), 1, pod_part("workload")),
    "Job": (("batch/v1",), 4, pod_part("job")),
    "CronJob": (("batch/v1", "batch/v1beta1"), 4, pod_part("cron_job")),
    "Pod": (("v1",), 3, pod_part("spec")),
    "Service": (("v1",), 12, service),
    "ConfigMap": (("v1",), 16, config_map),
    "Secret": (("v1",), 8, secret),
    "Ingress": (("networking.k8s.io/v1", "extensions/v1beta1"), 4, ingress),
    "Role": (("rbac.authorization.k8s.io/v1",), 4, role),
    "ClusterRole": (("rbac.authorization.k8s.io/v1",), 3, role),
    "RoleBinding": (("rbac.authorization.k8s.io/v1",), 5, binding),
    "ClusterRoleBinding": (("rbac.authorization.k8s.io/v1",), 4, binding),
    "ServiceAccount": (("v1",), 6, service_account),
    "PersistentVolumeClaim": (("v1",), 3, claim),
    "HorizontalPodAutoscaler": (("autoscaling/v1", "autoscaling/v2", "autoscaling/v2beta2"), 4, autoscaler),
    "PodDisruptionBudget": (("policy/v1", "policy/v1beta1"), 2, budget),
    "NetworkPolicy": (("networking.k8s.io/v1",), 2, network_policy),
    "CustomResourceDefinition": (("apiextensions.k8s.io/v1",), 2, definition),
    "ValidatingWebhookConfiguration": (("admissionregistration.k8s.io/v1",), 2, webhook),
    "MutatingWebhookConfiguration": (("admissionregistration.k8s.io/v1",), 1, webhook),
    "APIService": (("apiregistration.k8s.io/v1",), 1, api_service),
    "Namespace": (("v1",), 4, nothing),
    "StorageClass": (("storage.k8s.io/v1",), 1, nothing),
    "PersistentVolume": (("v1",), 1, claim),
    "PriorityClass": (("scheduling.k8s.io/v1",), 1, nothing),
    "Thing": (("example.com/v1", "example.com/v1alpha1"), 10, thing),
    "ThingList": (("example.com/v1",), 1, thing),
    "IngressClass": (("networking.k8s.io/v1",), 1, nothing),
}
_WEIGHTED = [kind for kind, (_, weight, _) in KINDS.items() for _ in range(weight)]
NAMESPACES = ("default", "prod", "team-a")


def manifest(draws: Draws, kind: str = "") -> dict[str, Value]:
    """A manifest of some kind."""
    kind = kind or draws.one(_WEIGHTED)
    versions, _, maker = KINDS[kind]
    metadata: dict[str, Value] = {"name": '"1"' if draws.odd(0.1) else draws.one(NAMES)}
    if draws.chance(20):
        metadata["namespace"] = draws.one(NAMESPACES)
    metadata |= draws.fields(30, labels=lambda: labels(draws), annotations=lambda: annotation_pairs(draws))
    metadata |= draws.fields(2, finalizers=lambda: ["a/b"], creationTimestamp=lambda: draws.one(("null", "~", "")))
    if draws.odd(0.3):
        metadata["name"] = draws.one(("5", "1.0", "true", '"x y"', "a.b", "Web", "null", '""'))
    found = {"apiVersion": draws.one(versions), "kind": kind, "metadata": metadata, **maker(draws, False)}
    if draws.chance(0.3):
        del found[draws.one(("apiVersion", "kind", "metadata"))]
    return found


def patch_of(draws: Draws, target: dict[str, Value]) -> dict[str, Value]:
    """A strategic merge patch that speaks of the target's fields."""
    kind = target.get("kind", "Thing")
    _, _, maker = KINDS.get(kind, KINDS["Thing"])
    metadata = {key: value for key, value in target.get("metadata", {}).items() if key in ("name", "namespace")}
    metadata |= draws.fields(15, labels=lambda: labels(draws), annotations=lambda: annotation_pairs(draws))
    patch: dict[str, Value] = {key: target[key] for key in ("apiVersion", "kind") if key in target}
    patch |= {"metadata": metadata, **maker(draws, True)}
    if draws.chance(3):
        patch["$patch"] = draws.one(("delete", "delete", "merge", "merge"))
    return with_nulls(draws, patch)


def with_nulls(draws: Draws, patch: dict[str, Value]) -> dict[str, Value]:
    """The patch with some of its fields taken away from the target."""
    for key, value in patch.items():
        if key not in ("apiVersion", "kind", "metadata", "name") and draws.chance(4):
            patch[key] = draws.one(("null", "", "~"))
        elif isinstance(value, dict) and key != "metadata":
            with_nulls(draws, value)
    return patch
