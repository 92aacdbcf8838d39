"""Selectors of patches: regular expressions on ids, original or current, and labels."""

from __future__ import annotations

import pytest

from kustompy.errors import KustompyError
from kustompy.fieldspecs.tables import cluster_scoped
from kustompy.kustomization.configs import as_record
from kustompy.kustomization.structs import SELECTOR
from kustompy.model.resource import Resource
from kustompy.model.resource_set import ResourceSet
from kustompy.model.selector import Selector


def resource(api_version: str, kind: str, name: str, namespace: str = "", **labels: str) -> Resource:
    metadata = {"name": name, "labels": labels, **({"namespace": namespace} if namespace else {})}
    return Resource({"apiVersion": api_version, "kind": kind, "metadata": metadata}, cluster_scoped())


def some_resources() -> ResourceSet:
    renamed = resource("apps/v1", "Deployment", "api", app="x")
    for name in ("b-api", "c-b-api"):
        renamed.rename(name)
    return ResourceSet(
        [resource("apps/v1", "Deployment", "web", app="x"), renamed, resource("v1", "Service", "web", "prod"),
         resource("v1", "Namespace", "prod")]
    )  # fmt: skip


def selector_of(target: dict[str, str]) -> Selector:
    return Selector(as_record(target, SELECTOR))


SELECTED = [
    ({}, [0, 1, 2, 3]),
    ({"kind": "Deployment"}, [0, 1]),
    ({"kind": "Deploy"}, []),
    ({"kind": "Deploy.*|Service"}, [0, 1, 2]),
    ({"group": "apps"}, [0, 1]),
    ({"group": "app"}, []),
    ({"version": "v1", "name": "web"}, [0, 2]),
    ({"name": "api"}, [1]),
    ({"name": "c-b-api"}, [1]),
    ({"name": "b-api"}, []),
    ({"name": ".*api", "kind": "Deployment"}, [1]),
    ({"namespace": "default"}, [0, 1]),
    ({"namespace": "pr.d"}, [2]),
    ({"labelSelector": "app=x"}, [0, 1]),
    ({"labelSelector": "!app", "kind": "Service"}, [2]),
    ({"annotationSelector": "a"}, []),
]


@pytest.mark.parametrize(("target", "chosen"), SELECTED, ids=[str(row[0]) for row in SELECTED])
def test_selected(target: dict[str, str], chosen: list[int]) -> None:
    resources = some_resources()
    everything = list(resources)
    assert selector_of(target).selected(resources) == [everything[index] for index in chosen]


def test_a_pattern_that_is_none_is_told_when_the_selector_is_used() -> None:
    selector = selector_of({"name": "a("})
    with pytest.raises(KustompyError) as caught:
        selector.selected(some_resources())
    assert str(caught.value) == "error parsing regexp: missing closing ): `^(?:a()$`"


def test_labels_are_not_read_where_nothing_else_matches() -> None:
    assert selector_of({"kind": "Nope", "labelSelector": "a=b=c"}).selected(some_resources()) == []
