"""Without any flag, a tree gives other programs nothing to read that lies outside of its work tree."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kustompy
from kustompy.cli import main
from kustompy.errors import KustompyError
from kustompy.session import walls
from tests.security.named_files import HEAD
from tests.security.test_walls import CHARTS, FUNCTION, KUSTOMIZATION, chart, lay_out

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="links are another matter there"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
Outcome = Callable[..., str]
WORK_TREE = "KST315"


@pytest.fixture
def outcome(tmp_path: Path, helm: str) -> Outcome:
    """The code of what a build in ``wall/tree`` fails with, empty where it does not; ``wall`` is the work tree."""
    (tmp_path / "wall/.git").mkdir(parents=True)

    def build(**options: Any) -> str:
        environment = {**os.environ, "CI_TOKEN": "sesame"}
        try:
            kustompy.build(
                tmp_path / "wall/tree",
                **{"enable_helm": True, "helm_command": helm, "environment": environment, **options},
            )
        except KustompyError as error:
            return error.code
        return ""

    return build


@pytest.mark.parametrize(("files", "code"), CHARTS.values(), ids=list(CHARTS))
def test_a_chart(files: dict[str, str], code: str, outcome: Outcome, tmp_path: Path) -> None:
    lay_out({**files, **KUSTOMIZATION}, tmp_path)
    assert outcome(load_restrictions=False) == (WORK_TREE if code else "")
    assert outcome(load_restrictions=False, trust=True) == ""


def test_charts_beside_the_overlay(outcome: Outcome, tmp_path: Path) -> None:
    home = "helmGlobals: {chartHome: ../charts}\n"
    lay_out({**chart("wall/charts/c"), "wall/tree/kustomization.yaml": home + KUSTOMIZATION[next(iter(KUSTOMIZATION))]},
            tmp_path)  # fmt: skip
    assert outcome(load_restrictions=False) == ""
    (tmp_path / "wall/.git").rmdir()
    assert outcome(load_restrictions=False) == WORK_TREE


NOTING = """#!/bin/sh
case $1 in
version) echo v3.18.0 ;;
template) printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: made}\\n'; env >"$0.env" ;;
esac
"""


def test_the_environment_of_helm(outcome: Outcome, helm: str, tmp_path: Path) -> None:
    Path(helm).write_text(NOTING)
    home = "helmGlobals: {configHome: evil}\n"
    lay_out({**chart("wall/tree/charts/c"), "wall/tree/evil/.data/plugins/x/plugin.yaml": "name: x\n"}, tmp_path)
    lay_out({name: text + home for name, text in KUSTOMIZATION.items()}, tmp_path)
    assert outcome() == ""
    given = dict(line.split("=", 1) for line in Path(f"{helm}.env").read_text().splitlines() if "=" in line)
    assert "CI_TOKEN" not in given
    assert given["PATH"] == os.environ["PATH"]
    homes = {name: given[f"HELM_{name}"] for name in ("CONFIG_HOME", "DATA_HOME", "CACHE_HOME", "PLUGINS")}
    assert [name for name, path in homes.items() if str(tmp_path / "wall") in path or not os.path.isabs(path)] == []
    assert outcome(trust=True) == ""
    given = dict(line.split("=", 1) for line in Path(f"{helm}.env").read_text().splitlines() if "=" in line)
    assert (given["CI_TOKEN"], given["HELM_DATA_HOME"]) == ("sesame", "evil/.data")


@pytest.mark.parametrize(
    ("repo", "code"),
    [
        ("foo://x/y", "KST609"),
        ("file:///srv/charts", "KST609"),
        ("../charts", "KST609"),
        ("https://127.0.0.1:1/charts", "KST316"),
        ("oci://localhost:1/charts", "KST316"),
        ("https://me:secret@[::1]:1/charts", "KST316"),
    ],
)
def test_a_repository_of_charts(repo: str, code: str, outcome: Outcome, tmp_path: Path) -> None:
    lay_out({"wall/tree/kustomization.yaml": f"helmCharts: [{{name: c, repo: '{repo}'}}]\n"}, tmp_path)
    assert outcome() == code


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=b")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def repository(folder: Path) -> Path:
    """A repository with one kustomization."""
    lay_out({"kustomization.yaml": "namePrefix: x-\n"}, folder)
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "a"]):
        git(folder, *arguments)
    return folder


def borrowing(bare: Path, other: Path) -> None:
    """A bare repository without objects of its own."""
    git(other, "clone", "-q", "--bare", "--shared", str(other), str(bare))


def pointing(folder: Path, other: Path) -> None:
    lay_out({".git": f"gitdir: {other / '.git'}\n"}, folder)


def linking(folder: Path, other: Path) -> None:
    lay_out({".git": f"->{other / '.git'}"}, folder)


def quoting(bare: Path, other: Path) -> None:
    borrowing(bare, other)
    (bare / "objects/info/alternates").write_text(f'"{other}\\057.git/objects"\n')


REPOSITORIES = {
    "borrowed objects": borrowing,
    "a file that names another": pointing,
    "a link to another": linking,
    "borrowed objects in quotes": quoting,
}


@pytest.mark.parametrize("lay", REPOSITORIES.values(), ids=list(REPOSITORIES))
def test_a_repository_that_leads_elsewhere(lay: Callable[[Path, Path], None], outcome: Outcome, tmp_path: Path) -> None:
    there, inside = repository(tmp_path / "outside"), tmp_path / "wall/r"
    lay(inside, there)
    lay_out({"kustomization.yaml": f"resources: ['file://{inside}//.']\n"}, tmp_path / "wall/tree")
    assert outcome() == WORK_TREE
    assert outcome(root=tmp_path / "wall") in ("KST314", WORK_TREE)
    assert outcome(trust=True) == ""


def test_repositories_of_this_machine(outcome: Outcome, tmp_path: Path) -> None:
    for name, code in (("outside", WORK_TREE), ("wall/inside", "")):
        folder = repository(tmp_path / name)
        lay_out({"kustomization.yaml": f"resources: ['file://{folder}//.']\n"}, tmp_path / "wall/tree")
        assert outcome() == outcome(offline=True) == code
        assert outcome(allow_hosts=[f"file://{tmp_path}"]) == outcome(trust=True) == ""
        assert outcome(allow_hosts=[f"file://{tmp_path}/other"]) == code
        kustompy.build(f"file://{folder}//.")


def test_a_clone_may_be_too_large(outcome: Outcome, tmp_path: Path) -> None:
    folder = tmp_path / "wall/r"
    lay_out({"large": "x" * 3_000_000}, folder)
    repository(folder)
    lay_out({"kustomization.yaml": f"resources: ['file://{folder}//.']\n"}, tmp_path / "wall/tree")
    assert outcome(limits=kustompy.Limits(fetched_size=1_000_000)) == "KST712"
    assert outcome(limits=kustompy.Limits(fetched_size=5_000_000)) == ""
    assert main(["build", str(tmp_path / "wall/tree"), "--max-fetched-size", "1000000"]) == 1


@pytest.mark.parametrize(("path", "code"), [("./cat", ""), ("../cat", ""), ("/bin/cat", WORK_TREE), ("cat", "")])
def test_a_function(path: str, code: str, outcome: Outcome, tmp_path: Path) -> None:
    tree = {"kustomization.yaml": "resources: [a.yaml]\ntransformers: [f.yaml]\n", "a.yaml": HEAD}
    tree |= {"f.yaml": f"{FUNCTION}      exec: {{path: {path}}}\n"}
    lay_out({f"wall/tree/{name}": text for name, text in tree.items()}, tmp_path)
    for place in (tmp_path / "wall/cat", tmp_path / "wall/tree/cat"):
        place.write_text("#!/bin/sh\nexec cat\n")
        place.chmod(0o755)
    plugins = {"enable_alpha_plugins": True, "enable_exec": True}
    assert outcome(**plugins) == code


def test_what_a_function_asks_for(outcome: Outcome, tmp_path: Path) -> None:
    container = "      container: {image: i, envs: [CI_TOKEN]}\n"
    tree = {"kustomization.yaml": "resources: [a.yaml]\ntransformers: [f.yaml]\n", "a.yaml": HEAD}
    lay_out({f"wall/tree/{name}": text for name, text in {**tree, "f.yaml": FUNCTION + container}.items()}, tmp_path)
    options = {"enable_alpha_plugins": True, "environment": {"PATH": str(tmp_path / "nothing")}}
    assert outcome(**options) == "KST628"
    # there is no docker here: that it is called is enough
    for allowed in ({"tree_env": ["CI_TOKEN"]}, {"function_env": ["CI_TOKEN"]}, {"trust": True}):
        assert outcome(**options, **allowed) == "KST625"


def test_a_repository_behind_its_suffix(outcome: Outcome, tmp_path: Path) -> None:
    """git takes ``r.git`` for ``r``, which nothing is named in the tree."""
    there = repository(tmp_path / "outside")
    lay_out({"r.git": f"->{there}"}, tmp_path / "wall")
    lay_out({"kustomization.yaml": f"resources: ['file://{tmp_path / 'wall/r'}//.']\n"}, tmp_path / "wall/tree")
    assert outcome() == WORK_TREE


def test_a_worktree_of_another_repository(outcome: Outcome, tmp_path: Path) -> None:
    there, inside = repository(tmp_path / "outside"), tmp_path / "wall/r"
    git(there, "worktree", "add", "-q", str(inside), "-b", "other")
    own = tmp_path / "wall/own"
    (there / ".git/worktrees/r").rename(own)
    (own / "commondir").write_text(f"{there / '.git'}\n")
    (inside / ".git").write_text("gitdir: ../own\n")
    lay_out({"kustomization.yaml": f"resources: ['file://{inside}//.']\n"}, tmp_path / "wall/tree")
    assert outcome() == WORK_TREE


@pytest.mark.parametrize(("size", "is_refused"), [(walls._SHORT, False), (walls._SHORT + 1, True)])
def test_files_of_git_are_short(size: int, is_refused: bool, tmp_path: Path) -> None:
    (tmp_path / "alternates").write_text("a" * size)
    try:
        assert walls._lines(str(tmp_path / "alternates")) == ["a" * size]
    except KustompyError as error:
        assert (error.code, is_refused) == (WORK_TREE, True)
    else:
        assert not is_refused
