"""The small parts: owners of fields, what admission changed, ids of ApplySets, words of pods, addresses."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from ruamel.yaml import YAML

import kustompy
from kustompy.deploying import apply_set
from kustompy.deploying.admission import altered, words
from kustompy.deploying.apply_set import ApplySet
from kustompy.deploying.failures import Failures
from kustompy.deploying.kubectl import Called, Kubectl, flags_to, matched
from kustompy.deploying.members import left_over
from kustompy.deploying.owners import owner_of
from kustompy.deploying.pods import selector_of, troubles
from kustompy.errors import ClusterError
from kustompy.results.resource import Resource

CRDS = "customresourcedefinition.apiextensions.k8s.io"
OBJECT = YAML(typ="safe").load("""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  finalizers: [a, b]
  managedFields:
  - {manager: kustompy, time: "1", fieldsV1: {"f:spec": {"f:replicas": {}, "f:args": {}}}}
  - {manager: scaler, time: "2", fieldsV1: {"f:spec": {"f:replicas": {}}}}
  - {manager: setter, time: "3", fieldsV1: {"f:spec": {"f:containers": {"k:{\\"name\\":\\"b\\"}": {"f:image": {}}}},
     "f:metadata": {"f:finalizers": {'v:"b"': {}}}}}
  - {manager: odd, fieldsV1: {"f:spec": {"f:containers": {"k:no json": {"f:image": {}}}}}}
  - nothing
spec:
  replicas: 5
  args: [x, y]
  containers: [{name: a, image: i}, {name: b, image: j}]
""")


@pytest.mark.parametrize(
    ("path", "manager"),
    [
        (("spec", "replicas"), "scaler"),
        (("spec", "args", 1), ""),
        (("spec", "containers", 0, "image"), ""),
        (("spec", "containers", 1, "image"), "setter"),
        (("metadata", "finalizers", 1), "setter"),
        (("spec", "nope"), ""),
        (("spec", "replicas", "deeper"), ""),
    ],
)
def test_the_owner_of_a_field(path: tuple[str | int, ...], manager: str) -> None:
    found = owner_of(OBJECT, path, but="kustompy")
    assert ("" if found is None else found.manager) == manager


def test_an_owner_in_words() -> None:
    assert str(owner_of(OBJECT, ("spec", "replicas"))) == "scaler (2)"
    assert owner_of({}, ("spec",)) is None
    own = owner_of(OBJECT, ("spec", "args", 1))
    assert own is not None
    assert own.manager == "kustompy"


@pytest.mark.parametrize(
    ("sent", "stored", "said"),
    [
        ("{spec: {replicas: 3}}", "{spec: {replicas: 5}}", ["spec.replicas is 5, not 3"]),
        ("{spec: {a: b}}", "{spec: {}}", ["spec.a is gone"]),
        ("{spec: {cpu: 1000m}}", "{spec: {cpu: '1'}}", []),
        ("{spec: {a: '', b: [], c: {}, d: false, e: null}}", "{}", []),
        ("{spec: {a: 1}}", "{spec: {a: 1, added: true}, status: {x: 1}}", []),
        ("{spec: {c: [{name: a, image: x}]}}", "{spec: {c: [{name: side}, {name: a, image: y}]}}",
         ["spec.c[name=a].image is y, not x"]),
        ("{spec: {c: [1, 2]}}", "{spec: {c: [1, 3]}}", ["spec.c[1] is 3, not 2"]),
        ("{spec: {c: [1]}}", "{spec: {c: [2, 1]}}", []),
        ("{stringData: {a: b}, status: {x: 1}}", "{data: {a: Yg==}}", []),
        ("{metadata: {creationTimestamp: null}}", "{metadata: {creationTimestamp: x}}", []),
    ],
)  # fmt: skip
def test_what_admission_changed(sent: str, stored: str, said: list[str]) -> None:
    before, after = YAML(typ="safe").load(sent), YAML(typ="safe").load(stored)
    assert [words(each, before, shows_values=True) for each in altered(before, after)] == said


def test_values_of_secrets_are_not_in_the_words() -> None:
    [each] = altered({"data": {"a": "canary"}}, {"data": {"a": "other"}})
    assert words(each, {}, shows_values=False) == "data.a is another"


def test_the_id_of_a_set_is_that_of_kubectl() -> None:
    """What kubectl 1.36 wrote for ``--applyset=configmaps/shop`` in ``default``."""
    wanted = "applyset-eJnHvE2GWb1x7cuOigFbmWy6kz3rLjS9N8VMrZGS2Os-v1"
    assert apply_set.id_of(ApplySet("shop", "default")) == wanted


def test_a_parent_says_what_the_members_are() -> None:
    chosen = ApplySet("shop", "shop", "example.com/shop//prod")
    parent = apply_set.parent_of(chosen, {"Deployment.apps", "ConfigMap"}, {"shop", "other", ""})
    assert apply_set.recorded(parent) == ({"ConfigMap", "Deployment.apps"}, {"shop", "other"})
    apply_set.refuse_foreign(chosen, parent)
    assert "annotations" not in apply_set.labelled({"kind": "A"}, "x")["metadata"]


def test_a_flag_among_the_kinds_of_a_parent_reaches_no_kubectl() -> None:
    asked: list[list[str]] = []

    def members(kinds: list[str], *_: str) -> Called:
        asked.append(kinds)
        return Called([], None)

    kubectl = SimpleNamespace(members=members)
    recorded = {"--server=https://example.com", "Deployment.apps", "-f"}, {"shop"}
    assert left_over(cast(Kubectl, kubectl), "id", recorded, [], cast(Failures, SimpleNamespace(know=list))) == []
    assert asked == [["Deployment.apps"]]


def parent(**changes: Any) -> dict[str, Any]:
    found = apply_set.parent_of(ApplySet("shop", "shop", "here"), (), ())
    found["metadata"]["annotations"].update(changes.get("annotations", {}))
    found["metadata"]["labels"].update(changes.get("labels", {}))
    return found


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (parent(labels={apply_set.ID: "x"}), "is not the parent of an ApplySet"),
        ({"metadata": {"name": "shop"}}, "is not the parent of an ApplySet"),
        (parent(annotations={apply_set.TOOLING: "kubectl/v1.36"}), "is managed by kubectl/v1.36"),
        (parent(annotations={apply_set.SOURCE: "there"}), "belongs to there, and this is here"),
    ],
)
def test_a_set_of_somebody_else_is_refused(found: dict[str, Any], said: str) -> None:
    with pytest.raises(ClusterError, match=said) as raised:
        apply_set.refuse_foreign(ApplySet("shop", "shop", "here"), found)
    assert raised.value.code == "KST664"


def test_who_names_a_set_answers_for_it() -> None:
    apply_set.refuse_foreign(ApplySet("shop", "shop", None), parent())


@pytest.mark.parametrize(
    ("api", "kind", "also", "is_kept"),
    [
        ("v1", "Namespace", (), True),
        ("v1", "Namespace", ("namespace",), False),
        ("v1", "PersistentVolumeClaim", ("Namespace",), True),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", (CRDS,), False),
        ("v1", "ConfigMap", (), False),
        ("example.com/v1", "Namespace", (), False),
    ],
)  # fmt: skip
def test_what_is_kept(api: str, kind: str, also: tuple[str, ...], is_kept: bool) -> None:
    manifest = {"apiVersion": api, "kind": kind, "metadata": {"name": "a"}}
    assert apply_set.is_kept(manifest, also) is is_kept


@pytest.mark.parametrize(
    ("target", "name"),
    [("overlays/prod", "kustompy-overlays-prod"), ("A_b//.c", "kustompy-a-b-c"), ("ü", "kustompy"),
     ("x" * 400, "kustompy-" + "x" * 244)],
)  # fmt: skip
def test_the_name_of_a_set(target: str, name: str) -> None:
    assert apply_set.name_for(target) == name


def test_the_namespace_of_a_parent() -> None:
    def of(*namespaces: str) -> str:
        return apply_set.namespace_for({"metadata": {"namespace": each}} for each in namespaces)

    assert (of(), of("a", "a"), of("a", ""), of("a", "b")) == ("default", "a", "a", "default")


def test_words_of_pods() -> None:
    pods = YAML(typ="safe").load("""\
- metadata: {name: web-1}
  status:
    containerStatuses:
    - {name: web, state: {waiting: {reason: ImagePullBackOff, message: no such image}}}
    - {name: side, state: {running: {}}}
- metadata: {name: web-2}
  status:
    conditions: [{type: PodScheduled, status: 'False', message: no node}]
    initContainerStatuses: [{name: init, state: {terminated: {reason: Error}}}]
    containerStatuses: [{name: web, state: {waiting: {reason: PodInitializing}}}]
- metadata: {name: web-3}
  status: {containerStatuses: [{name: web, state: {waiting: {reason: CrashLoopBackOff}}}]}
""")
    assert troubles(pods) == (
        "web-1 web: ImagePullBackOff: no such image; web-2 is not scheduled: no node; web-2 init: Error and 1 more"
    )
    assert troubles([{"status": "odd"}]) == ""
    assert selector_of({"spec": {"selector": {"matchLabels": {"a": "b", "c": "d"}}}}) == "a=b,c=d"
    assert selector_of({"spec": {"selector": {"a": "b"}}}) == ""


def test_objects_find_their_resources() -> None:
    texts = "".join(
        f"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a{space}}}\n" for space in (", namespace: x", "", "")
    )
    resources = [Resource(each) for each in kustompy.load(texts)[:2]]
    objects = [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": each}} for each in "dx"]
    found = matched(resources, objects)
    assert [found[index]["metadata"]["namespace"] for index in (0, 1)] == ["x", "d"]


def test_flags_that_lead_to_a_cluster() -> None:
    assert flags_to() == []
    assert flags_to("c", "k", "n") == ["--context", "c", "--kubeconfig", "k", "--namespace", "n"]
