"""Small trees that ask for much: what patterns, findings and products of entries cost has a bound."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.security.hostile import HEAD, ONE, OPERATION, Hostile, command, lay_out

K = "kustomization.yaml"
SECONDS, MEGABYTES = 5, 200
"""Of the processor; on a machine of its own each takes less than two."""


def letters(count: int) -> str:
    return "".join(random.Random(1).choices("ab", k=count))


TAILS = "|".join(f"a[ab]{{{900 + at}}}c" for at in range(60))
LONG = HEAD.replace("name: a", f"name: {letters(1000)}")
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: %s}]}\n"
MAPS = "---\n".join(f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{at}}}\n" for at in range(800))
REPLACEMENT = (
    "replacements:\n- source: {kind: ConfigMap, fieldPath: metadata.name}\n"
    f"  targets: [{{select: {{kind: Pod}}, fieldPaths: ['spec.containers.[image=[ab]*({TAILS})].name']}}]\n"
)
BUILT = (
    Hostile("a pattern of many instructions in a target", {
        K: f"{ONE}patches:\n- target: {{name: '[ab]*({TAILS})'}}\n{OPERATION}", "a.yaml": LONG,
    }, "KST711"),
    Hostile("many patterns of many instructions", {
        K: f"{ONE}patches:\n" + "".join(f"- target: {{name: 'a{{999}}b{{999}}c{{999}}{at}'}}\n{OPERATION}"
                                         for at in range(900)),
        "a.yaml": HEAD,
    }, "KST711"),
    Hostile("a pattern of many instructions in an image", {
        K: f"{ONE}images: [{{name: '[ab]*({TAILS})', newTag: x}}]\n", "a.yaml": POD % letters(1000),
    }, "KST711"),
    Hostile("a pattern of many instructions in a path", {
        K: f"resources: [a.yaml, b.yaml]\n{REPLACEMENT}", "a.yaml": POD % letters(1000), "b.yaml": HEAD,
    }, "KST711"),
    Hostile("fewer steps for patterns", {
        K: f"{ONE}patches:\n- target: {{name: 'a+b'}}\n{OPERATION}", "a.yaml": HEAD,
    }, "KST711", ("--max-pattern-steps", "5")),
    Hostile("many labels for many resources", {
        K: f"{ONE}commonLabels:\n" + "".join(f"  l{at}: v\n" for at in range(3000)), "a.yaml": MAPS,
    }, "KST714"),
    Hostile("merged keys that are merged again", {
        K: ONE, "a.yaml": "x: &a {" + ",".join(f"k{at}: v" for at in range(600)) + "}\n"
        + HEAD + "".join(f"  d{at}: {{<<: *a}}\n" for at in range(600)),
    }, "KST704"),
    Hostile("many fields that there are not", {K: "".join(f"resource{at}: []\n" for at in range(4000))}, "KST925"),
    Hostile("many files that there are not", {
        K: "resources:\n" + "".join(f"- a{at}.yaml\n" for at in range(4000)),
    }, "KST925"),
    Hostile("many patches of the wrong type", {K: f"patches: [{', '.join(f'x{at}' for at in range(9000))}]"}, "KST925"),
    Hostile("a broken file that is named many times", {
        K: "resources: [" + "b.yaml, " * 2000 + "]\n", "b.yaml": "kind: A\nx: [" + "{a: b}, " * 4000 + "]\n",
    }, "KST404"),
    Hostile("many entries that name nothing", {K: f"resources: [{', '.join(['x', *9000 * [repr('')]])}]"}, "KST925"),
    Hostile("one resource many times", {
        K: "resources:\n" + "".join(f"- a{at}.yaml\n" for at in range(800)),
        **{f"a{at}.yaml": HEAD for at in range(800)},
    }, "KST401"),
    Hostile("values of Secrets and many mistakes", {
        K: "resources:\n- s.yaml\n" + "".join(f"- a{at}.yaml\n" for at in range(800)),
        "s.yaml": HEAD.replace("ConfigMap", "Secret") + "".join(f"  k{at}: dmFsdW{at}\n" for at in range(800)),
    }, "KST301"),
)  # fmt: skip
LINTED = (
    Hostile("many images of nobody", {
        K: f"{ONE}images:\n" + "".join(f"- {{name: i{at}, newTag: x}}\n" for at in range(3000)), "a.yaml": HEAD,
    }, "KST951"),
    Hostile("many images like others", {
        K: f"{ONE}images:\n" + "".join(f"- {{name: image{at:04}, newTag: x}}\n" for at in range(500)),
        "a.yaml": "---\n".join(POD.replace("name: p", f"name: p{at}") % f"umage{at:04}" for at in range(500)),
    }, "KST951"),
    Hostile("many patches of nobody", {
        K: f"{ONE}patches:\n" + "".join(f"- target: {{name: n{at}}}\n{OPERATION}" for at in range(1500)),
        "a.yaml": HEAD,
    }, "KST950"),
)  # fmt: skip


@pytest.mark.parametrize("tree", BUILT, ids=lambda each: each.name)
def test_a_build(tree: Hostile, tmp_path: Path) -> None:
    ended("build", tree, tmp_path)


@pytest.mark.parametrize("tree", LINTED, ids=lambda each: each.name)
def test_lint(tree: Hostile, tmp_path: Path) -> None:
    ended("lint", tree, tmp_path)


def ended(name: str, tree: Hostile, folder: Path) -> None:
    found = command(name, str(lay_out(tree, folder)), "--format", "text", *tree.flags)
    assert "Traceback" not in found.stderr
    assert (found.code, tree.code in found.stderr + found.stdout) == (1, True), found.stderr[:500]
    assert (found.seconds < SECONDS, found.memory < MEGABYTES) == (True, True), found[2:4]


def test_findings_beyond_the_most_are_counted(tmp_path: Path) -> None:
    (tmp_path / K).write_text("".join(f"resource{at}: []\n" for at in range(30)))
    found = command("build", str(tmp_path), "--max-findings", "10")
    assert found.stderr.count("[KST202]") == 10
    assert "at least 20 more findings are not shown" in found.stderr
    assert found.stderr.splitlines()[-1] == "found 30 errors"
    assert (
        command("lint", str(tmp_path), "--max-findings", "10").stdout.splitlines()[-1] == "found 30 errors in 1 overlay"
    )


@pytest.mark.parametrize("form", ["text", "json", "junit", "tap", "concise", "sarif", "github", "gitlab"])
def test_findings_of_many_documents_are_counted(form: str, tmp_path: Path) -> None:
    wrong = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a%s}\ndata: {a: [1]}\n"
    (tmp_path / "a.yaml").write_text("---\n".join(wrong % at for at in range(30)))
    found = command("validate", str(tmp_path / "a.yaml"), "--max-findings", "10", "--format", form)
    assert found.code == 1
    assert found.stdout.count("data.a") >= 10 if form != "gitlab" else found.stdout
    if form == "text":
        assert "found 30 errors: 30 of 30 resources" in found.stdout
        assert "at least 20 more findings" in found.stdout
