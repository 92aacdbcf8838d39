"""Two counts that the tree has the say of multiply: what each of many entries does to each of many resources."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import kustompy
from kustompy.errors import LimitError

pytestmark = pytest.mark.filterwarnings("ignore:'vars' is deprecated:DeprecationWarning")

K, RESOURCES = "kustomization.yaml", "resources: [a.yaml]\n"
COUNT = 40
Files = dict[str, str]


def each(text: str, count: int, between: str = "") -> str:
    return between.join(text.replace("{n}", str(at)) for at in range(count))


def maps(count: int, rest: str = "") -> str:
    return each(f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{{n}}}}\n{rest}", count, "---\n")


def tree(entries: str, resources: str, **files: str) -> Files:
    return {K: RESOURCES + entries, "a.yaml": resources, **{f"{name}.yaml": text for name, text in files.items()}}


SOURCE = "- source: {kind: ConfigMap, name: c0, fieldPath: data.a}\n  targets:\n"
TEXTS = "data: {a: x, b: y}\n"
ADD = '  patch: \'[{"op": "add", "path": "/x", "value": 1}]\'\n'
MERGE = "  patch: '{kind: x, metadata: {name: y}, data: {a: b}}'\n"
VAR = (
    "configurations: [c.yaml]\nvars:\n- name: V\n  objref: {kind: ConfigMap, name: c0, apiVersion: v1}\n"
    "  fieldref: {fieldpath: data.a}\n"
)
PODS = "apiVersion: v1\nkind: Pod\nmetadata: {name: p{n}}\nspec: {containers: [{name: c, image: i{n}}]}\n"
PRODUCTS: dict[str, Callable[[int], Files]] = {
    "images and containers": lambda n: tree(
        "images:\n" + each("- {name: j{n}, newTag: x}\n", n),
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n"
        + each("  - {name: c{n}, image: i{n}}\n", n),
    ),
    "images and pods": lambda n: tree("images:\n" + each("- {name: j{n}, newTag: x}\n", n), each(PODS, n, "---\n")),
    "replacements and targets": lambda n: tree(
        "replacements:\n" + each(f"{SOURCE}  - {{select: {{kind: ConfigMap}}, fieldPaths: [data.b]}}\n", n),
        maps(n, TEXTS),
    ),
    "replacements and patterns": lambda n: tree(
        "replacements:\n" + each(f"{SOURCE}  - {{select: {{name: 'd.*'}}, fieldPaths: [data.b]}}\n", n),
        maps(n, TEXTS),
    ),
    "targets and what they reject": lambda n: tree(
        f"replacements:\n{SOURCE}  - select: {{kind: ConfigMap}}\n    fieldPaths: [data.b]\n    reject:\n"
        + each("    - {name: x{n}}\n", n),
        maps(n, TEXTS),
    ),
    "patterns of patches": lambda n: tree("patches:\n" + each(f"- target: {{name: 'd.*{{n}}'}}\n{ADD}", n), maps(n)),
    "labels in targets": lambda n: tree(
        "patches:\n" + each(f"- target: {{labelSelector: 'a={{n}}'}}\n{ADD}", n), maps(n)
    ),
    "operations": lambda n: tree("patches:\n" + each(f"- target: {{kind: ConfigMap}}\n{ADD}", n), maps(n)),
    "merges": lambda n: tree(
        "patches:\n" + each(f"- target: {{kind: ConfigMap}}\n{MERGE}", n),
        maps(n),
    ),
    "operations of one patch": lambda n: tree(
        "patches:\n- target: {kind: ConfigMap}\n  patch: |-\n" + each("    - {op: add, path: /x, value: 1}\n", n),
        maps(n),
    ),
    "labels": lambda n: tree("labels:\n" + each("- {pairs: {a: b{n}}}\n", n), maps(n)),
    "annotations of components": lambda n: tree(
        f"components: [{each('d{n}', n, ', ')}]\n",
        maps(n),
        **{f"d{at}/kustomization": "kind: Component\ncommonAnnotations: {a: b}\n" for at in range(n)},
    ),
    "fields of labels": lambda n: tree(
        "labels:\n- pairs: {a: b}\n  fields:\n" + each("  - {path: spec/a{n}, create: true}\n", n), maps(n)
    ),
    "fields of prefixes": lambda n: tree(
        "namePrefix: a-\nconfigurations: [c.yaml]\n", maps(n), c="namePrefix:\n" + each("- {path: spec/a{n}}\n", n)
    ),
    "fields of vars": lambda n: tree(VAR, maps(n, TEXTS), c="varReference:\n" + each("- {path: spec/a{n}}\n", n)),
}


def build(files: Files, limits: kustompy.Limits) -> str:
    return kustompy.build(
        "/", files={f"/{name}": text for name, text in files.items()}, disk=False, limits=limits
    ).to_yaml()


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=list(PRODUCTS))
def test_it_has_a_bound(product: Callable[[int], Files]) -> None:
    files = product(COUNT)
    assert build(files, kustompy.Limits())
    with pytest.raises(LimitError, match="held against") as refused:
        build(files, kustompy.Limits(pattern_steps=COUNT**2, pattern_factor=0))
    assert refused.value.diagnostics[0].code == "KST711"
    assert "--max-pattern-steps" in refused.value.diagnostics[0].hint


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=list(PRODUCTS))
def test_more_input_may_take_more(product: Callable[[int], Files]) -> None:
    assert build(product(COUNT), kustompy.Limits(pattern_steps=COUNT**2, pattern_factor=1000))
