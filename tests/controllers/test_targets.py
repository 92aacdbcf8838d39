"""An object is a target like an overlay: of every command, with sources that lead through it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import kustompy
from kustompy.model.dependencies import Changes
from tests.controllers.suite import ended

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/flux"
APPS = "clusters/prod#flux-system/apps"
ALL = "'clusters/prod#*'"


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "repo")
    (tmp_path / "repo/.git").mkdir()
    monkeypatch.chdir(tmp_path / "repo")
    monkeypatch.setenv("KUSTOMPY_FORMAT", "text")
    return tmp_path / "repo"


def test_targets_and_lint() -> None:
    names = "".join(f"clusters/prod#flux-system/{each}\n" for each in ("flux-system", "infra", "apps"))
    assert ended(f"kustompy targets {ALL}") == (0, names, "")
    assert ended(f"kustompy lint {ALL}")[0] == 0


@pytest.mark.parametrize(
    ("file", "reached"),
    [
        ("infra/new.yaml", ["infra"]),
        ("infra/namespace.yaml", ["infra"]),
        ("apps/web/deployment.yaml", ["apps"]),
        ("clusters/prod/apps.yaml", ["flux-system", "infra", "apps"]),
        ("readme.yaml", []),
    ],
)
def test_affected(file: str, reached: list[str], repository: Path) -> None:
    changes = Changes([str(repository / file)])
    names = ["flux-system", "infra", "apps"]
    builds = {each: kustompy.build(f"clusters/prod#flux-system/{each}") for each in names}
    assert [each for each in names if builds[each].dependencies.reached_by(changes)] == reached


def test_findings_stand_in_the_object(repository: Path) -> None:
    path = repository / "clusters/prod/apps.yaml"
    path.write_text(path.read_text().replace("name: registry.example.com/web", "name: registry.example.com/none"))
    code, printed, said = ended(f"kustompy lint {APPS}")
    assert (code, "clusters/prod/apps.yaml:17:11  [KST951]" in printed + said) == (1, True)
    path.write_text(path.read_text().replace("value: 3", 'value: "3"'))
    code, printed, said = ended(f"kustompy validate {APPS}")
    assert (code, "clusters/prod/apps.yaml:23:16  [KST900]" in printed + said) == (1, True)


def test_deps_and_graph() -> None:
    code, printed, _ = ended(f"kustompy deps {APPS} --format json")
    (found,) = json.loads(printed)
    assert (code, "apps" in found["trees"], "clusters/prod/cluster.yaml" in found["read"]) == (0, True, True)
    assert ended(f"kustompy graph {APPS}")[0] == 0


def test_a_file_for_each(repository: Path) -> None:
    code, _, said = ended("kustompy flux build clusters/prod -o out")
    files = sorted(path.relative_to(repository / "out").as_posix() for path in (repository / "out").rglob("*.yaml"))
    assert files == [f"clusters/prod/flux-system/{each}.yaml" for each in ("apps", "flux-system", "infra")]
    assert (code, "built 3 of 3 targets" in said) == (0, True)


def test_two_clusters(repository: Path) -> None:
    shutil.copytree(repository / "clusters/prod", repository / "clusters/test")
    sync = repository / "clusters/test/flux-system/gotk-sync.yaml"
    sync.write_text(sync.read_text().replace("./clusters/prod", "./clusters/test"))
    code, printed, _ = ended("kustompy targets 'clusters#*'")
    assert code == 0
    targets = printed.splitlines()
    assert len(set(targets)) == len(targets) == 6
    assert all(len(kustompy.build(each)) for each in targets)
    with pytest.raises(kustompy.LoadError, match="2 objects"):
        kustompy.build("clusters#flux-system/apps")


def test_every_leaf_has_a_writer() -> None:
    build = kustompy.build(APPS)
    for fields in map(build.explain_fields, range(len(build))):
        for each in fields:
            assert os.path.isfile(each.writers[-1].file), each
            assert each.writers[-1].line, each


def test_a_value_of_a_secret_is_in_no_message(repository: Path) -> None:
    settings = repository / "clusters/prod/cluster.yaml"
    secret = settings.read_text().replace("ConfigMap", "Secret").replace("\ndata:", "\nstringData:")
    settings.write_text(secret.replace("eu-west-1", '"hunter2hunter2: [x"'))
    apps = repository / "clusters/prod/apps.yaml"
    apps.write_text(apps.read_text().replace("ConfigMap", "Secret"))
    for command in ("build", "lint", "explain"):
        code, printed, said = ended(f"kustompy {command} {APPS}{' Deployment/web' if command == 'explain' else ''}")
        assert (code, "KST253" in printed + said, "hunter2" in printed + said) == (1, True, False)


def committed(folder: Path) -> None:
    shutil.rmtree(folder / ".git")
    for words in (["init", "-q", "."], ["add", "-A"], ["commit", "-qm", "all"]):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *words], cwd=folder, check=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
def test_plan(repository: Path) -> None:
    committed(repository)
    path = repository / "clusters/prod/apps.yaml"
    path.write_text(path.read_text().replace("value: 3", "value: 4"))
    code, printed, _ = ended(f"kustompy plan --base HEAD {ALL}")
    assert code == 0
    assert "spec.replicas: 3 → 4\n        clusters/prod/apps.yaml:23:16 patches" in printed
    assert "2 overlays (2 changed)" in printed
    path.unlink()
    code, printed, _ = ended(f"kustompy plan --base HEAD {ALL}")
    assert "- Deployment web" in printed


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
@pytest.mark.parametrize("target", [APPS, ALL])
def test_diff_with_a_revision(target: str, repository: Path) -> None:
    committed(repository)
    assert ended(f"kustompy diff --git HEAD {target}")[0] == 0
    path = repository / "clusters/prod/apps.yaml"
    path.write_text(path.read_text().replace("value: 3", "value: 4"))
    code, printed, _ = ended(f"kustompy diff --git HEAD {target}")
    assert (code, "spec.replicas: 3 → 4" in printed, "clusters/prod/apps.yaml:23:16" in printed) == (1, True, True)
