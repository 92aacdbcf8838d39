"""Expressions that a pull request brings, in definitions and policies, have one budget for all objects together."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.limits import Limits
from kustompy.validation.check.documents import validate
from tests.security.test_schemas import crd, custom

GROUP = "admissionregistration.k8s.io/v1"
NUMBERS = {"type": "array", "items": {"type": "integer"}}
DIGITS = "[1,2,3,4,5,6,7,8,9]"
COUNT = 20


def ruled(*rules: str) -> dict[str, Any]:
    return crd({**NUMBERS, "x-kubernetes-validations": [{"rule": each, "message": "m"} for each in rules]})


def policy(name: str, *expressions: str) -> list[dict[str, Any]]:
    everything = {"apiGroups": ["*"], "apiVersions": ["*"], "operations": ["*"], "resources": ["*"]}
    spec = {
        "matchConstraints": {"resourceRules": [everything]},
        "validations": [{"expression": each} for each in expressions],
    }
    binding = {"policyName": name, "validationActions": ["Deny"]}
    return [
        {"apiVersion": GROUP, "kind": kind, "metadata": {"name": name}, "spec": each}
        for kind, each in (("ValidatingAdmissionPolicy", spec), ("ValidatingAdmissionPolicyBinding", binding))
    ]


def maps(count: int) -> list[dict[str, Any]]:
    return [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"c{at}"}} for at in range(count)]


def objects(count: int) -> list[dict[str, Any]]:
    return [{**custom([1] * 30), "metadata": {"name": f"a{at}"}} for at in range(count)]


NESTED = f"{DIGITS}.all(a, {DIGITS}.all(b, {DIGITS}.all(c, a + b + c > 0)))"
TREES = {
    "loops in a rule": [ruled("self.all(a, self.all(b, a == b))"), *objects(COUNT)],
    "many rules": [ruled(*[f"self != [{at}]" for at in range(400)]), *objects(COUNT)],
    "loops in a policy": [*policy("p", NESTED), *maps(COUNT)],
    "many policies": [*(each for at in range(60) for each in policy(f"p{at}", "object.kind != 'X'")), *maps(COUNT)],
}


@pytest.mark.parametrize("tree", TREES.values(), ids=list(TREES))
def test_all_objects_have_one_budget(tree: list[dict[str, Any]]) -> None:
    assert [str(each) for each in validate(tree)] == []
    found = validate(tree, limits=Limits(schema_steps=20_000))
    assert {each.code for each in found} == {"KST711"}


@pytest.mark.parametrize("count", [1, 40])
def test_work_ends_with_the_budget(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one object may not cost, forty cannot cost forty times."""
    from kustompy.cel import scope

    spent = 0
    spend = scope.Budget.spend

    def counted(budget: scope.Budget, steps: int) -> None:
        nonlocal spent
        spent += steps
        spend(budget, steps)

    monkeypatch.setattr(scope.Budget, "spend", counted)
    rule = "self.all(a, self.all(b, self.all(c, a == b)))"
    found = validate([ruled(rule), *objects(count)], limits=Limits(schema_steps=60_000))
    assert {each.code for each in found} == {"KST711"}
    assert spent < 12_000


def test_a_large_tree_is_checked_as_a_small_one() -> None:
    """Each value beyond the free ones brings its own part of the budget."""
    many = [{**custom([1] * 900), "metadata": {"name": f"a{at}"}} for at in range(60)]
    assert validate([ruled("self.all(a, a == 1)"), *many], limits=Limits(schema_steps=1_200_000)) == []
