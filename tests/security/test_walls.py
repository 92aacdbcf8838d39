"""The root of a kustomization and the wall of ``--root`` hold for every kind of file, and for what programs read."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kustompy
from kustompy.errors import KustompyError
from tests.security.named_files import DIRECTORIES, HEAD, NAMED, Named

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="links are another matter there"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
Outcome = Callable[..., str]


@pytest.fixture
def outcome(tmp_path: Path, helm: str) -> Outcome:
    """The code of what a build in ``wall/tree`` fails with, empty where it does not."""

    def build(**options: Any) -> str:
        try:
            kustompy.build(
                tmp_path / "wall/tree",
                enable_helm=True,
                helm_command=helm,
                environment=dict(os.environ),
                **{"trust": True, **options},
            )
        except KustompyError as error:
            return error.diagnostics[0].code
        return ""

    return build


def lay_out(files: dict[str, str], folder: Path) -> Path:
    """Write the files; a text that starts with ``->`` becomes a symbolic link."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text.startswith("->"):
            path.symlink_to(text[2:])
        else:
            path.write_text(text)
    return folder


def elsewhere(named: Named, where: str, linked: bool) -> dict[str, str]:
    """The tree with the named file in the folder of another name, and the way there in what names it."""
    entry = named.file.removesuffix("/kustomization.yaml")
    there = os.path.basename(entry)
    moved = {f"{where}/{there}{named.file.removeprefix(entry)}": named.text}
    if linked:
        up = "../" * entry.count("/")
        return {**others(named), **moved, f"wall/tree/{entry}": f"->{up}{os.path.relpath(where, 'wall/tree')}/{there}"}
    way = f"{os.path.relpath(where, 'wall/tree')}/{there}"
    shown = {"d": ("[d]", f"[{way}]")}.get(entry, (entry, way))
    return {name: text.replace(*shown) for name, text in others(named).items()} | moved


def others(named: Named) -> dict[str, str]:
    return {f"wall/tree/{name}": text for name, text in named.tree.items() if name != named.file}


WAYS = [(name, way) for name in (*NAMED, *DIRECTORIES) for way in ("named", "linked")]
WAYS.remove(("a chart's values", "named"))  # nothing does


@pytest.mark.parametrize(("name", "way"), WAYS, ids=map(" ".join, WAYS))
def test_a_file(name: str, way: str, outcome: Outcome, tmp_path: Path) -> None:
    named = {**NAMED, **DIRECTORIES}[name]
    linked = way == "linked"
    wall = tmp_path / "wall"
    restricted = "" if name in DIRECTORIES else "KST303"
    lay_out(elsewhere(named, "wall/tree/inside", linked), tmp_path)
    assert outcome(root=wall) == ""
    (wall / "tree").rename(wall / "before")
    lay_out(elsewhere(named, "wall/beside", linked), tmp_path)
    assert outcome(root=wall, load_restrictions=False) == ""
    assert outcome(root=wall) == restricted
    (wall / "tree").rename(wall / "before it")
    lay_out(elsewhere(named, "outside", linked), tmp_path)
    assert outcome(load_restrictions=False) == ""
    assert outcome() == restricted
    assert outcome(root=wall, load_restrictions=False) == outcome(root=wall) == "KST314"


CHART = {"Chart.yaml": "name: c\nversion: 0.0.1\n", "values.yaml": "a: b\n", "templates/a.yaml": HEAD}
KUSTOMIZATION = {"wall/tree/kustomization.yaml": "helmCharts: [{name: c}]\n"}


def chart(folder: str) -> dict[str, str]:
    return {f"{folder}/{name}": text for name, text in CHART.items()}


CHARTS = {
    "inside": (chart("wall/tree/charts/c"), ""),
    "outside": (chart("outside/c") | {"wall/tree/charts/c": "->../../../outside/c"}, "KST314"),
    "a template outside": (
        chart("wall/tree/charts/c") | {"outside/b.yaml": HEAD}
        | {"wall/tree/charts/c/templates/b.yaml": "->../../../../../outside/b.yaml"},
        "KST314",
    ),
    "templates outside": (
        chart("wall/tree/charts/c") | chart("outside/d") | {"wall/tree/charts/c/charts": "->../../../../outside"},
        "KST314",
    ),
    "links behind a link": (
        chart("wall/tree/charts/c") | {"outside/b.yaml": HEAD, "wall/more/b.yaml": "->../../outside/b.yaml"}
        | {"wall/tree/charts/c/files": "->../../../more"},
        "KST314",
    ),
    "a link to itself": (chart("wall/tree/charts/c") | {"wall/tree/charts/c/files": "->."}, ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "code"), CHARTS.values(), ids=list(CHARTS))
def test_a_chart(files: dict[str, str], code: str, outcome: Outcome, tmp_path: Path) -> None:
    lay_out({**files, **KUSTOMIZATION}, tmp_path)
    assert outcome(load_restrictions=False) == ""
    assert outcome(root=tmp_path / "wall", load_restrictions=False) == code


def test_a_chart_that_is_pulled(outcome: Outcome, helm: str, tmp_path: Path) -> None:
    pull = 'case $1 in pull) mkdir -p "$4/c"; echo "a: b" >"$4/c/values.yaml" ;;\n'
    Path(helm).write_text(Path(helm).read_text().replace("case $1 in\n", pull))
    lay_out({"wall/tree/kustomization.yaml": "helmCharts: [{name: c, repo: https://example.invalid}]\n"}, tmp_path)
    assert outcome() == outcome(root=tmp_path / "wall") == ""


def test_the_home_of_helm(outcome: Outcome, tmp_path: Path) -> None:
    home = f"helmGlobals: {{configHome: {tmp_path / 'outside'}}}\n"
    lay_out({**chart("wall/tree/charts/c"), "outside/repositories.yaml": ""}, tmp_path)
    lay_out({name: text + home for name, text in KUSTOMIZATION.items()}, tmp_path)
    assert (outcome(), outcome(root=tmp_path / "wall")) == ("", "KST314")


FUNCTION = "apiVersion: x/v1\nkind: F\nmetadata:\n  name: f\n  annotations:\n    config.kubernetes.io/function: |\n"
PROGRAMS = {
    "inside": ("./cat", ""),
    "beside": ("../cat", ""),
    "outside": ("../../cat", "KST314"),
    "linked": ("./linked", "KST314"),
    "of the system": ("/bin/cat", "KST314"),
    "on PATH": ("cat", ""),
}


@pytest.mark.parametrize(("path", "code"), PROGRAMS.values(), ids=list(PROGRAMS))
def test_a_function(path: str, code: str, outcome: Outcome, tmp_path: Path) -> None:
    tree = {"kustomization.yaml": "resources: [a.yaml]\ntransformers: [f.yaml]\n", "a.yaml": HEAD}
    tree |= {"f.yaml": f"{FUNCTION}      exec: {{path: {path}}}\n", "linked": "->../../cat"}
    lay_out({f"wall/tree/{name}": text for name, text in tree.items()}, tmp_path)
    for place in (tmp_path / "cat", tmp_path / "wall/cat", tmp_path / "wall/tree/cat"):
        place.write_text("#!/bin/sh\nexec cat\n")
        place.chmod(0o755)
    plugins = {"enable_alpha_plugins": True, "enable_exec": True}
    assert outcome(**plugins) == ""
    assert outcome(root=tmp_path / "wall", **plugins) == code


def test_a_mount_of_a_function(outcome: Outcome, tmp_path: Path) -> None:
    container = "      container: {image: i, mounts: [{type: bind, src: ./m, dst: /m}]}\n"
    tree = {"kustomization.yaml": "resources: [a.yaml]\ntransformers: [f.yaml]\n", "a.yaml": HEAD}
    tree |= {"f.yaml": FUNCTION + container, "m": "->../../outside"}
    lay_out({f"wall/tree/{name}": text for name, text in tree.items()} | {"outside/a": ""}, tmp_path)
    assert outcome(root=tmp_path / "wall", enable_alpha_plugins=True) == "KST314"


def test_a_repository(outcome: Outcome, tmp_path: Path) -> None:
    for folder in (tmp_path / "outside", tmp_path / "wall/inside"):
        lay_out({"kustomization.yaml": "namePrefix: x-\n"}, folder)
        for arguments in (
            ["init", "-q"],
            ["add", "."],
            ["-c", "user.name=a", "-c", "user.email=b", "commit", "-qm", "a"],
        ):
            subprocess.run(["git", *arguments], cwd=folder, check=True)
        lay_out({"kustomization.yaml": f"resources: ['file://{folder}//.']\n"}, tmp_path / "wall/tree")
        assert outcome() == ""
        assert outcome(root=tmp_path / "wall") == ("KST314" if folder.name == "outside" else "")


@pytest.mark.parametrize("kind", ["/bin/sh", "../../../../tree/evil", "x/../../y"])
def test_a_kind_that_is_a_path_names_no_plugin(
    kind: str, outcome: Outcome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = f"apiVersion: x/v1\nkind: {kind}\nmetadata: {{name: f}}\nspec: {{}}\n"
    tree = {"kustomization.yaml": "resources: [a.yaml]\ntransformers: [f.yaml]\n", "a.yaml": HEAD, "f.yaml": config}
    lay_out({f"wall/tree/{name}": text for name, text in tree.items()}, tmp_path)
    lay_out({"plugins/x/v1/a": "", "plugins/x/v1/y": "#!/bin/sh\ncat\n", "plugins/x/v1/sh/evil": ""}, tmp_path)
    monkeypatch.setenv("KUSTOMIZE_PLUGIN_HOME", str(tmp_path / "plugins"))
    assert outcome(enable_alpha_plugins=True) == "KST630"
