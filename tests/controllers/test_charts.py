"""Charts of objects: a target like any other, read within the walls, and rendered by the real helm in the same way."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

import kustompy
from tests.controllers.helm import stand_in
from tests.controllers.suite import ended, read, write_files

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
RELEASE = "clusters/prod#HelmRelease/shop/web"
# prints the values that it is given where they do not belong
TELLING = f"""#!{sys.executable}
import sys
if sys.argv[1] == "version":
    print("v3.1.0")
else:
    sys.stderr.write(open(sys.argv[sys.argv.index("-f") + 1]).read())
    sys.exit(1)
"""
ENVIRONMENT = {"PATH": os.environ["PATH"]}


@pytest.fixture
def helm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    folder = tmp_path / "repo"
    write_files(read("flux_release"), folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("KUSTOMPY_FORMAT", "text")
    return stand_in(tmp_path / "programs")


def built(helm: str, **more: object) -> kustompy.Build:
    return kustompy.build(RELEASE, enable_helm=True, helm_command=helm, environment=ENVIRONMENT, **more)  # type: ignore[arg-type]


def test_the_library_finds_releases_if_helm_may_run(helm: str) -> None:
    assert [each.kind for each in kustompy.flux.find("clusters/prod")] == ["Kustomization"]
    found = kustompy.flux.find("clusters/prod", enable_helm=True)
    assert [each.target for each in found] == ["clusters/prod#flux-system/apps", RELEASE]
    with pytest.raises(kustompy.LoadError) as caught:
        kustompy.build(RELEASE)
    assert caught.value.code == "KST601"


def test_a_list_runs_no_helm_unless_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in {
        "charts/apps/Chart.yaml": "name: apps\n", "charts/apps/templates/a.yaml": APPLICATION.format("child", "app"),
        "apps.yaml": APPLICATION.format("root", "charts/apps"), "kustompy.toml": "",
        "release.yaml": "{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {name: r}, spec: {}}\n",
    }.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    log = tmp_path / "log"
    program = tmp_path / "helm"
    program.write_text(f"#!/bin/sh\necho run >> {log}\nexit 1\n")
    program.chmod(0o755)
    for command in (
        "argocd get .",
        "flux get .",
        "flux-local get hr -A",
        "flux-local get cluster -o yaml",
        "targets '.#*'",
    ):
        assert ended(f"kustompy {command}{'' if 'targets' in command else f' --helm-command {program}'}")[0] == 0
    assert not log.exists()
    assert ended(f"kustompy argocd get . --enable-helm --helm-command {program}")[0] == 0
    assert log.exists()


APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {}, namespace: argocd}}
spec: {{source: {{repoURL: https://git.example.com/a, path: {}}}, destination: {{namespace: a}}}}
"""


def test_what_it_depends_on(helm: str) -> None:
    build = built(helm)
    read_files = {os.path.relpath(each) for each in build.dependencies.read}
    wanted = {"apps/web.yaml", "apps/web-values.yaml", "charts/more.yaml", "charts/web/templates/all.yaml"}
    assert wanted <= read_files


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("spec.template.spec.containers[0].image", '  apps/web.yaml:26:57  images  made of it, with "3"'),
        ("spec.selector.matchLabels.app", "  apps/web.yaml:8:7  chart"),
        ("metadata.annotations.team", "  apps/web.yaml:14:25  commonMetadata  a"),
    ],
)
def test_writers_stand_in_the_release(field: str, line: str, helm: str) -> None:
    code, printed, _ = ended(f"kustompy explain {RELEASE} Deployment/web {field} --enable-helm --helm-command {helm}")
    assert (code, printed.splitlines()[3:]) == (0, [line])


def test_a_chart_in_memory(helm: str) -> None:
    files = {os.path.realpath("charts/web/templates/more.yaml"): b"apiVersion: v1\nkind: Secret\nmetadata: {name: m}\n"}
    assert "m" in [each.name for each in built(helm, files=files)]


def test_a_chart_that_leads_out(helm: str, tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: outside}\n")
    os.symlink(tmp_path / "outside.yaml", "charts/web/templates/link.yaml")
    with pytest.raises(kustompy.KustompyError) as caught:
        built(helm)
    assert caught.value.code == "KST314"


def test_a_directory_that_links_to_itself(helm: str) -> None:
    os.symlink("..", "charts/web/templates/loop")
    with pytest.raises(kustompy.KustompyError):
        built(helm, limits=kustompy.Limits(includes=200))


def test_values_of_a_secret_are_in_no_message(helm: str) -> None:
    path = Path("apps/web.yaml")
    path.write_text(
        path.read_text().replace("data: {host: d2ViLmV4YW1wbGUuY29t}", 'stringData: {host: "hunter2hunter2"}')
    )
    Path(helm).write_text(TELLING)
    code, printed, said = ended(f"kustompy build {RELEASE} --enable-helm --helm-command {helm}")
    assert (code, printed, "KST606" in said, "hunter2" in said) == (1, "", True, False)
