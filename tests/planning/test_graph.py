"""Pictures of overlays and resources."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

import kustompy
from kustompy.cli import main
from kustompy.planning.graph.picture import MANY, Edge, Node, folded, layers, picture_of
from kustompy.planning.graph.sources import resources
from kustompy.planning.graph.svg import svg
from tests.planning.goldens_of import held

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("prod.txt", "overlays/prod"),
        ("all.mmd", "--format mermaid"),
        ("prod.mmd", "overlays/prod --of resources --format mermaid"),
        ("prod.dot", "overlays/prod --format dot"),
        ("prod.svg", "overlays/prod --format svg"),
    ],
)
def test_each_form(name: str, arguments: str, gitops: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", *arguments.split()]) == 0
    out = capsys.readouterr().out
    held(f"graph/{name}", out)
    if name.endswith("dot") and shutil.which("dot"):
        subprocess.run(["dot", "-Tsvg"], input=out, text=True, capture_output=True, check=True)
    if name.endswith("svg"):
        assert len(list(ElementTree.fromstring(out).iter(f"{SVG}rect"))) == 22


def many(count: int) -> kustompy.Build:
    """Config maps that a few Deployments use, and more that nobody does."""
    used = [{"name": f"used-{number}", "literals": ["a=b"]} for number in range(count)]
    manifests = [
        {
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": f"web-{number}"},
            "spec": {"template": {"spec": {"containers": [{"name": "web", "envFrom": [
                {"configMapRef": {"name": f"used-{each}"}} for each in range(number, count, 5)
            ]}]}}},
        }
        for number in range(4)
    ]  # fmt: skip
    files = {"web.yaml": manifests}
    return kustompy.build({"resources": ["web.yaml"], "configMapGenerator": used}, files=files, disk=False)


def test_three_hundred_nodes_are_few() -> None:
    whole = resources(many(300).resources, "x")
    assert len(whole.nodes) == 304
    picture = folded(whole)
    assert sum(each.stands_for for each in picture.nodes) == 304
    assert {str(each) for each in picture.nodes} == {
        *(f"Deployment web-{number}" for number in range(4)), "ConfigMap × 60",
    }  # fmt: skip
    drawn = ElementTree.fromstring(svg(picture))
    assert len(list(drawn.iter(f"{SVG}path"))) == 1 + 4
    assert float(drawn.attrib["height"]) < 400


def test_small_groups_are_not_folded() -> None:
    picture = resources(many(MANY - 10).resources, "x")
    assert folded(picture) == picture


def test_circles_and_repeated_edges() -> None:
    nodes = [Node(each, each, "thing", "g") for each in "abc"]
    edges = [Edge("a", "b", ""), Edge("b", "a", ""), Edge("b", "c", ""), Edge("b", "c", ""), Edge("c", "x", "")]
    picture = picture_of(nodes, edges)
    assert len(picture.edges) == 3
    assert layers(picture) == {"a": 0, "b": 1, "c": 2}
    assert svg(picture).count('<path class="edge"') == 3


def test_names_do_not_leave_their_labels(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    name = 'a"];end\n<script>\x1b[2J--> b'
    manifest = {"apiVersion": "v1", "kind": "Thing", "metadata": {"name": name}}
    (tmp_path / "a.yaml").write_text(kustompy.dump([manifest]))
    (tmp_path / "kustomization.yaml").write_text("resources: [a.yaml]\n")
    for form in ("text", "mermaid", "dot", "svg"):
        assert main(["graph", str(tmp_path), "--format", form]) == 0
        out = capsys.readouterr().out
        assert "\x1b" not in out
        if form != "text":
            assert 'a"]' not in out
        if form == "svg":
            assert not list(ElementTree.fromstring(out).iter(f"{SVG}script"))
        if form == "mermaid":
            assert "<script>" not in out


def test_circles_of_kustomizations_remotes_and_files_that_are_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, other in (("a", "b"), ("b", "a")):
        Path(name).mkdir()
        Path(name, "kustomization.yaml").write_text(
            f"resources: [../{other}, ../gone, gone.yaml, 'https://example.com/x//y']\n"
        )
    assert main(["graph", "a", "b"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "kustomizations:",
        "  a",
        "  ├── b",
        "  │   ├── a …",
        "  │   └── https://example.com/x//y (remote)",
        "  └── https://example.com/x//y (remote)",
    ]
    assert main(["graph", "nowhere"]) in (1, 2)
    (tmp_path / "empty").mkdir()
    assert main(["graph", "empty"]) == 2
