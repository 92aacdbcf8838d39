"""Caches that outlive a build: of one class, bounded, emptied by one call, and without any value of a Secret."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator

import pytest

import kustompy
from kustompy import memo
from kustompy.memo import Memo

VALUE = "correct-horse-battery"
IN_BASE64 = "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5"
SECRET = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData:\n  password: {VALUE}\n"
DATA = (
    f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\ndata:\n  password: {IN_BASE64}\n  other: |\n    {IN_BASE64}\n"
)
PATCH = f"- op: add\n  path: /data/more\n  value: {VALUE}\n"
TARGET = "patches:\n- path: p.yaml\n  target: {name: s}\n"

TREES = {
    "a manifest": {"s.yaml": SECRET, "kustomization.yaml": "resources: [s.yaml]\n"},
    "data, renamed": {"s.yaml": DATA, "kustomization.yaml": "resources: [s.yaml]\nnamePrefix: a-\n"},
    "of an odd kind": {
        "s.yaml": SECRET.replace("kind: Secret", 'kind: "\\x53ecret"'),
        "kustomization.yaml": "resources: [s.yaml]\n",
    },
    "in a list": {
        "s.yaml": "apiVersion: v1\nkind: List\nitems:\n- " + SECRET.replace("\n", "\n  ").rstrip() + "\n",
        "kustomization.yaml": "resources: [s.yaml]\n",
    },
    "a literal": {"kustomization.yaml": f"secretGenerator:\n- name: s\n  literals:\n  - password={VALUE}\n"},
    "a strategic patch": {
        "s.yaml": DATA, "p.yaml": SECRET, "kustomization.yaml": "resources: [s.yaml]\npatches:\n- path: p.yaml\n",
    },
    "a JSON patch": {"s.yaml": DATA, "p.yaml": PATCH, "kustomization.yaml": f"resources: [s.yaml]\n{TARGET}"},
    "a text that cannot be read": {"s.yaml": SECRET + "  x: *none\n", "kustomization.yaml": "resources: [s.yaml]\n"},
}  # fmt: skip


@pytest.fixture
def empty() -> Iterator[None]:
    kustompy.clear_caches()
    yield
    kustompy.clear_caches()


def everything() -> list[str]:
    return [f"{asked!r} {answer!r}" for each in memo._SHARED for asked, answer in each.items()]


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("tree", TREES)
def test_no_value_of_a_secret_is_kept(tree: str) -> None:
    try:
        kustompy.build(".", files=TREES[tree], disk=False).to_yaml()
    except kustompy.KustompyError:
        assert tree == "a text that cannot be read"
    kept = everything()
    assert [each for each in kept if VALUE in each or IN_BASE64 in each] == []


@pytest.mark.usefixtures("empty")
def test_a_kustomization_made_in_code() -> None:
    kustompy.build({"secretGenerator": [{"name": "s", "literals": [f"a={VALUE}"]}]}, disk=False).to_yaml()
    assert [each for each in everything() if VALUE in each or IN_BASE64 in each] == []


@pytest.mark.usefixtures("empty")
def test_clearing_forgets_all_and_changes_nothing() -> None:
    tree = {"s.yaml": DATA, "kustomization.yaml": "resources: [s.yaml]\nnamePrefix: a-\n"}
    before = kustompy.build(".", files=tree, disk=False).to_yaml()
    assert everything()
    kustompy.clear_caches()
    assert everything() == []
    assert kustompy.build(".", files=tree, disk=False).to_yaml() == before


def test_it_is_bounded() -> None:
    kept = Memo(3, shared=False)
    for number in range(10):
        assert kept.keep(number, -number) == -number
        assert len(kept) == number % 3 + 1
    assert kept == {9: -9}
    assert kept.issuperset([9])
    assert not kept.issuperset([9, 8])


def test_every_memo_of_a_module_is_registered() -> None:
    modules = [module for name, module in sys.modules.items() if name.startswith("kustompy.")]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, Memo)]
    assert found
    registered = {id(each) for each in memo._SHARED}
    assert [each for each in found if id(each) not in registered] == []


def test_one_that_is_not_shared_is_freed() -> None:
    before = len(memo._SHARED)
    Memo(3, shared=False)
    gc.collect()
    assert len(memo._SHARED) == before
