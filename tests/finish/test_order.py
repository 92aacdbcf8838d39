"""The order that resources are printed in: by the lists of kinds, then by id."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.errors import KustompyError
from kustompy.fieldspecs.tables import cluster_scoped
from kustompy.finish.order import sort_resources
from kustompy.model.resource import Resource
from kustompy.model.resource_set import ResourceSet


def resource(what: str) -> Resource:
    """Of ``apiVersion Kind name [namespace]``."""
    api_version, kind, name, *namespace = what.split()
    metadata = {"name": name, **({"namespace": namespace[0]} if namespace else {})}
    return Resource({"apiVersion": api_version, "kind": kind, "metadata": metadata}, cluster_scoped())


def ordered(resources: list[str], options: Any = None, reorder: str = "") -> list[str]:
    all_of_them = [resource(each) for each in resources]
    names = dict(zip(map(id, all_of_them), resources, strict=True))
    found = ResourceSet(all_of_them)
    sort_resources(found, options, reorder)
    return [names[id(each)] for each in found]


LEGACY = [
    ["v1 Namespace b", "v1 ServiceAccount a", "v1 ConfigMap a", "v1 ConfigMap b", "v1 Secret a", "v1 Pod a"],
    ["v1 ConfigMap z a", "v1 ConfigMap a b", "v1 ConfigMap a"],
    ["v1 Service a", "g/v1 Any a", "v1 Zoo a", "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration a"],
    ["v1 Namespace b", "a/v1 Namespace a", "b/v1 Namespace a"],
    ["v1beta1 Namespace a", "v1 Namespace b", "v1 ConfigMap a"],
    ["v1 Namespace a", "v1 Namespace b"],
]  # fmt: skip


@pytest.mark.parametrize("resources", LEGACY, ids=lambda each: each[-1])
def test_legacy(resources: list[str]) -> None:
    for count in range(len(resources)):
        assert ordered(resources[count:] + resources[:count]) == resources
    assert ordered(resources[::-1]) == resources
    assert ordered(resources[::-1], {"order": "legacy"}) == resources
    assert ordered(resources[::-1], reorder="none") == resources[::-1]
    assert ordered(resources[::-1], {"order": "fifo"}) == resources[::-1]
    assert ordered(resources[::-1], {"order": "legacy"}, reorder="none") == resources


def test_lists_of_the_user_replace_both() -> None:
    resources = ["v1 Secret a", "v1 Pod a", "v1 ConfigMap a", "v1 Namespace a", "v1 Service a"]
    lists = {"orderFirst": ["Secret", "Pod"], "orderLast": ["Namespace", "Service"]}
    assert ordered(resources[::-1], {"order": "legacy", "legacySortOptions": lists}) == resources
    assert ordered(resources, {"order": "legacy", "legacySortOptions": {"orderLast": ["Secret"]}}) == [
        "v1 ConfigMap a", "v1 Namespace a", "v1 Pod a", "v1 Service a", "v1 Secret a",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({}, "the field 'sortOptions.order' must be one of [fifo, legacy]"),
        ({"order": "none"}, "the field 'sortOptions.order' must be one of [fifo, legacy]"),
        (
            {"order": "fifo", "legacySortOptions": {}},
            "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
        ),
    ],
)
def test_refused(options: Any, problem: str) -> None:
    with pytest.raises(KustompyError) as caught:
        ordered(["v1 Pod a"], options)
    assert str(caught.value) == problem
