"""A small tree makes no huge output: what aliases, vars, generators and bases multiply has a limit."""

from __future__ import annotations

from pathlib import Path

import pytest

import kustompy
from kustompy.errors import KustompyError
from tests.security.hostile import Hostile, outcome

K, HEAD = "kustomization.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"
VAR = "vars: [{name: A, objref: {apiVersion: v1, kind: ConfigMap, name: a}, fieldref: {fieldpath: data.a}}]\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: i, command: [%s]}]}\n"
TREES = (
    Hostile("an alias of a long text", {
        K: "resources: [a.yaml]\n",
        "a.yaml": HEAD + f"  a: &a {'x' * 50_000}\n" + "".join(f"  b{at}: *a\n" for at in range(4000)),
    }, "KST704"),
    Hostile("few aliases of a long text", {
        K: "resources: [a.yaml]\n",
        "a.yaml": HEAD + f"  a: &a {'x' * 80_000}\n" + "".join(f"  b{at}: *a\n" for at in range(1500)),
    }, "KST704"),
    Hostile("a var of a long text", {
        K: f"resources: [a.yaml, b.yaml]\n{VAR}", "a.yaml": HEAD + f"  a: {'x' * 45_000}\n",
        "b.yaml": POD % ",".join(["$(A)"] * 9000),
    }, "KST714"),
    Hostile("a file that is named a thousand times", {
        K: f"configMapGenerator: [{{name: a, files: [{','.join(f'f{at}=b' for at in range(1000))}]}}]\n",
        "b": "x" * 100_000,
    }, "KST714"),
    Hostile("a lower limit", {K: "resources: [a.yaml]\n", "a.yaml": HEAD + f"  a: {'x' * 500}\n"}, "KST714",
            ("--max-output-size", "400")),
)  # fmt: skip


@pytest.mark.parametrize("tree", TREES, ids=lambda each: each.name)
def test_it_is_refused(tree: Hostile, tmp_path: Path) -> None:
    found = outcome(tree, tmp_path)
    assert "Traceback" not in found.stderr
    assert (found.code, tree.code in found.stderr) == (1, True)
    assert found.stdout == ""
    assert (found.seconds < 5, found.memory < 200) == (True, True), found[2:4]


def test_output_may_be_as_large_as_the_input_asks_for(tmp_path: Path) -> None:
    (tmp_path / K).write_text("resources: [a.yaml]\n")
    (tmp_path / "a.yaml").write_text(HEAD + "  a: " + "x" * 3000 + "\n")
    small = {"output_size": 100}
    assert len(kustompy.build(tmp_path, limits=kustompy.Limits(**small)).to_yaml()) > 3000
    with pytest.raises(KustompyError) as caught:
        kustompy.build(tmp_path, limits=kustompy.Limits(**small, output_factor=0)).to_yaml()
    assert caught.value.code == "KST714"
