"""Ports, files, mentions, selectors and made objects: what each takes for missing, and what it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.model.ids import CLUSTER_WIDE
from kustompy.references.among import cluster_scoped_by_crds, graph_of_manifests
from kustompy.references.crds import is_told_by_shape, names_by_shape, rows_of_crd
from kustompy.references.makers import made_of, may_make_more
from kustompy.references.mentions import mentions, texts, words
from kustompy.references.mounts import missing_files
from kustompy.references.nodes import Node, indexes_of, kinds_of
from kustompy.references.ports import missing_ports
from kustompy.references.walk import parts_of, reached, tree_of, value_at, walked
from tests.references.test_graph import arrows, crd, deployment, graph, item, pod

HTTP = {"name": "http", "containerPort": 80}
SERVICE = item("v1", "Service", "s", spec={"selector": {"app": "web"}, "ports": [{"name": "http", "port": 80}]})


def missing(*nodes: Node) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.owner, each.port, each.there) for each in missing_ports(graph(*nodes))]


@pytest.mark.parametrize(
    ("container", "found"),
    [
        ({"livenessProbe": {"httpGet": {"port": "web"}}, "ports": [HTTP, {"name": "a"}]}, [("web", ("a", "http"))]),
        ({"lifecycle": {"preStop": {"tcpSocket": {"port": "web"}}}}, [("web", ())]),
        ({"readinessProbe": {"httpGet": {"port": "http"}}, "ports": [HTTP]}, []),
        ({"readinessProbe": {"httpGet": {"port": "8080"}}}, []),
        ({"startupProbe": {"httpGet": {"port": 8080}}}, []),
        ({"startupProbe": {"exec": {}}, "ports": "odd"}, []),
        ({"livenessProbe": {"httpGet": {"port": "web"}}, "ports": ["odd", {"name": 1}]}, [("web", ())]),
    ],
)
def test_ports_of_probes(container: dict[str, Any], found: list[Any]) -> None:
    expected = [("the container 'c' of Pod p", *each) for each in found]
    assert missing(pod(container=container)) == expected
    inner = item("v1", "Pod", "p", spec={"initContainers": [{"name": "c", **container}]})
    assert missing(inner) == expected


@pytest.mark.parametrize(
    ("port", "labels", "found"),
    [
        ("web", {"app": "web"}, [("Deployment web, which Service s selects,", "web", ("http",))]),
        ("http", {"app": "web"}, []),
        ("80", {"app": "web"}, []),
        (81, {"app": "web"}, []),
        ("web", {"app": "other"}, []),
    ],
)
def test_ports_that_a_service_leads_to(port: str | int, labels: dict[str, str], found: list[Any]) -> None:
    service = item("v1", "Service", "s", spec={"selector": {"app": "web"}, "ports": [{"targetPort": port}]})
    assert missing(service, deployment("web", labels, ports=[HTTP])) == found


def test_ports_of_monitors() -> None:
    spec = {"selector": {"matchLabels": {"app": "web"}}, "endpoints": [{"port": "http"}, {"port": "metrics"}]}
    monitor = item("monitoring.coreos.com/v1", "ServiceMonitor", "m", spec=spec)
    labelled = item("v1", "Service", "s", spec=SERVICE.manifest["spec"])
    labelled.manifest["metadata"]["labels"] = {"app": "web"}
    owner = "Service s, which ServiceMonitor m selects,"
    assert missing(monitor, labelled) == [(owner, "metrics", ("http",))]


@pytest.mark.parametrize(
    ("port", "spec", "found"),
    [
        ({"name": "http"}, {}, False),
        ({"number": 80}, {}, False),
        ({"number": 81}, {}, True),
        ({"name": "web", "number": 80}, {}, True),
        ({"number": 81}, {"type": "ExternalName"}, False),
        ({"number": 81}, {"type": "ClusterIP"}, True),
        ("odd", {}, False),
        ({}, {}, False),
    ],
)
def test_ports_of_backends(port: Any, spec: dict[str, str], found: bool) -> None:
    path = {"backend": {"service": {"name": "s", "port": port}}}
    ingress = item("networking.k8s.io/v1", "Ingress", "i", spec={"rules": [{"http": {"paths": [path]}}]})
    service = item("v1", "Service", "s", spec={**SERVICE.manifest["spec"], **spec})
    wanted = str(port.get("name") or port.get("number")) if isinstance(port, dict) else ""
    assert missing(ingress, service) == ([("Service s", wanted, ("80", "http"))] if found else [])
    assert missing(ingress) == []
    backend = {"name": "s", "port": 81}
    route = item("gateway.networking.k8s.io/v1", "HTTPRoute", "r", spec={"rules": [{"backendRefs": [backend]}]})
    assert missing(route, SERVICE) == [("Service s", "81", ("80", "http"))]


VOLUMES = [
    {"name": "m", "configMap": {"name": "m"}},
    {"name": "s", "secret": {"secretName": "s"}},
    {"name": "some", "configMap": {"name": "m", "items": [{"key": "a", "path": "b"}]}},
    {"name": "empty", "configMap": {"name": "empty"}},
    {"name": "gone", "configMap": {"name": "gone"}},
    {"configMap": {"name": "m"}},
    "odd",
]


@pytest.mark.parametrize(
    ("volume", "key", "kind"),
    [
        ("m", "a", ""), ("m", "x", "ConfigMap"), ("m", "bin", ""), ("s", "t", ""), ("s", "x", "Secret"),
        ("some", "b", ""), ("some", "a", "ConfigMap"), ("empty", "x", ""), ("gone", "x", ""), ("m", "x/y", ""),
        ("m", "", ""), ("m", 1, ""), ("other", "x", ""), (1, "x", ""),
    ],
)  # fmt: skip
def test_files_that_are_mounted(volume: Any, key: Any, kind: str) -> None:
    others = [
        item("v1", "ConfigMap", "m", data={"a": ""}, binaryData={"bin": ""}),
        item("v1", "Secret", "s", stringData={"t": ""}),
        item("v1", "ConfigMap", "empty"),
    ]
    mounts = ["odd", {"name": volume, "subPath": key}]
    for field in ("containers", "initContainers"):
        spec = {field: ["odd", {"volumeMounts": mounts}], "volumes": VOLUMES}
        found = list(missing_files(graph(item("v1", "Pod", "p", spec=spec), *others)))
        path = ("spec", field, 1, "volumeMounts", 1, "subPath")
        assert found == ([(0, path, kind, kind[0].replace("C", "m").lower(), key)] if kind else [])
        assert list(missing_files(graph(item("v1", "Pod", "p", "elsewhere", spec=spec), *others))) == []


def test_words_and_texts() -> None:
    assert list(words("--peer=http://web.prod.svc:80, x-")) == ["peer", "http", "web.prod.svc", "web", "80", "x"]
    manifest = {
        "kind": "A", "apiVersion": "b", "metadata": {"name": "n", "labels": {"l": "x"}, "annotations": {"k": "v"}},
        "spec": {"containers": [{"name": "c", "image": "i"}], "selector": {"a": "b"}, "list": ["p", ["q"]], "name": "m",
                 "number": 1},
    }  # fmt: skip
    assert list(texts(manifest)) == [
        (("metadata", "annotations", "k"), "v"),
        (("spec", "containers", 0, "image"), "i"), (("spec", "list", 0), "p"), (("spec", "list", 1, 0), "q"),
        (("spec", "name"), "m"),
    ]  # fmt: skip


def test_mentions() -> None:
    account = item("v1", "ServiceAccount", "run")
    short = item("v1", "Secret", "ab")
    workload = deployment("run2", {}, args=["run ab run2"])
    text = {"a": "run run ab run2", "b": "run"}
    nodes = [account, short, workload, item("v1", "ConfigMap", "text", data=text)]
    found = [(each.referrer, each.path[-1], each.name) for each in mentions(nodes)]
    assert found == [(2, 0, "run"), (3, "a", "run")]
    prose = crd({"a": {"description": "run"}})
    assert list(mentions([account, prose])) == []
    three = item("v1", "Secret", "abc")
    assert [each.name for each in mentions([three, item("v1", "ConfigMap", "text", data={"a": "abc"})])] == ["abc"]


def test_paths_with_lists() -> None:
    assert parts_of("a.b[].c[]") == ("a", "b", "[]", "c", "[]")
    value = {"a": {"b": [{"c": 1}, {"d": 2}, {"c": 3}]}, "e": "x"}
    assert [(each.path, each.value) for each in walked(value, "a.b[].c", ("s",))] == [
        (("s", "a", "b", 0, "c"), 1), (("s", "a", "b", 2, "c"), 3),
    ]  # fmt: skip
    assert [list(walked(value, each)) for each in ("a.b.c", "e[]", "a[].b", "z")] == [[], [], [], []]
    tree = tree_of([("e", 1), ("a.b[].c", 2), ("a.b[]", 3), ("e", 4), ("z.y", 5)])
    assert [(end, path) for end, path, _, _ in reached(value, tree)] == [
        (1, ("e",)), (4, ("e",)), (3, ("a", "b", 0)), (2, ("a", "b", 0, "c")), (3, ("a", "b", 1)),
        (3, ("a", "b", 2)), (2, ("a", "b", 2, "c")),
    ]  # fmt: skip
    assert (value_at(value, "a", "b", "c"), value_at(value, "e"), value_at(value)) == (None, "x", value)


def test_kinds_in_order() -> None:
    nodes = [item("apps/v1", "Deployment", "a"), item("v1", "Pod", "b"), item("apps/v2", "Deployment", "c"),
             item("apps/v1", "Deployment", "d")]  # fmt: skip
    kinds = kinds_of(nodes)
    assert kinds == {"apps/Deployment": [0, 2, 3], "/Pod": [1]}
    assert indexes_of(kinds, ["apps/Deployment", "/None", "/Pod"]) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("selector", "namespaces", "selected"),
    [
        ({"matchLabels": {"app": "web"}}, None, ["web"]),
        ({"matchLabels": {"app": "web"}}, {"matchNames": ["b"]}, ["else"]),
        ({"matchLabels": {"app": "web"}}, {"matchNames": ["b", "c"]}, None),
        ({"matchLabels": {"app": "web"}}, {"any": True}, None),
        ({"matchLabels": {"app": "web"}}, "odd", None),
        ({"matchLabels": {"n": 1}}, None, ["web"]),
    ],
)
def test_selectors_of_other_namespaces(selector: Any, namespaces: Any, selected: list[str] | None) -> None:
    spec = {"selector": selector, **({} if namespaces is None else {"namespaceSelector": namespaces})}
    monitor = item("monitoring.coreos.com/v1", "PodMonitor", "m", "a", spec=spec)
    web = deployment("web", {"app": "web", "n": "1"}, "a")
    drawn = graph(monitor, web, deployment("else", {"app": "web"}, "b"))
    found = [[drawn.nodes[each].name for each in chosen.selected] for chosen in drawn.selections]
    assert found == ([] if selected is None else [selected])


def test_selections_say_what_they_ask_for() -> None:
    expressions = [{"key": "z", "operator": "Exists"}, {"key": "b", "operator": "In", "values": ["y", "x"]}]
    spread = {"labelSelector": {"matchLabels": {"b": "x"}, "matchExpressions": expressions}}
    template = {"metadata": {"labels": {"b": "x", "z": ""}}, "spec": {"topologySpreadConstraints": [spread]}}
    web = item("apps/v1", "Deployment", "web", spec={"template": template})
    (chosen,) = graph(web).selections
    assert (chosen.shown, chosen.selected, sorted(chosen.keys)) == ("b=x,b=x|y,z", (0,), ["b", "z"])
    assert chosen.path == ("spec", "template", "spec", "topologySpreadConstraints", 0, "labelSelector")
    # a workload does not select itself in a drawing
    assert arrows(web) == []
    policy = {"podSelector": {}, "ingress": [{"from": [{"podSelector": {"matchLabels": {"b": "x"}}}]}]}
    network = item("networking.k8s.io/v1", "NetworkPolicy", "n", spec=policy)
    assert [(each.referrer, each.row.is_peer) for each in graph(web, network).selections] == [(0, False), (1, True)]
    custom = item("example.com/v1", "Job", "j", spec={"podTemplate": {"metadata": {"labels": {"app": "web"}}}})
    assert arrows(item("v1", "Service", "s", spec={"selector": {"app": "web"}}), custom) == [
        ("Service s", "selects", "Job j")
    ]


def test_what_controllers_make() -> None:
    certificate = item("cert-manager.io/v1", "Certificate", "c", "a", spec={"secretName": "tls"})
    sealed = item("bitnami.com/v1alpha1", "SealedSecret", "sealed", "a", spec={"template": {"metadata": {}}})
    named = item("bitnami.com/v1alpha1", "SealedSecret", "x", spec={"template": {"metadata": {"name": "n"}}})
    nodes = [certificate, sealed, named, item("v1", "Secret", "s")]
    assert sorted(made_of(nodes, kinds_of(nodes))) == [
        ("Secret", "n", "default"), ("Secret", "sealed", "a"), ("Secret", "tls", "a"),
    ]  # fmt: skip
    kinds = {"apps/Deployment": False, "example.com/Widget": True, "cert-manager.io/Certificate": False,
             "argoproj.io/Rollout": False, "helm.toolkit.fluxcd.io/HelmRelease": True,
             "kustomize.toolkit.fluxcd.io/Kustomization": True}  # fmt: skip
    assert {each: may_make_more({each: [0]}) for each in kinds} == kinds


def test_what_looks_like_a_reference() -> None:
    spec = {"secretRef": {"name": "s"}, "a": [{"configMapRef": {"name": "m"}}], "claimName": "c", "claim": "d",
            "serviceAccountRef": {"name": "x", "namespace": "other"}, "secretKeyRef": {"name": 1}}  # fmt: skip
    assert sorted(names_by_shape({"spec": spec}), key=str) == [
        (("spec", "a", 0, "configMapRef", "name"), "ConfigMap", "m"),
        (("spec", "claimName"), "PersistentVolumeClaim", "c"),
        (("spec", "secretRef", "name"), "Secret", "s"),
    ]
    shapes = [("a", "secretName"), ("a", "secretRef", "name"), ("name",), ("a", "name"), ("a", "secretRef", "key")]
    assert [is_told_by_shape(each) for each in shapes] == [True, True, False, False, False]


def test_rows_of_a_definition() -> None:
    named: dict[str, Any] = {"properties": {"name": {}, "namespace": {}, "key": {}}}
    marked = {"x-kubernetes-object-ref-kind": "Pool", "x-kubernetes-object-ref-name-key": "pool"}
    spec = {"secretRef": named, "pool": marked, "a.b": named, "list": {"items": {"properties": {"fooRef": {
        "properties": {"name": {}, "kind": {}}}}}}, "plainRef": {"properties": {"name": {}}}}  # fmt: skip
    definition = crd(spec)
    versions = definition.manifest["spec"]["versions"]
    versions[0]["schema"]["openAPIV3Schema"]["properties"]["status"] = {"properties": {"secretRef": named}}
    versions.append("odd")
    rows = rows_of_crd(definition.manifest)["example.com/Widget"]
    assert {(row.path, row.kind, row.own, row.namespace, row.keys) for row in rows} == {
        ("spec.secretRef.name", "Secret", False, "namespace", "key"),
        ("spec.pool.pool", "Pool", True, "", ""),
        ("spec.list[].fooRef", "", False, "", ""),
    }


def test_graphs_of_manifests() -> None:
    definition = crd({})
    definition.manifest["spec"]["scope"] = "Cluster"
    assert cluster_scoped_by_crds([definition, crd({}, kind="Other")]) == {("example.com", "Widget")}
    widget = {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "w"}}
    drawn = graph_of_manifests([{**widget, "metadata": {"name": "w", "namespace": "x"}}, definition.manifest])
    assert drawn.named("Widget", "w", "a") == (0,)
    assert drawn.nodes[1].namespace == CLUSTER_WIDE
    alone = graph_of_manifests([widget, {**widget, "kind": "ClusterThing"}])
    assert (alone.named("Widget", "w", "a"), alone.named("ClusterThing", "w", "a")) == ((), (1,))
    assert alone.named("Widget", "w", "default") == (0,)


def test_names_of_a_graph() -> None:
    node = item("v1", "Secret", "s-abc")._replace(former_names=frozenset(["s"]))
    role = item("rbac.authorization.k8s.io/v1", "ClusterRole", "r", CLUSTER_WIDE)
    drawn = graph(node, role, item("v1", "Secret", "t", "else"))
    assert (drawn.names("Secret", "default"), drawn.names("ClusterRole", "default")) == (["s-abc"], ["r"])
    assert (drawn.names("ClusterRole", CLUSTER_WIDE), drawn.names("Secret", CLUSTER_WIDE)) == (["r"], [])
    assert drawn.names_with_former("Secret", "default") == ["s-abc", "s"]
    assert (drawn.elsewhere("Secret", "s"), drawn.elsewhere("Secret", "t")) == ((0,), (2,))
    assert [str(each) for each in drawn.same_name("t", "else")] == ["Secret t"]
    assert (drawn.has_kind(frozenset(["Secret"])), drawn.has_kind(frozenset(["Pod"]))) == (True, False)
    assert (drawn.has_former_names, graph(role).has_former_names) == (True, False)
    assert [drawn.is_known(each) for each in ("/Pod", "/Secret")] == [True, False]
    assert drawn.spaces_with_pods == frozenset()
    widget = item("example.com/v1", "W", "w", "z", spec={"template": {}})
    assert graph(deployment("d", {}, "q"), widget).spaces_with_pods == {"q", "z"}
