"""flux-local's commands and flags: what each means here, and what means nothing is refused with what to write."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.controllers.helm import SCRIPT
from tests.controllers.suite import ended

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/flux"
CHART = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop, namespace: shop}
spec:
  chart:
    spec:
      chart: charts/shop
      version: 1.2.3
      sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}
"""
MORE = """\
apiVersion: v1
kind: Secret
metadata: {name: keys}
stringData: {key: hunter2hunter2}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
"""


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "repo")
    (tmp_path / "repo/.git").mkdir()
    monkeypatch.chdir(tmp_path / "repo")
    return tmp_path / "repo"


def run(words: str) -> tuple[int, str, str]:
    return ended(f"kustompy flux-local {words}")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_secrets_and_definitions_are_left_out_unless_they_are_wanted(repository: Path) -> None:
    (repository / "infra/more.yaml").write_text(MORE)
    kinds = {"": ["Namespace"], "--no-skip-secrets": ["Namespace", "Secret"]}
    kinds["--no-skip-crds --skip-secrets"] = ["CustomResourceDefinition", "Namespace"]
    for flags, expected in kinds.items():
        code, printed, _ = run(f"build ks infra {flags}")
        assert (code, sorted(each[6:] for each in printed.splitlines() if each.startswith("kind: "))) == (0, expected)


def test_another_directory_is_the_old_side(repository: Path, tmp_path: Path) -> None:
    shutil.copytree(repository, tmp_path / "live")
    assert run("diff ks --path-orig ../live")[:2] == (0, "")
    change(repository / "clusters/prod/apps.yaml", '"1.4"', '"1.5"')
    code, printed, said = run("diff ks apps --path-orig ../live --unified 0")
    assert (code, said) == (0, "")
    assert printed.splitlines()[2:] == [
        "@@ -27 +27 @@", "-        image: registry.example.com/web:1.4", "+        image: registry.example.com/web:1.5",
    ]  # fmt: skip
    (repository / "clusters/prod/infra.yaml").unlink()
    code, printed, _ = run("diff ks infra --path-orig ../live")
    assert (code, printed.startswith("--- v1 Namespace shop\n+++ /dev/null\n")) == (0, True)
    code, printed, _ = run("diff ks apps --path-orig ../live -o json")
    assert [each["resource"]["name"] for each in json.loads(printed)["changes"]] == ["web"]


def test_labels_and_annotations_that_are_stripped(repository: Path, tmp_path: Path) -> None:
    deployment = repository / "apps/web/deployment.yaml"
    change(deployment, "metadata:\n  name: web\n", "metadata:\n  name: web\n  annotations: {checksum: a, kept: a}\n")
    shutil.copytree(repository, tmp_path / "live")
    change(deployment, "checksum: a", "checksum: b")
    assert "checksum: b" in run("diff ks apps --path-orig ../live")[1]
    assert run("diff ks apps --path-orig ../live --strip-attrs checksum,chart")[:2] == (0, "")
    change(deployment, "kept: a", "kept: b")
    printed = run("diff ks apps --path-orig ../live --strip-attrs checksum")[1]
    assert ("+    kept: b" in printed, "checksum" in printed) == (True, False)


def test_a_secret_shows_no_value_in_a_diff(repository: Path, tmp_path: Path) -> None:
    (repository / "infra/more.yaml").write_text(MORE)
    shutil.copytree(repository, tmp_path / "live")
    change(repository / "infra/more.yaml", "hunter2hunter2", "hunter3hunter3")
    assert run("diff ks infra --path-orig ../live")[:2] == (0, "")
    for form in ("diff", "object", "json"):
        code, printed, said = run(f"diff ks infra --path-orig ../live --no-skip-secrets -o {form}")
        assert (code, "keys" in printed, "hunter" in printed + said) == (0, True, False)


@pytest.mark.skipif(sys.platform == "win32", reason="the program that stands in for helm is a script")
def test_releases(repository: Path, tmp_path: Path) -> None:
    helm = tmp_path / "helm"
    helm.write_text(SCRIPT)
    helm.chmod(0o755)
    (repository / "clusters/prod/shop.yaml").write_text(CHART)
    (repository / "charts/shop").mkdir(parents=True)
    (repository / "charts/shop/Chart.yaml").write_text("name: shop\n")
    row = "NAME    REVISION    CHART               SOURCE\nshop    1.2.3       shop-charts/shop    flux-system\n"
    assert run("get hr -n shop")[:2] == (0, row)
    assert run("get hr")[1] == "no HelmRelease objects found in namespace 'flux-system'\n"
    code, printed, said = run(f"build hr shop -n shop --helm-command {helm} -a a/v1,b/v1 --kube-version 1.30")
    assert (code, said, "name: shop-given" in printed) == (0, "", True)
    assert "--api-versions a/v1 --api-versions b/v1 --kube-version 1.30" in printed
    assert "4 passed" in run(f"test --enable-helm --helm-command {helm}")[1]
    assert "3 passed" in run("test --no-enable-helm")[1]


def test_one_that_does_not_build_is_told_and_the_others_are_built(repository: Path) -> None:
    change(repository / "clusters/prod/infra.yaml", "path: ./infra", "path: ./missing")
    code, printed, said = run("test -v")
    assert (code, printed.splitlines()[1]) == (1, ".::flux-system::infra::kustomization FAILED")
    assert printed.splitlines()[-1].startswith("1 failed, 2 passed in ")
    assert "clusters/prod/infra.yaml:8:9" in said
    code, printed, said = run("build ks")
    assert (code, "kind: Deployment" in printed, "KST252" in said) == (1, True, True)


def test_what_is_printed_goes_into_a_file(repository: Path) -> None:
    assert run("build ks infra --output-file out.yaml") == (0, "", "")
    assert (repository / "out.yaml").read_text() == run("build ks infra")[1]


def test_manifests_are_printed_as_they_are_built(repository: Path) -> None:
    """A script in a manifest may speak to the runner of a pipeline: that is its value."""
    script = "run: |\n    ::group::build\n    echo ##[section]\n"
    (repository / "infra/script.yaml").write_text(
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: script}}\ndata:\n  {script}"
    )
    code, printed, _ = run("build ks infra")
    assert (code, script in printed, printed) == (0, True, ended("kustompy flux build clusters/prod/infra.yaml")[1])


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
def test_a_revision_is_the_old_side(repository: Path) -> None:
    shutil.rmtree(repository / ".git")
    for words in (["init", "-q", "-b", "main", "."], ["add", "-A"], ["commit", "-qm", "all"]):
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *words], cwd=repository, check=True
        )
    assert run("diff ks --branch-orig main")[:2] == (0, "")
    assert run("diff ks none")[1] == "Kustomization object 'none' not found in namespace 'flux-system'\n"
    change(repository / "apps/web/deployment.yaml", "name: LEVEL", "name: DEPTH")
    assert "+        - name: DEPTH" not in run("diff ks infra")[1]
    assert "name: DEPTH" in run("diff ks apps")[1]
    change(repository / "clusters/prod/apps.yaml", "./apps", "./missing")
    code, printed, said = run("diff ks apps")
    assert (code, printed, "KST252" in said) == (1, "", True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", 'unknown command "" for "kustompy flux-local"'),
        ("shell", 'unknown command "shell"'),
        ("build cluster", 'unknown command "cluster" for "kustompy flux-local build"'),
        ("build ks one two", 'unknown command "two"'),
        ("build ks none", "Kustomization object 'none' not found in namespace 'flux-system'"),
        ("build ks --path none", "lstat none: no such file or directory"),
        ("diff ks -o yaml", "diff has no output 'yaml'"),
        ("diff ks -u x", "--unified x is not a number"),
        ("get ks -o yaml", "get has no output 'yaml'"),
        ("get cluster --only-images -o json", "--only-images goes with --enable-images"),
        ("get cluster --enable-images", "--enable-images goes with -o yaml or json"),
        ("test --sources shop=./k8s", "--sources shop=./k8s: a source begins at the top of the repository"),
        ("test --output-file none/out --path clusters", ""),
        ("build ks --output-file none/out", "open none/out: no such file or directory"),
    ],
)
def test_what_makes_no_sense(words: str, message: str) -> None:
    code, printed, said = run(words)
    if not message:
        assert code == 0  # `test` prints on the terminal
        return
    assert (code, printed) == (1, "")
    assert message in said
    assert "= help: " in said
