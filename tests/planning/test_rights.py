"""Rights that a change of RBAC adds, by rules of roles before and after."""

from __future__ import annotations

import pytest

from kustompy.planning.plan.rights import added_rights

Rule = dict[str, list[str]]


def role(*rules: object, kind: str = "Role") -> dict[str, object]:
    return {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind, "metadata": {"name": "r"}, "rules": list(rules)}


def rule(verbs: str, resources: str, groups: str = "", names: str = "") -> Rule:
    found = {"verbs": verbs.split(), "apiGroups": groups.split(",") if groups else [""], "resources": resources.split()}
    return {**found, "resourceNames": names.split()} if names else found


GET = rule("get", "pods")
CASES: dict[str, tuple[list[object], list[object], list[str]]] = {
    "one more verb": ([GET], [rule("get list", "pods")], ["list pods"]),
    "fewer": ([rule("get list", "pods")], [GET], []),
    "the same in two rules": ([rule("get list", "pods")], [GET, rule("list", "pods")], []),
    "all verbs": ([GET], [rule("*", "pods")], ["everything on pods"]),
    "all verbs before": ([rule("*", "pods")], [rule("delete", "pods")], []),
    "all resources of a group": ([GET], [rule("get", "*", "apps")], ["get all resources of apps"]),
    "another group": ([rule("get", "deployments", "apps")], [rule("get", "deployments", "extensions")],
                      ["get deployments of extensions"]),
    "all groups before": ([rule("get", "deployments", "*")], [rule("get", "deployments", "apps")], []),
    "a name and then all": ([rule("get", "pods", names="a")], [GET], ["get pods"]),
    "all and then a name": ([GET], [rule("get", "pods", names="a")], []),
    "another name": ([rule("get", "pods", names="a")], [rule("get", "pods", names="a b")], ["get pods b"]),
    "a URL": ([GET], [GET, {"verbs": ["get"], "nonResourceURLs": ["/metrics"]}], ["get /metrics"]),
    "what is no rule": ([GET], [GET, "x", {"verbs": "get", "resources": ["a"], "apiGroups": [""]}], []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_role(name: str) -> None:
    before, after, added = CASES[name]
    assert added_rights(role(*before), role(*after)) == added
    assert added_rights(role(*before, kind="ClusterRole"), role(*after, kind="ClusterRole")) == added


def test_a_role_that_is_new() -> None:
    assert added_rights(None, role(GET)) == ["get pods"]


def test_other_kinds_have_no_rights() -> None:
    assert added_rights(None, {**role(GET), "kind": "Deployment"}) == []
    assert added_rights(None, {**role(GET), "apiVersion": "apps/v1"}) == []
    assert added_rights(role(GET), None) == []


def subjects(*names: str, of: str = "r") -> dict[str, object]:
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "b"},
        "roleRef": {"kind": "Role", "name": of},
        "subjects": [{"kind": "User", "name": each} for each in names]
        + [{"kind": "ServiceAccount", "name": "s", "namespace": "n"}],
    }  # fmt: skip


def test_a_binding() -> None:
    nameless = {**subjects(), "roleRef": None, "subjects": [{"kind": 1, "name": None}, "x"]}
    assert added_rights(None, nameless) == ["  gets "]
    assert added_rights(subjects("a"), subjects("b", "a")) == ["User b gets r"]
    assert added_rights(subjects("a", of="q"), subjects("a")) == ["User a gets r", "ServiceAccount n/s gets r"]
    assert added_rights(None, subjects()) == ["ServiceAccount n/s gets r"]


def test_as_many_rights_as_are_compared() -> None:
    most = rule(" ".join(f"v{number}" for number in range(2000)), "pods")
    assert added_rights(role(most), role(most, GET)) == [
        "get pods", "more than 2000 rights, of which the others are not compared",
    ]  # fmt: skip
    fewer = rule(" ".join(f"v{number}" for number in range(1999)), "pods")
    assert added_rights(role(fewer), role(fewer, GET)) == ["get pods"]


def test_many_harmless_rights_hide_none() -> None:
    many = rule(" ".join(f"v{number}" for number in range(50)), " ".join(f"r{number}" for number in range(50)))
    hidden = rule("*", "secrets")
    assert added_rights(role(many), role(many, hidden)) == [
        "more than 2000 rights, of which the others are not compared"
    ]
    assert added_rights(role(many, hidden), role(many, hidden)) == []
