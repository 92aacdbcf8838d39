"""The worst shapes that are known grow with their size and no faster: counted in calls, for n and for twice as many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kustompy.validation.check.documents import validate
from tests.security.test_schemas import ANYTHING, crd, custom
from tests.test_growth import Files, calls_of, listing, render

FEW = 60
NAMED = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}


def many(schema: Any, count: int, **more: Any) -> Any:
    return {"type": "array", "items": schema, **more}


SCHEMAS: dict[str, Callable[[int], tuple[Any, Any]]] = {
    "entries that have to differ": lambda n: (many(ANYTHING, n, uniqueItems=True), [{"a": at} for at in range(n)]),
    "keys of a list that have to differ": lambda n: (
        many(NAMED, n, **{"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["a"]}),
        [*({"a": f"{at}"} for at in range(n)), {"a": "0"}],
    ),
    "a set": lambda n: (
        many({"type": "string"}, n, **{"x-kubernetes-list-type": "set"}),
        [*(f"{at}" for at in range(n)), "0"],
    ),
    "a duration": lambda n: ({"type": "string", "format": "duration"}, "1" * n * 50),
    "a date": lambda n: ({"type": "string", "format": "date-time"}, "1" * n * 50),
    "missing fields": lambda n: (
        {"type": "object", "required": [f"a{at}" for at in range(n)],
         "properties": {f"a{at}": {"type": "string"} for at in range(n)}},
        {},
    ),
}  # fmt: skip


def check(documents: Any) -> None:
    assert len(validate(documents)) >= 0


@pytest.mark.parametrize("shape", SCHEMAS.values(), ids=list(SCHEMAS))
def test_schemas(shape: Callable[[int], tuple[Any, Any]]) -> None:
    counts = []
    for count in (FEW, 2 * FEW):
        schema, spec = shape(count)
        documents: Any = [crd(schema), custom(spec)]
        check(documents)
        counts.append(calls_of(documents, check))
    assert counts[1] <= 2.3 * counts[0]


def accounts(count: int) -> Files:
    """Service accounts of one name, each in a namespace of its own, and a binding of them all."""
    account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: c, namespace: n{0}}}\n---\n"
    binding = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: x}\nsubjects:\n"
    subject = "- {{kind: ServiceAccount, name: c, namespace: n{0}}}\n"
    text = "".join(map(account.format, range(count))) + binding + "".join(map(subject.format, range(count)))
    return {"a.yaml": text, "kustomization.yaml": listing(["a.yaml"], "namePrefix: p-\n")}


def merged(count: int) -> Files:
    """A patch of many containers for a Pod of as many."""
    head = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n"
    pods = [head + "".join(f"  - {{name: c{at}, image: {each}}}\n" for at in range(count)) for each in "ab"]
    patches = "patches: [{path: p.yaml}]\n"
    return {"a.yaml": pods[0], "p.yaml": pods[1], "kustomization.yaml": listing(["a.yaml"], patches)}


@pytest.mark.parametrize("tree", [accounts, merged], ids=lambda each: each.__name__)
def test_builds(tree: Callable[[int], Files]) -> None:
    few, twice = tree(FEW), tree(2 * FEW)
    render(twice)
    assert calls_of(twice) <= 2.3 * calls_of(few)
