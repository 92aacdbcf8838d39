"""ValidatingAdmissionPolicies over manifests: which objects they take in, and what they say."""

from __future__ import annotations

from typing import Any

import pytest

import kustompy
from kustompy.validation.policies.requests import plural_of

WEB: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web", "namespace": "shop", "labels": {"env": "prod"}},
    "spec": {
        "replicas": 1,
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "web", "image": "web:1"}]},
        },
    },
}
RULE = {"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["deployments"]}


def policy(expression: str, **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": "p"},
        "spec": {"matchConstraints": {"resourceRules": [RULE]}, "validations": [{"expression": expression}], **spec},
    }


def binding(**spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": "b"},
        "spec": {"policyName": "p", "validationActions": ["Deny"], **spec},
    }


def said(*policies: dict[str, Any], manifests: tuple[dict[str, Any], ...] = (WEB,)) -> list[tuple[str, str, str]]:
    found = kustompy.validate(manifests, policies=policies)
    return [(each.severity, each.code, each.message.rpartition("request: ")[2]) for each in found]


def test_a_policy_that_is_named_holds_without_a_binding() -> None:
    refused = ("error", "KST942", "failed expression: object.spec.replicas > 1")
    assert said(policy("object.spec.replicas > 1")) == [refused]
    assert said(policy("object.spec.replicas > 0")) == []


@pytest.mark.parametrize(
    "change",
    [
        {"apiGroups": ["batch"]},
        {"apiVersions": ["v1beta1"]},
        {"operations": ["UPDATE", "DELETE"]},
        {"resources": ["pods", "deployments/scale"]},
        {"resourceNames": ["other"]},
    ],
)
def test_a_policy_leaves_alone_what_its_rules_do_not_name(change: dict[str, Any]) -> None:
    assert said(policy("false", matchConstraints={"resourceRules": [{**RULE, **change}]})) == []


@pytest.mark.parametrize(
    ("constraints", "taken"),
    [
        ({"objectSelector": {"matchLabels": {"env": "prod"}}}, True),
        ({"objectSelector": {"matchLabels": {"env": "dev"}}}, False),
        ({"objectSelector": {"matchExpressions": [{"key": "env", "operator": "NotIn", "values": ["prod"]}]}}, False),
        ({"objectSelector": {"matchExpressions": [{"key": "env", "operator": "Exists"}]}}, True),
        ({"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "shop"}}}, True),
        ({"namespaceSelector": {"matchLabels": {"team": "a"}}}, False),
        ({"excludeResourceRules": [RULE]}, False),
    ],
)
def test_selectors_of_objects_and_namespaces_count(constraints: dict[str, Any], taken: bool) -> None:
    assert bool(said(policy("false", matchConstraints={"resourceRules": [RULE], **constraints}))) is taken


@pytest.mark.parametrize(("kind", "taken"), [("ClusterRole", True), ("Role", False), ("Namespace", False)])
def test_a_selector_of_namespaces_exempts_nothing_without_a_namespace(kind: str, taken: bool) -> None:
    group, _, version = (api := "v1" if kind == "Namespace" else "rbac.authorization.k8s.io/v1").rpartition("/")
    rule = {**RULE, "apiGroups": [group], "apiVersions": [version], "resources": ["*"]}
    constraints = {"resourceRules": [rule], "namespaceSelector": {"matchLabels": {"team": "a"}}}
    made = {"apiVersion": api, "kind": kind, "metadata": {"name": "a"}}
    assert bool(said(policy("false", matchConstraints=constraints), manifests=(made,))) is taken


def test_a_definition_names_the_resource_of_its_kind() -> None:
    rule = {**RULE, "apiGroups": ["a.io"], "resources": ["oxen"]}
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "oxen.a.io"},
        "spec": {
            "group": "a.io",
            "names": {"plural": "oxen", "singular": "ox", "kind": "Ox", "listKind": "OxList"},
            "scope": "Namespaced",
            "versions": [{"name": "v1", "served": True, "storage": True, "schema": schema}],
        },
    }
    ox = {"apiVersion": "a.io/v1", "kind": "Ox", "metadata": {"name": "a", "namespace": "b"}}
    asked = policy("false", matchConstraints={"resourceRules": [rule]})
    assert [code for _, code, _ in said(asked, manifests=(ox, definition))] == ["KST942"]


@pytest.mark.parametrize(
    ("kind", "plural"),
    [
        ("Gateway", "gateways"), ("NetworkPolicy", "networkpolicies"), ("Ingress", "ingresses"), ("Pod", "pods"),
        ("Endpoints", "endpoints"), ("Box", "boxes"), ("Patch", "patches"), ("Quiz", "quizes"), ("Y", "ys"),
    ],
)  # fmt: skip
def test_the_plural_of_a_kind(kind: str, plural: str) -> None:
    assert plural_of(kind) == plural


def test_labels_of_a_namespace_that_is_created_too_count() -> None:
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": {"team": "a"}}}
    constraints = {"resourceRules": [RULE], "namespaceSelector": {"matchLabels": {"team": "a"}}}
    asked = policy("namespaceObject.metadata.labels.team != 'a'", matchConstraints=constraints)
    assert len(said(asked, manifests=(WEB, namespace))) == 1


def test_variables_conditions_and_messages() -> None:
    asked = policy(
        "",
        matchConditions=[{"name": "prod", "expression": "object.metadata.labels.env == 'prod'"}],
        variables=[
            {"name": "n", "expression": "object.spec.replicas"},
            {"name": "twice", "expression": "variables.n * 2"},
            {"name": "broken", "expression": "object.nothing"},
        ],
        validations=[
            {"expression": "variables.twice > 2", "messageExpression": "'has ' + string(variables.n)"},
            {"expression": "variables.twice > 2", "message": "too few"},
            {"expression": "request.operation == 'CREATE' && request.resource.resource == 'deployments'"},
        ],
    )
    assert [message for _, _, message in said(asked)] == ["has 1", "too few"]


def test_a_condition_that_does_not_hold_switches_the_policy_off() -> None:
    assert said(policy("false", matchConditions=[{"name": "dev", "expression": "request.namespace == 'dev'"}])) == []


def test_an_error_refuses_unless_the_policy_ignores_failures() -> None:
    (error,) = said(policy("object.spec.nothing > 1"))
    assert error[2] == "expression 'object.spec.nothing > 1' resulted in error: no such key: nothing"
    assert said(policy("object.spec.nothing > 1", failurePolicy="Ignore")) == []


def test_a_policy_among_the_objects_needs_its_binding() -> None:
    assert said(manifests=(WEB, policy("false"))) == []
    assert [each[:2] for each in said(manifests=(WEB, policy("false"), binding()))] == [("error", "KST942")]
    warned = said(manifests=(WEB, policy("false"), binding(validationActions=["Warn", "Audit"])))
    assert [each[:2] for each in warned] == [("warning", "KST942")]
    elsewhere = binding(matchResources={"namespaceSelector": {"matchLabels": {"team": "a"}}})
    assert said(manifests=(WEB, policy("false"), elsewhere)) == []


def test_a_bound_policy_is_told_once_beside_a_named_one() -> None:
    refused = said(policy("false"), manifests=(WEB, policy("false"), binding()))
    assert [each[:2] for each in refused] == [("error", "KST942")] * 2


def test_parameters_come_from_the_objects() -> None:
    asked = policy(
        "object.spec.replicas >= int(params.data.least)", paramKind={"apiVersion": "v1", "kind": "ConfigMap"}
    )
    bound = binding(paramRef={"name": "limits", "parameterNotFoundAction": "Deny"})
    limits = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "limits"}, "data": {"least": "2"}}
    assert [each[0] for each in said(manifests=(WEB, asked, bound, limits))] == ["error"]
    missing = said(manifests=(WEB, asked, bound))
    assert [each[0] for each in missing] == ["warning"]
    assert "its parameter ConfigMap limits is not here" in missing[0][2]


def test_an_expression_that_does_not_compile_is_a_finding_on_the_policy() -> None:
    (found,) = kustompy.validate([policy("object.spec.replicas >"), binding()])
    assert (found.code, found.path) == ("KST940", ("spec", "validations", 0, "expression"))


def test_a_policy_of_an_attacker_ends() -> None:
    large = {**WEB, "spec": {**WEB["spec"], "many": list(range(400))}}
    (found,) = said(
        policy("object.spec.many.all(a, object.spec.many.all(b, object.spec.many.all(c, true)))"), manifests=(large,)
    )[-1:]
    assert "costs more than the API server may spend" in found[2]


@pytest.mark.parametrize(
    "expression",
    [
        "authorizer.group('apps').resource('deployments').namespace('a').check('delete').allowed()",
        "authorizer.requestResource.check('get').allowed()",
        "authorizer.serviceAccount('a', 'b').path('/healthz').check('get').reason() == ''",
        "object.metadata.name.find('w.*') == 'web'",
        "object.metadata.name.findAll('w') == ['w']",
    ],
)
def test_what_only_a_cluster_knows_is_not_checked(expression: str) -> None:
    severity, code, message = said(policy(expression))[0]
    assert (severity, code) == ("warning", "KST942")
    assert message.startswith("policy 'p' is not checked to its end: it asks ")
    assert said(policy(f"{expression} || true")) == []


@pytest.mark.parametrize(
    ("expression", "spec"),
    [
        ("params.max > 1", {}),
        ("variables.none", {}),
        ("variables.later", {"variables": [{"name": "first", "expression": "variables.later"}]}),
        ("request.none == ''", {}),
        ("authorizer.none() == ''", {}),
        ("authorizer.group('apps').check('get').allowed()", {}),
    ],
)
def test_expressions_see_what_the_policy_has(expression: str, spec: dict[str, Any]) -> None:
    assert {code for _, code, _ in said(policy(expression, **spec), policy("true"), manifests=(WEB,))} <= {"KST940"}
    codes = [each.code for each in kustompy.validate([policy(expression, **spec)]) if each.severity == "error"]
    assert codes
    assert set(codes) == {"KST940"}
