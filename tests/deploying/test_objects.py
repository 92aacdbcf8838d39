"""Objects of Flux and Argo CD are deployed: in which order, what is waited for, pruned, left out, and run again."""

from __future__ import annotations

import functools
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

import kustompy
from kustompy.deploying.kubectl import Kubectl
from tests.controllers.suite import ended
from tests.deploying.cluster import Cluster
from tests.deploying.fake_kubectl import FakeKubectl
from tests.deploying.test_commands import git

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Cluster:
    cluster = Cluster()
    fake = FakeKubectl(cluster)

    def kubectl_of(line: Any) -> Kubectl:
        return Kubectl(environment=os.environ, run=fake, pause=lambda seconds: None)

    monkeypatch.setattr("kustompy.cli.deploy_one.kubectl_of", kubectl_of)
    patched = functools.partial(Kubectl, run=fake, pause=lambda seconds: None)
    monkeypatch.setattr("kustompy.api.deploy.Kubectl", patched)
    return cluster


@pytest.fixture
def flux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "examples/flux", tmp_path / "repo")
    (tmp_path / "repo/.git").mkdir()
    # the cluster of the tests has no objects of Flux
    (tmp_path / "repo/clusters/prod/kustomization.yaml").write_text("resources: [cluster.yaml]\n")
    (tmp_path / "repo/infra/more.yaml").write_text(MORE)
    monkeypatch.chdir(tmp_path / "repo")
    return tmp_path / "repo"


MORE = """\
apiVersion: v1
kind: Namespace
metadata: {name: flux-system}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: extra, namespace: shop}
data: {a: b}
"""


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def applied(printed: str) -> list[str]:
    """The resources in the order in which they were made or changed."""
    lines = [line.strip() for line in printed.splitlines()]
    return [
        line.rpartition(": ")[0].replace("default/", "")
        for line in lines
        if line.endswith((": created", ": configured"))
    ]


def test_all_objects_in_the_order_of_what_they_depend_on(flux: Path, cluster: Cluster) -> None:
    (flux / "clusters/prod/flux-system/gotk-sync.yaml").unlink()
    code, printed, said = ended("kustompy deploy 'clusters/prod#*'")
    assert (code, said) == (0, "")
    assert applied(printed) == [
        "Namespace flux-system", "Namespace shop", "ConfigMap shop/extra", "Deployment shop/web",
    ]  # fmt: skip
    assert "deployed clusters/prod#flux-system/infra: 3 created" in printed
    assert "deployed clusters/prod#flux-system/apps: 1 created" in printed


def test_what_depends_on_one_that_fails_is_not_tried(flux: Path, cluster: Cluster) -> None:
    cluster.stuck["web"] = "no node has room"
    (flux / "clusters/prod/flux-system/gotk-sync.yaml").unlink()
    text = (flux / "clusters/prod/infra.yaml").read_text()
    (flux / "clusters/prod/last.yaml").write_text(
        text.replace("name: infra\n", "name: last\n").replace("path:", "dependsOn: [{name: apps}]\n  path:")
    )
    (flux / "clusters/prod/other.yaml").write_text(text.replace("name: infra\n", "name: other\n"))
    code, printed, said = ended("kustompy deploy 'clusters/prod#*' --timeout 1")
    assert code == 1
    assert "Deployment shop/web" in said
    assert (
        "# Warning: clusters/prod#flux-system/last is not tried: clusters/prod#flux-system/apps comes before it and is"
        " not deployed\n"
    ) in said
    assert "deployed clusters/prod#flux-system/other" in printed
    assert "flux-system/last" not in printed


def test_nothing_is_deployed_unless_everything_builds(flux: Path, cluster: Cluster) -> None:
    change(flux / "clusters/prod/apps.yaml", "path: ./apps", "path: ./missing")
    code, printed, said = ended("kustompy deploy 'clusters/prod#*'")
    assert (code, printed, "clusters/prod/apps.yaml:10:9" in said) == (1, "", True)
    assert cluster.requests == []


def test_one_that_is_suspended(flux: Path, cluster: Cluster) -> None:
    (flux / "clusters/prod/flux-system/gotk-sync.yaml").unlink()
    change(flux / "clusters/prod/apps.yaml", "  prune: true", "  prune: true\n  suspend: true")
    code, printed, said = ended("kustompy deploy clusters/prod#flux-system/apps")
    assert (code, printed, "KST669" in said) == (1, "", True)
    code, printed, said = ended("kustompy deploy 'clusters/prod#*'")
    assert (code, said) == (0, "# Warning: Kustomization flux-system/apps is not deployed: it is suspended\n")
    assert "Deployment shop/web" not in printed


def test_pruning_is_for_objects_that_ask_for_it(flux: Path, cluster: Cluster) -> None:
    infra = "kustompy deploy clusters/prod#flux-system/infra --prune --yes"
    assert ended(infra)[0] == 0
    change(flux / "infra/more.yaml", "name: extra", "name: other")
    change(flux / "clusters/prod/infra.yaml", "prune: true", "prune: false")
    code, _, said = ended(infra)
    assert (code, said) == (
        0, "# Warning: clusters/prod#flux-system/infra has no `prune: true`, so nothing of it is pruned\n",
    )  # fmt: skip
    assert cluster.found("ConfigMap", "extra", "shop")
    change(flux / "clusters/prod/infra.yaml", "prune: false", "prune: true")
    extra = cluster.found("ConfigMap", "extra", "shop")
    for marks in (
        {"kustomize.toolkit.fluxcd.io/prune": "disabled"}, {"argocd.argoproj.io/sync-options": "A=b, Prune=false"},
    ):  # fmt: skip
        extra["metadata"]["annotations"] = marks
        code, printed, _ = ended(f"{infra} --format json")
        (mark,) = [f"{key}: {value.rpartition(' ')[2]}" for key, value in marks.items()]
        assert (code, f"it has {mark}" in printed, "1 kept" in ended(infra)[1]) == (0, True, True)
        assert cluster.found("ConfigMap", "extra", "shop")
    del extra["metadata"]["annotations"]
    assert "ConfigMap shop/extra: pruned" in ended(infra)[1]


def test_health_checks_are_waited_for(flux: Path, cluster: Cluster) -> None:
    checks = "healthChecks: [{apiVersion: apps/v1, kind: Deployment, name: other, namespace: shop}]"
    change(flux / "clusters/prod/infra.yaml", "  prune: true", f"  prune: true\n  timeout: 1m0.5s\n  {checks}")
    code, _, said = ended("kustompy deploy clusters/prod#flux-system/infra --timeout 1")
    assert (code, "Deployment shop/other: not ready after 1 seconds: it does not exist" in said) == (1, True)
    cluster.new({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "other", "namespace": "shop"},
        "spec": {"replicas": 1},
    })  # fmt: skip
    assert ended("kustompy deploy clusters/prod#flux-system/infra")[0] == 0
    cluster.stuck["other"] = "no node"
    assert ended("kustompy deploy clusters/prod#flux-system/infra --no-wait")[0] == 0
    change(flux / "clusters/prod/infra.yaml", "1m0.5s", "5 minutes")
    code, _, said = ended("kustompy deploy clusters/prod#flux-system/infra")
    assert (code, "`spec.timeout` is 5 minutes" in said) == (1, True)


@pytest.mark.parametrize("flag", ["--plan plan.json", "--apply-set shop"])
def test_flags_of_one_target(flux: Path, cluster: Cluster, flag: str) -> None:
    code, printed, said = ended(f"kustompy deploy 'clusters/prod#*' {flag}")
    assert (code, printed, "is for one target" in said) == (2, "", True)


APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  source: {repoURL: https://git.example.com/shop/cluster, path: app}
  destination: {namespace: default}
"""
RESOURCES = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: plain}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: late, annotations: {argocd.argoproj.io/sync-wave: "5"}}
spec: {replicas: 1}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: last, annotations: {argocd.argoproj.io/sync-wave: "6"}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: after, annotations: {argocd.argoproj.io/hook: PostSync}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: before, annotations: {argocd.argoproj.io/hook: PreSync}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: broken, annotations: {argocd.argoproj.io/hook: SyncFail}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: gone, annotations: {helm.sh/hook: post-delete}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: early, annotations: {argocd.argoproj.io/sync-wave: "-1"}}
"""


@pytest.fixture
def argocd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "app").mkdir()
    (tmp_path / "kustompy.toml").write_text("")
    (tmp_path / "apps.yaml").write_text(APPLICATION)
    (tmp_path / "app/all.yaml").write_text(RESOURCES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_hooks_and_sync_waves_say_what_is_applied_before_what(argocd: Path, cluster: Cluster) -> None:
    cluster.pace = 3
    code, printed, said = ended("kustompy deploy apps.yaml#argocd/web")
    assert (code, said) == (0, "")
    assert applied(printed) == [
        "Job before", "ConfigMap early", "ConfigMap plain", "Deployment late", "ConfigMap last", "Job after",
    ]  # fmt: skip
    lines = printed.splitlines()
    assert [line for line in lines if line.startswith("wave ")] == [
        "wave 1 of 6: PreSync, workloads",
        "wave 2 of 6: sync wave -1, what others need",
        "wave 3 of 6: what others need",
        "wave 4 of 6: sync wave 5, workloads",
        "wave 5 of 6: sync wave 6, what others need",
        "wave 6 of 6: PostSync, workloads",
    ]
    # each wave waits for all of the one before
    assert lines.index("  Deployment default/late: available, replicas: 1") < lines.index(
        "  ConfigMap default/last: created"
    )
    ends = next(at for at, line in enumerate(lines) if line.startswith("  Job default/before: the Job is complete"))
    assert ends < lines.index("  ConfigMap default/early: created")


def test_a_hook_that_fails_ends_the_deploy(argocd: Path, cluster: Cluster) -> None:
    cluster.stuck["before"] = "BackoffLimitExceeded"
    code, printed, said = ended("kustompy deploy apps.yaml#argocd/web")
    assert (code, applied(printed), "Job" in said) == (1, ["Job before"], True)


def test_hooks_run_again_unless_they_say_otherwise(argocd: Path, cluster: Cluster) -> None:
    deploy = "kustompy deploy apps.yaml#argocd/web"
    assert ended(deploy)[0] == 0
    first = {name: cluster.found("Job", name)["metadata"]["uid"] for name in ("before", "after")}
    change(
        argocd / "app/all.yaml", "hook: PostSync", "hook: PostSync, argocd.argoproj.io/hook-delete-policy: HookFailed"
    )
    # what is no Job and no Pod may hold data: it is applied, and never deleted
    change(argocd / "app/all.yaml", "{name: plain}", "{name: plain, annotations: {argocd.argoproj.io/hook: Sync}}")
    plain = cluster.found("ConfigMap", "plain")["metadata"]["uid"]
    before = cluster.state()
    assert ended(f"{deploy} --dry-run")[0] == 0
    assert cluster.state() == before
    assert ended(deploy)[0] == 0
    second = {name: cluster.found("Job", name)["metadata"]["uid"] for name in first}
    assert (second["before"] != first["before"], second["after"] == first["after"]) == (True, True)
    assert cluster.found("ConfigMap", "plain")["metadata"]["uid"] == plain


def test_hooks_are_nothing_special_in_a_directory(argocd: Path, cluster: Cluster) -> None:
    (argocd / "app/kustomization.yaml").write_text("resources: [all.yaml]\n")
    code, printed, _ = ended("kustompy deploy app")
    assert (code, "wave 2 of 2: workloads" in printed, "Job broken" in applied(printed)) == (0, True, True)
    assert ended("kustompy deploy app")[1].rpartition(", in")[0].endswith("8 unchanged")


# in Python


def titles(deployed: kustompy.Deployed) -> list[str]:
    """The resources that were made, in the order in which they were."""
    return [each.title.replace("default/", "") for each in deployed.with_action("created")]


@pytest.fixture
def all_of_it(flux: Path, cluster: Cluster) -> Path:
    (flux / "clusters/prod/flux-system/gotk-sync.yaml").unlink()
    return flux


def test_the_library_deploys_all_objects_in_order(all_of_it: Path) -> None:
    found = kustompy.deploy("clusters/prod#*")
    assert (found.target, found.is_done, found.warnings) == ("clusters/prod#*", True, ())
    assert titles(found) == ["Namespace flux-system", "Namespace shop", "ConfigMap shop/extra", "Deployment shop/web"]
    assert [each.target for each in found.parts] == [
        "clusters/prod#flux-system/infra",
        "clusters/prod#flux-system/apps",
    ]
    assert [len(each.outcomes) for each in found.parts] == [3, 1]
    assert found.to_dict()["targets"] == [each.to_dict() for each in found.parts]
    assert "targets" not in found.parts[0].to_dict()


def test_the_library_does_not_try_what_depends_on_one_that_fails(all_of_it: Path, cluster: Cluster) -> None:
    cluster.stuck["web"] = "ProgressDeadlineExceeded"
    text = (all_of_it / "clusters/prod/infra.yaml").read_text()
    (all_of_it / "clusters/prod/last.yaml").write_text(
        text.replace("name: infra\n", "name: last\n").replace("path:", "dependsOn: [{name: apps}]\n  path:")
    )
    (all_of_it / "clusters/prod/other.yaml").write_text(text.replace("name: infra\n", "name: other\n"))
    with pytest.raises(kustompy.ClusterError, match="Deployment shop/web: the progress deadline") as raised:
        kustompy.deploy("clusters/prod#*")
    found = raised.value.deployed
    assert found is not None
    assert [(each.target.rpartition("/")[2], each.is_done) for each in found.parts] == [
        ("infra", True), ("other", True), ("apps", False),
    ]  # fmt: skip
    assert found.warnings == (
        "clusters/prod#flux-system/last is not tried: clusters/prod#flux-system/apps comes before it and is not"
        " deployed",
    )
    assert (found.is_done, [each.code for each in raised.value.diagnostics]) == (False, ["KST662"])


def test_the_library_leaves_out_what_is_suspended(all_of_it: Path) -> None:
    change(all_of_it / "clusters/prod/apps.yaml", "  prune: true", "  prune: true\n  suspend: true")
    with pytest.raises(kustompy.ClusterError, match="it is suspended"):
        kustompy.deploy("clusters/prod#flux-system/apps")
    found = kustompy.deploy("clusters/prod#*", dry_run=True)
    assert (found.is_dry_run, [each.target for each in found.parts]) == (True, ["clusters/prod#flux-system/infra"])
    assert found.warnings == ("Kustomization flux-system/apps is not deployed: it is suspended",)


def test_the_library_prunes_by_the_set_of_the_command(all_of_it: Path, cluster: Cluster) -> None:
    assert ended("kustompy deploy 'clusters/prod#*' --prune --yes")[0] == 0
    change(all_of_it / "infra/more.yaml", "name: extra", "name: other")
    change(all_of_it / "clusters/prod/infra.yaml", "prune: true", "prune: false")

    def deploy() -> kustompy.Deployed:
        return kustompy.deploy("clusters/prod#*", prune=True, may_prune=lambda _: True, environment=os.environ)

    kept = deploy()
    assert kept.with_action("pruned") == []
    assert kept.warnings == ("clusters/prod#flux-system/infra has no `prune: true`, so nothing of it is pruned",)
    change(all_of_it / "clusters/prod/infra.yaml", "prune: false", "prune: true")
    assert [each.title for each in deploy().with_action("pruned")] == ["ConfigMap shop/extra"]


def test_the_library_waits_by_health_checks_and_timeout(flux: Path, cluster: Cluster) -> None:
    checks = "healthChecks: [{apiVersion: apps/v1, kind: Deployment, name: other, namespace: shop}]"
    change(flux / "clusters/prod/infra.yaml", "  prune: true", f"  prune: true\n  timeout: 0.5s\n  {checks}")
    infra = "clusters/prod#flux-system/infra"
    for given, words in ((None, "0.5 seconds"), (1, "1 seconds")):
        with pytest.raises(kustompy.ClusterError, match=f"Deployment shop/other: not ready after {words}"):
            kustompy.deploy(infra, timeout=given)


def test_the_library_follows_hooks_and_waves(argocd: Path, cluster: Cluster) -> None:
    found = kustompy.deploy("apps.yaml#argocd/web")
    assert titles(found) == [
        "Job before", "ConfigMap early", "ConfigMap plain", "Deployment late", "ConfigMap last", "Job after",
    ]  # fmt: skip
    first = cluster.found("Job", "before")["metadata"]["uid"]
    assert kustompy.deploy("apps.yaml#*").is_done
    assert cluster.found("Job", "before")["metadata"]["uid"] != first


def test_what_the_library_refuses(flux: Path, cluster: Cluster) -> None:
    for subject, choices, words in (
        ("clusters/prod#*", {"apply_set": "shop"}, "apply_set is for one target"),
        ([], {"prune": True}, "prune needs the name of a set"),
        ("apps#*", {}, "nothing to deploy below apps"),
    ):
        with pytest.raises(kustompy.UsageError, match=words):
            kustompy.deploy(subject, **choices)
    with pytest.raises(kustompy.LoadError, match="lstat missing: no such file"):
        kustompy.deploy("missing#*")
    assert cluster.requests == []


def test_the_library_takes_options_of_builds(flux: Path, cluster: Cluster) -> None:
    apps = "clusters/prod#flux-system/apps"
    change(
        flux / "clusters/prod/apps.yaml",
        "    name: flux-system\n  targetNamespace",
        "    name: home\n  targetNamespace",
    )
    with pytest.raises(kustompy.KustompyError):
        kustompy.deploy(apps)
    cluster.new({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})
    assert titles(kustompy.deploy(apps, options={"own_sources": ["home"]})) == ["Deployment shop/web"]


# as a revision has them


@pytest.fixture
def revised(all_of_it: Path) -> Path:
    """A repository whose work tree cannot be built any more."""
    (all_of_it / ".git").rmdir()
    for words in ("init -q -b main", "add .", "commit -q -m first"):
        git(*words.split())
    (all_of_it / "infra/more.yaml").unlink()
    change(all_of_it / "clusters/prod/apps.yaml", "path: ./apps", "path: ./missing")
    return all_of_it


def test_a_rollback_of_all_objects(revised: Path, cluster: Cluster) -> None:
    code, printed, said = ended("kustompy rollback 'clusters/prod#*' --to main")
    assert (code, said) == (0, "")
    assert applied(printed) == [
        "Namespace flux-system", "Namespace shop", "ConfigMap shop/extra", "Deployment shop/web",
    ]  # fmt: skip
    commit = git("rev-parse", "HEAD")[:10]
    assert f"deployed clusters/prod#flux-system/infra at {commit}: 3 created" in printed
    assert f"deployed clusters/prod#flux-system/apps at {commit}: 1 created" in printed
    code, printed, said = ended("kustompy rollback 'clusters/prod#*' --to main --apply-set shop")
    assert (code, printed, "is for one target" in said) == (2, "", True)


def test_a_rollback_follows_the_fields_as_the_revision_has_them(revised: Path, cluster: Cluster) -> None:
    change(revised / "clusters/prod/infra.yaml", "prune: true", "prune: false\n  suspend: true")
    infra = "kustompy rollback clusters/prod#flux-system/infra --prune --yes"
    code, _, said = ended(f"{infra} --to main")
    assert (code, said) == (0, "")
    git("commit", "-q", "-a", "-m", "second")
    code, printed, said = ended(f"{infra} --to HEAD")
    assert (code, printed, "KST669" in said) == (1, "", True)


def test_a_rollback_of_an_application_has_hooks_and_waves(argocd: Path, cluster: Cluster) -> None:
    for words in ("init -q -b main", "add .", "commit -q -m first"):
        git(*words.split())
    (argocd / "app/all.yaml").unlink()
    os.symlink(".", "here")
    code, printed, said = ended("kustompy rollback here/apps.yaml#argocd/web --to main")
    assert (code, said) == (0, "")
    assert applied(printed) == [
        "Job before", "ConfigMap early", "ConfigMap plain", "Deployment late", "ConfigMap last", "Job after",
    ]  # fmt: skip
