"""In which order resources are applied, and what is waited for between."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kustompy
from kustompy.deploying.waves import waves_of

WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME}
spec: {selector: {matchLabels: {app: NAME}}, template: {metadata: {labels: {app: NAME}}, spec: {MORE}}}
"""
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: NAME}\nspec: {selector: {app: NAME}}\n"
WEBHOOK = """\
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: checks}
webhooks:
- clientConfig: {service: {name: hook, namespace: default}}
  rules: [{apiGroups: [example.com], apiVersions: [v1], operations: [CREATE], resources: [widgets]}]
"""
CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec: {group: example.com, scope: Namespaced, names: {kind: Widget, plural: widgets}}
"""
WIDGET = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\n"
NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
BINDING = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: rb}
roleRef: {kind: Role, name: r, apiGroup: rbac.authorization.k8s.io}
subjects: [{kind: ServiceAccount, name: sa}]
"""


def plain(kind: str, name: str, api: str = "v1") -> str:
    return f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: {name}}}\n"


def workload(name: str, more: str = "") -> str:
    return WORKLOAD.replace("NAME", name).replace("MORE", more)


def shown(*texts: str) -> list[str]:
    """The waves in words; behind each what is waited for."""
    manifests = kustompy.load("---\n".join(texts))
    lines = []
    for wave in waves_of(manifests):
        names = [f"{manifests[each]['kind']}/{manifests[each]['metadata']['name']}" for each in wave.members]
        gates = [manifests[each]["metadata"]["name"] for each in sorted(wave.gates)]
        lines.append(" ".join(names) + (f" > {' '.join(gates)}" if gates else ""))
    return lines


def test_namespaces_and_definitions_are_waited_for() -> None:
    assert shown(WIDGET, workload("web"), CRD, plain("ConfigMap", "c"), NAMESPACE) == [
        "Namespace/shop CustomResourceDefinition/widgets.example.com > widgets.example.com shop",
        "ConfigMap/c Widget/w",
        "Deployment/web",
    ]


def test_what_is_named_comes_before_what_names_it() -> None:
    role = plain("Role", "r", "rbac.authorization.k8s.io/v1")
    pod = "serviceAccountName: sa, containers: [{name: a, envFrom: [{secretRef: {name: s}}]}]"
    found = shown(workload("web", pod), BINDING, role, plain("Secret", "s"), plain("ServiceAccount", "sa"))
    assert found == ["ServiceAccount/sa Role/r RoleBinding/rb Secret/s", "Deployment/web"]


def test_a_custom_resource_that_is_named_comes_first() -> None:
    issuer = "apiVersion: cert-manager.io/v1\nkind: Issuer\nmetadata: {name: i}\n"
    certificate = (
        "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: c}\nspec: {issuerRef: {name: i}}\n"
    )
    assert shown(certificate, issuer) == ["Issuer/i Certificate/c"]


def test_a_webhook_waits_for_the_workload_that_serves_it_and_guards_what_comes_after() -> None:
    found = shown(WIDGET, WEBHOOK, workload("web"), workload("hook"), SERVICE.replace("NAME", "hook"), CRD)
    assert found == [
        "CustomResourceDefinition/widgets.example.com > widgets.example.com",
        "Service/hook",
        "Deployment/web Deployment/hook > hook",
        "ValidatingWebhookConfiguration/checks",
        "Widget/w",
    ]


def test_an_aggregated_api_waits_for_its_workload() -> None:
    api = (
        "apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: v1.metrics}\n"
        "spec: {service: {name: hook, namespace: default}}\n"
    )
    found = shown(api, workload("hook"), SERVICE.replace("NAME", "hook"))
    assert found == ["Service/hook", "Deployment/hook > hook", "APIService/v1.metrics"]


def test_a_webhook_served_from_elsewhere_waits_for_nothing() -> None:
    assert shown(WEBHOOK, workload("web")) == ["Deployment/web", "ValidatingWebhookConfiguration/checks"]


def test_an_autoscaler_comes_with_its_workload() -> None:
    scaler = (
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\n"
        "spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}\n"
    )
    assert shown(scaler, workload("web")) == ["Deployment/web HorizontalPodAutoscaler/h"]


def test_a_circle_has_an_end() -> None:
    claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: c}\nspec: {volumeName: v}\n"
    volume = (
        "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: v}\nspec: {claimRef: {name: c, namespace: default}}\n"
    )
    assert shown(claim, volume) == ["PersistentVolumeClaim/c PersistentVolume/v"]


@pytest.mark.parametrize("texts", [(), ("apiVersion: v1\nkind: Odd\nspec: [1]\n",)])
def test_little_and_odd(texts: tuple[str, ...]) -> None:
    assert [wave.members for wave in waves_of(kustompy.load("---\n".join(texts)))] == ([(0,)] if texts else [])


POOL = [
    NAMESPACE, CRD, WIDGET, WEBHOOK, BINDING, workload("web"), workload("hook"), SERVICE.replace("NAME", "hook"),
    plain("ConfigMap", "c"), plain("Secret", "s"), plain("ServiceAccount", "sa"),
    plain("Role", "r", "rbac.authorization.k8s.io/v1"),
]  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.sampled_from(POOL), unique=True))
def test_each_resource_is_applied_once_and_after_what_it_names(texts: list[str]) -> None:
    manifests: list[dict[str, Any]] = kustompy.load("---\n".join(texts))
    order = [index for wave in waves_of(manifests) for index in wave.members]
    assert sorted(order) == list(range(len(manifests)))
    place = {(manifests[index]["kind"], manifests[index]["metadata"]["name"]): at for at, index in enumerate(order)}
    for first, then in (
        (("Namespace", "shop"), ("ConfigMap", "c")), (("Role", "r"), ("RoleBinding", "rb")),
        (("ServiceAccount", "sa"), ("RoleBinding", "rb")), (("ConfigMap", "c"), ("Deployment", "web")),
        (("Deployment", "hook"), ("ValidatingWebhookConfiguration", "checks")),
        (("CustomResourceDefinition", "widgets.example.com"), ("Widget", "w")),
    ):  # fmt: skip
        if first in place and then in place:
            assert place[first] < place[then]
