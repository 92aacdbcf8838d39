"""The graph of references: what it follows, and what it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.model.ids import Gvk, split_api_version
from kustompy.references.graph import Graph, Item
from kustompy.references.ports import missing_ports
from kustompy.references.table import PODS, ROWS, WORKLOADS


def item(api_version: str, kind: str, name: str, namespace: str = "default", **more: Any) -> Item:
    manifest = {"apiVersion": api_version, "kind": kind, "metadata": {"name": name}, **more}
    return Item(Gvk(*split_api_version(api_version), kind), name, namespace, manifest)


def graph(*items: Item) -> Graph:
    return Graph(items, lambda gvk: gvk.kind.startswith("Cluster"))


def pod(**spec: Any) -> Item:
    return item("v1", "Pod", "p", spec={"containers": [{"name": "c", **spec.pop("container", {})}], **spec})


def said(*items: Item) -> list[tuple[str, str, bool]]:
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

    known = {each.partition("/")[0] + "/" + each.rpartition("/")[2] for each in store(37, True).kinds}
    groups = {each.partition("/")[0] for each in known}
    named = [each for each in (*ROWS, *WORKLOADS) if each.partition("/")[0] in groups]
    assert len(named) > 15
    assert [each for each in named if each not in known] == []
    assert len(PODS) > 15
