"""The Pod Security Standards and the best practices: what each check finds, and what it leaves alone."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import kustompy
from kustompy.validation.policies.sets import SETS

GOOD: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web", "namespace": "shop"},
    "spec": {
        "automountServiceAccountToken": False,
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "volumes": [{"name": "tmp", "emptyDir": {}}],
        "containers": [
            {
                "name": "web",
                "image": "registry.example.com:5000/web:1.2",
                "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"memory": "64Mi"}},
                "securityContext": {
                    "allowPrivilegeEscalation": False,
                    "readOnlyRootFilesystem": True,
                    "capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]},
                },
            }
        ],
    },
}
CONTAINER = ("spec", "containers", 0)
CONTEXT = (*CONTAINER, "securityContext")
APPARMOR = "container.apparmor.security.beta.kubernetes.io/web"
CASES: list[tuple[str, str, tuple[str | int, ...], Any]] = [
    ("baseline", "KST970", ("spec", "hostNetwork"), True),
    ("baseline", "KST970", ("spec", "hostPID"), True),
    ("baseline", "KST971", (*CONTEXT, "privileged"), True),
    ("baseline", "KST971", (*CONTEXT, "windowsOptions"), {"hostProcess": True}),
    ("baseline", "KST972", (*CONTEXT, "capabilities", "add"), ["SYS_ADMIN"]),
    ("baseline", "KST973", ("spec", "volumes", 0), {"name": "tmp", "hostPath": {"path": "/data"}}),
    ("baseline", "KST974", (*CONTAINER, "ports"), [{"containerPort": 80, "hostPort": 80}]),
    ("baseline", "KST974", (*CONTAINER, "livenessProbe"), {"tcpSocket": {"port": 80, "host": "10.0.0.1"}}),
    ("baseline", "KST975", (*CONTEXT, "seccompProfile"), {"type": "Unconfined"}),
    ("baseline", "KST975", (*CONTEXT, "appArmorProfile"), {"type": "Unconfined"}),
    ("baseline", "KST975", (*CONTEXT, "seLinuxOptions"), {"type": "spc_t"}),
    ("baseline", "KST975", (*CONTEXT, "seLinuxOptions"), {"user": "root"}),
    (
        "baseline",
        "KST975",
        ("metadata", "annotations"),
        {APPARMOR: "unconfined"},
    ),
    ("baseline", "KST976", (*CONTEXT, "procMount"), "Unmasked"),
    ("baseline", "KST976", ("spec", "securityContext", "sysctls"), [{"name": "kernel.msgmax", "value": "1"}]),
    ("restricted", "KST977", ("spec", "volumes", 0), {"name": "tmp", "nfs": {"server": "a", "path": "/"}}),
    ("restricted", "KST978", (*CONTEXT, "allowPrivilegeEscalation"), True),
    ("restricted", "KST979", ("spec", "securityContext", "runAsNonRoot"), False),
    ("restricted", "KST979", (*CONTEXT, "runAsUser"), 0),
    ("restricted", "KST980", ("spec", "securityContext", "seccompProfile"), None),
    ("restricted", "KST981", (*CONTEXT, "capabilities"), {"drop": ["NET_RAW"]}),
    ("restricted", "KST981", (*CONTEXT, "capabilities"), {"drop": ["ALL"], "add": ["CHOWN"]}),
    ("best-practice", "KST982", (*CONTAINER, "image"), "web:latest"),
    ("best-practice", "KST982", (*CONTAINER, "image"), "registry.example.com:5000/web"),
    ("best-practice", "KST983", (*CONTAINER, "resources"), {}),
    ("best-practice", "KST984", (*CONTEXT, "readOnlyRootFilesystem"), False),
    ("best-practice", "KST985", ("spec", "volumes", 0), {"name": "tmp", "hostPath": {"path": "/var/run/docker.sock"}}),
    ("best-practice", "KST987", (*CONTAINER, "env"), [{"name": "DB_PASSWORD", "value": "hunter2"}]),
    ("best-practice", "KST991", ("spec", "automountServiceAccountToken"), True),
]


def changed(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    pod = copy.deepcopy(GOOD)
    inner: Any = pod
    for part in path[:-1]:
        inner = inner.setdefault(part, {}) if isinstance(inner, dict) else inner[part]
    inner[path[-1]] = value
    return pod


@pytest.mark.parametrize("name", SETS)
def test_a_good_pod_breaks_nothing(name: str) -> None:
    assert kustompy.validate([GOOD], policy_sets=[name]) == []


@pytest.mark.parametrize(("name", "code", "path", "value"), CASES)
def test_a_check_finds_its_mistake(name: str, code: str, path: tuple[str | int, ...], value: Any) -> None:
    codes = {each.code for each in kustompy.validate([changed(path, value)], policy_sets=[name])}
    assert code in codes
    assert {each.code for each in kustompy.validate([changed(path, value)])} <= codes - {code}


def test_every_code_of_the_sets_has_a_case() -> None:
    elsewhere = {"KST986", "KST988", "KST989", "KST990", "KST992"}
    assert {code for rules in SETS.values() for code, _, _ in rules} == {code for _, code, _, _ in CASES} | elsewhere


OTHERS = [
    ("KST989", {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "a"},
                "rules": [{"apiGroups": [""], "resources": ["*"], "verbs": ["get"]}]}),
    ("KST990", {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "a"},
                "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"}}),
    ("KST992", {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"},
                "spec": {"type": "NodePort", "ports": [{"port": 80}]}}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "manifest"), OTHERS, ids=[code for code, _ in OTHERS])
def test_checks_of_other_kinds(code: str, manifest: dict[str, Any]) -> None:
    assert [each.code for each in kustompy.validate([manifest], policy_sets=["best-practice"])] == [code]
    assert kustompy.validate([manifest]) == []


def test_a_deployment_of_one_pod_without_a_readiness_probe() -> None:
    pod = copy.deepcopy(GOOD["spec"])
    pod["containers"][0]["ports"] = [{"containerPort": 80}]
    template = {"metadata": {"labels": {"app": "web"}}, "spec": pod}
    spec = {"selector": {"matchLabels": {"app": "web"}}, "template": template}
    web = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec}
    assert {each.code for each in kustompy.validate([web], policy_sets=["best-practice"])} == {"KST986", "KST988"}
    pod["containers"][0]["readinessProbe"] = pod["containers"][0]["livenessProbe"] = {"tcpSocket": {"port": 80}}
    (found,) = kustompy.validate([{**web, "spec": {**spec, "replicas": 2}}], policy_sets=["best-practice"])
    assert found.path[-1] == "livenessProbe"


def test_an_unknown_set_is_refused() -> None:
    with pytest.raises(kustompy.UsageError, match="there are baseline, restricted, best-practice"):
        kustompy.validate([GOOD], policy_sets=["strict"])
