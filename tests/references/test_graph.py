"""The graph of references: what it follows, and what it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.model.ids import Gvk, split_api_version
from kustompy.references.graph import Graph, Reference
from kustompy.references.nodes import Node
from kustompy.references.ports import missing_ports
from kustompy.references.table import PODS, ROWS, WORKLOADS


def item(api_version: str, kind: str, name: str, namespace: str = "default", **more: Any) -> Node:
    manifest = {"apiVersion": api_version, "kind": kind, "metadata": {"name": name}, **more}
    return Node(Gvk(*split_api_version(api_version), kind), name, namespace, manifest)


def graph(*items: Node) -> Graph:
    return Graph(items, lambda gvk: gvk.kind.startswith("Cluster"))


def pod(**spec: Any) -> Node:
    return item("v1", "Pod", "p", spec={"containers": [{"name": "c", **spec.pop("container", {})}], **spec})


def said(*items: Node) -> list[tuple[str, str, bool]]:
    return [(each.kind, each.name, bool(each.targets)) for each in graph(*items).references]


def test_a_pod_names_what_it_needs() -> None:
    asking = pod(
        serviceAccountName="runner",
        volumes=[
            {"name": "v", "persistentVolumeClaim": {"claimName": "data"}},
            {"name": "w", "configMap": {"name": "m"}},
        ],
        container={"envFrom": [{"secretRef": {"name": "s"}}]},
    )
    there = item("v1", "ConfigMap", "m")
    assert sorted(said(asking, there)) == [
        ("ConfigMap", "m", True),
        ("PersistentVolumeClaim", "data", False),
        ("Secret", "s", False),
        ("ServiceAccount", "runner", False),
    ]


def test_a_namespace_counts() -> None:
    asking = item("apps/v1", "StatefulSet", "db", "a", spec={"serviceName": "db"})
    assert said(asking, item("v1", "Service", "db", "b")) == [("Service", "db", False)]
    assert said(asking, item("v1", "Service", "db", "a")) == [("Service", "db", True)]
    assert graph(asking, item("v1", "Service", "db", "b")).elsewhere("Service", "db") == (1,)


def test_objects_without_a_namespace_are_there_for_all() -> None:
    role = item("rbac.authorization.k8s.io/v1", "ClusterRole", "view", "-")
    reference = {"kind": "ClusterRole", "name": "view", "apiGroup": "rbac.authorization.k8s.io"}
    binding = item("rbac.authorization.k8s.io/v1", "RoleBinding", "b", "a", roleRef=reference)
    assert said(binding, role) == [("ClusterRole", "view", True)]


def test_a_field_beside_the_name_says_the_namespace() -> None:
    backend = {"name": "web", "namespace": "b", "port": 80}
    route = item("gateway.networking.k8s.io/v1", "HTTPRoute", "r", "a", spec={"rules": [{"backendRefs": [backend]}]})
    assert said(route, item("v1", "Service", "web", "b", spec={"ports": [{"port": 80}]})) == [("Service", "web", True)]


@pytest.mark.parametrize(
    "odd",
    [
        {"serviceAccountName": ["a"]},
        {"serviceAccountName": None},
        {"volumes": {"configMap": {"name": "m"}}},
        {"volumes": [None, "x", {"configMap": "m"}]},
        {"containers": "none"},
    ],
)
def test_odd_shapes_name_nothing(odd: dict[str, Any]) -> None:
    assert said(item("v1", "Pod", "p", spec=odd)) == []


def test_keys_that_are_meant() -> None:
    variable = {"name": "A", "valueFrom": {"configMapKeyRef": {"name": "m", "key": "k", "optional": True}}}
    volume = {"name": "v", "configMap": {"name": "m", "items": [{"key": "a"}, {"key": "b"}]}}
    found = graph(pod(container={"env": [variable]}, volumes=[volume])).references
    assert [([key for key, _ in each.keys], each.optional) for each in found] == [(["k"], True), (["a", "b"], False)]
    assert found[0].keys[0][1][-1] == "key"


def test_work_grows_with_the_objects() -> None:
    """Every object names one other: references and missing ports are found without comparing all with all."""
    many = []
    for number in range(2_000):
        labels = {"app": f"a{number}"}
        ports = [{"name": "http", "containerPort": 80}]
        template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "ports": ports}]}}
        many.append(item("apps/v1", "Deployment", f"a{number}", spec={"template": template}))
        many.append(item("v1", "Service", f"a{number}", spec={"selector": labels, "ports": [{"targetPort": "http"}]}))
    assert list(missing_ports(graph(*many))) == []


def test_the_table_is_about_fields_of_the_api() -> None:
    from kustompy.validation.schema.store import store

    known = {each.partition("/")[0] + "/" + each.rpartition("/")[2] for each in store(37, strict=True).kinds}
    groups = {each.partition("/")[0] for each in known}
    named = [each for each in (*ROWS, *WORKLOADS) if each.partition("/")[0] in groups]
    assert len(named) > 15
    assert [each for each in named if each not in known] == []
    assert len(PODS) > 15


def arrows(*nodes: Node) -> list[tuple[str, str, str]]:
    """Who leads to whom, and by what; missing ends have a question mark."""
    drawn = graph(*nodes)
    return [
        (
            str(drawn.nodes[each.referrer]),
            each.relation,
            f"{each.kind} {each.name}?" if each.target is None else str(drawn.nodes[each.target]),
        )
        for each in drawn.edges()
    ]


def deployment(name: str, labels: dict[str, str], namespace: str = "default", **container: Any) -> Node:
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", **container}]}}
    return item("apps/v1", "Deployment", name, namespace, spec={"template": template})


def test_edges_of_every_relation() -> None:
    service = item("v1", "Service", "web", spec={"selector": {"app": "web"}})
    path = {"backend": {"service": {"name": "web"}}}
    ingress = item("networking.k8s.io/v1", "Ingress", "in", spec={"rules": [{"http": {"paths": [path]}}]})
    target = {"kind": "Deployment", "name": "web"}
    scaler = item("autoscaling/v2", "HorizontalPodAutoscaler", "hpa", spec={"scaleTargetRef": target})
    web = deployment("web", {"app": "web"}, args=["--config=settings", "--peer=http://web.default.svc:80"])
    settings = item("v1", "ConfigMap", "settings", data={"a": "b"})
    assert arrows(ingress, service, scaler, web, settings) == [
        ("Ingress in", "routes to", "Service web"),
        ("HorizontalPodAutoscaler hpa", "scales", "Deployment web"),
        ("Service web", "selects", "Deployment web"),
        ("Deployment web", "mentions", "ConfigMap settings"),
    ]
    assert arrows(ingress) == [("Ingress in", "routes to", "Service web?")]
    assert arrows(service) == [("Service web", "selects", " ?")]


def test_an_edge_says_where() -> None:
    edges = list(graph(pod(serviceAccountName="runner")).edges())
    assert [(each.referrer, each.target, each.path, each.namespace) for each in edges] == [
        (0, None, ("spec", "serviceAccountName"), "default")
    ]


EXPRESSIONS = [
    ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["web", "db"]}]}, ["Deployment web"]),
    ({"matchExpressions": [{"key": "tier", "operator": "Exists"}]}, ["Deployment web"]),
    ({"matchExpressions": [{"key": "tier", "operator": "In", "values": ["x"]}]}, [" ?"]),
    ({"matchLabels": {"app": "web", "tier": "front"}}, ["Deployment web"]),
    ({"matchLabels": {"app": "web", "tier": "back"}}, [" ?"]),
    # these take what is there unless something else is: nothing is said of them
    ({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}, []),
    ({}, []),
    ({"matchLabels": None}, []),
    ("all", []),
]


@pytest.mark.parametrize(("selector", "expected"), EXPRESSIONS, ids=str)
def test_selectors(selector: Any, expected: list[str]) -> None:
    budget = item("policy/v1", "PodDisruptionBudget", "b", spec={"selector": selector})
    web = deployment("web", {"app": "web", "tier": "front"})
    other = deployment("other", {"app": "web", "tier": "front"}, "elsewhere")
    assert [to for _, _, to in arrows(budget, web, other)] == expected


def crd(properties: dict[str, Any], group: str = "example.com", kind: str = "Widget") -> Node:
    schema = {"properties": {"spec": {"properties": properties}}}
    versions = [{"name": "v1", "schema": {"openAPIV3Schema": schema}}]
    spec = {"group": group, "names": {"kind": kind}, "scope": "Namespaced", "versions": versions}
    return item("apiextensions.k8s.io/v1", "CustomResourceDefinition", "widgets.example.com", "-", spec=spec)


NAMED = {"properties": {"name": {"type": "string"}, "key": {"type": "string"}}}
OF_CRDS = [
    ({"secretKeyRef": NAMED}, {"secretKeyRef": {"name": "s", "key": "k"}}, ["Secret s?"]),
    ({"users": {"items": {"properties": {"secretRef": NAMED}}}}, {"users": [{"secretRef": {"name": "s"}}]},
     ["Secret s?"]),
    ({"serviceAccountName": {"type": "string"}}, {"serviceAccountName": "a"}, ["ServiceAccount a?"]),
    ({"ownerRef": {"properties": {"kind": {}, "name": {}}}}, {"ownerRef": {"kind": "Pod", "name": "p"}}, ["Pod p?"]),
    ({"pool": {"x-kubernetes-object-ref-kind": "Pool"}}, {"pool": {"name": "p"}}, ["Pool p?"]),
    # texts of any sort, and shapes that are none
    ({"title": {"type": "string"}}, {"title": "a"}, []),
    ({"secretRef": {"type": "object"}}, {"secretRef": {"name": "s"}}, []),
    ({"serviceAccountName": {"type": "array"}}, {"serviceAccountName": ["a"]}, []),
]  # fmt: skip


@pytest.mark.parametrize(("properties", "spec", "expected"), OF_CRDS, ids=str)
def test_references_that_a_crd_adds(properties: Any, spec: Any, expected: list[str]) -> None:
    widget = item("example.com/v1", "Widget", "w", spec=spec)
    assert [to for _, _, to in arrows(widget, crd(properties))] == expected


@pytest.mark.parametrize("spec", [None, "x", {}, {"names": []}, {"group": 1, "names": {"kind": "A"}}])
def test_definitions_of_odd_shapes(spec: Any) -> None:
    odd = item("apiextensions.k8s.io/v1", "CustomResourceDefinition", "c", "-", spec=spec)
    assert arrows(odd) == []


def test_a_mention_is_a_whole_word_of_another_object() -> None:
    settings = item("v1", "ConfigMap", "settings")
    assert arrows(settings, item("v1", "ConfigMap", "other", data={"a": "my-settings settingsx"})) == []
    assert arrows(settings, item("v1", "ConfigMap", "settings", "b", data={"a": "settings"})) == []
    former = settings._replace(name="settings-abc", former_names=frozenset(("settings",)))
    other = item("v1", "ConfigMap", "other", data={"a": "see settings."})
    assert arrows(former, other) == [("ConfigMap other", "mentions", "ConfigMap settings-abc")]


def test_the_graph_of_manifests() -> None:
    from kustompy.references.among import graph_of_manifests

    role = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "r"}}
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "r"}
    binding = {**role, "kind": "RoleBinding", "metadata": {"name": "b", "namespace": "x"}, "roleRef": reference}
    assert [(each.relation, each.target) for each in graph_of_manifests([role, binding]).edges()] == [("binds", 0)]
    assert list(graph_of_manifests([{"kind": "Pod", "metadata": None}, {"spec": 1}]).edges()) == []


def test_many_that_select_the_same() -> None:
    """What objects of the same selector select is found once, and looked for among those with the rarest label."""
    from kustompy.references.selectors import _Labelled

    many = [deployment(f"d{number}", {"app": "web", "n": f"{number}"}) for number in range(500)]
    many += [item("v1", "Service", f"s{number}", spec={"selector": {"app": "web"}}) for number in range(500)]
    drawn = graph(*many)
    found = drawn.selections
    assert len({id(each.selected) for each in found}) == 1
    few = _Labelled(drawn.nodes, drawn.labels_of_pods).fitting(
        "default", [("app", frozenset(("web",))), ("n", frozenset(("7",)))], ""
    )
    assert few == (7,)


def test_what_has_the_form_of_a_reference() -> None:
    custom = item("example.com/v1", "Widget", "w", spec={"secretRef": {"name": "s"}})
    found = list(graph(item("v1", "Secret", "s"), custom).by_shape())
    assert found == [Reference(1, ("spec", "secretRef", "name"), "Secret", "s", "default", False, (), False, (0,))]
    assert list(graph(item("v1", "Secret", "s"), pod(secretRef={"name": "s"})).by_shape()) == []
