"""What a branch changes in the overlays of a repository."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kustompy
from kustompy.cli import main
from kustompy.model.resource import Resource
from kustompy.planning.plan.dangers import dangers
from kustompy.rendering.pipeline import of_directory
from kustompy.session.session import Session
from tests.planning.goldens_of import held

Git = Callable[..., str]
Manifest = dict[str, Any]


def replace(path: str, old: str, new: str) -> None:
    text = Path(path).read_text()
    assert old in text
    Path(path).write_text(text.replace(old, new))


def commit(git: Git) -> None:
    git("add", "-A")
    git("commit", "-qm", "more")


@pytest.fixture
def branch(repository: Path, git: Git) -> Path:
    """A branch that changes a base, an overlay and an image, and adds and removes an overlay."""
    git("checkout", "-qb", "topic")
    replace("base/redis/statefulset.yaml", "serviceName: redis", "serviceName: cache")
    replace("overlays/prod/kustomization.yaml", "count: 4", "count: 0")
    replace("overlays/prod/kustomization.yaml", 'newTag: "2.18.3"', 'newTag: "2.19.0"')
    shutil.copytree("overlays/dev", "overlays/test")
    replace("overlays/test/kustomization.yaml", "notes-dev", "notes-test")
    commit(git)
    return repository


def planned(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert main(["plan", *arguments]) == code
    return capsys.readouterr().out


@pytest.mark.parametrize(("form", "name"), [("text", "plan.txt"), ("markdown", "plan.md"), ("github", "plan.github")])
def test_each_form(form: str, name: str, branch: Path, git: Git, capsys: pytest.CaptureFixture[str]) -> None:
    out = planned(capsys, "--format", form, "--no-findings")
    for number, revision in enumerate(("main", "HEAD")):
        out = out.replace(git("rev-parse", revision).strip()[:10], f"commit{number}")
    held(f"plan/{name}", out)


def test_the_json_and_the_file_beside_it(branch: Path, git: Git, capsys: pytest.CaptureFixture[str]) -> None:
    out = planned(capsys, "--format", "json", "--out", "plan.json")
    assert Path("plan.json").read_text() == out
    plan = json.loads(out)
    assert plan["base"]["commit"] == git("rev-parse", "main").strip()
    assert [(each["target"], each["status"]) for each in plan["overlays"]] == [
        ("overlays/dev", "changed"), ("overlays/prod", "changed"), ("overlays/test", "new"),
    ]  # fmt: skip
    assert {"old": "registry.example.com/notes/web:2.18.3", "new": "registry.example.com/notes/web:2.19.0",
            "overlays": ["overlays/prod"]} in plan["images"]  # fmt: skip
    assert {(each["code"], each["resource"]) for each in plan["dangers"]} == {
        ("KST993", "StatefulSet redis"), ("KST997", "Deployment web"),
    }  # fmt: skip
    (shared,) = [each for each in plan["changes"] if len(each["overlays"]) > 1]
    assert (shared["overlays"], shared["resource"]["name"]) == (["overlays/dev", "overlays/prod"], "redis")
    assert "KST963" in {each["code"] for each in plan["findings"]}
    found = json.loads(planned(capsys, "--format", "gitlab"))
    assert {"KST993", "KST963"} <= {each["check_name"] for each in found}


def test_findings_that_were_there_before_are_not_new(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = kustompy.lint(".")
    replace("overlays/prod/kustomization.yaml", "count: 4", "count: 5")
    plan = json.loads(planned(capsys, "--base", "HEAD", "--format", "json"))
    assert plan["findings"] == []
    assert before or plan["changes"]
    replace("base/web/deployment.yaml", "revisionHistoryLimit: 3", "revisionHistoryLimit: x")
    plan = json.loads(planned(capsys, "--base", "HEAD", "--format", "json"))
    (found,) = [each for each in plan["findings"] if each["code"] == "KST900"] or plan["findings"]
    assert (found["file"], found["line"]) == ("base/web/deployment.yaml", 7)


@pytest.mark.parametrize(
    ("settings", "comment"),
    [('[[exception]]\ncode = "KST900"\nreason = "on its way out"\n', ""), ("", "  # kustompy: ignore KST900")],
)
def test_findings_that_may_stay_are_not_told(
    settings: str, comment: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("kustompy.toml").write_text(settings)
    replace("base/web/deployment.yaml", "revisionHistoryLimit: 3", f"revisionHistoryLimit: x{comment}")
    assert json.loads(planned(capsys, "--base", "HEAD", "--format", "json"))["findings"] == []


def test_findings_and_causes_share_their_builds(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    built = []

    def rendered(target: str, session: Session) -> list[Resource]:
        built.append(session.trace is not None)
        return of_directory(target, session)

    monkeypatch.setattr("kustompy.rendering.pipeline.rendered", rendered)
    monkeypatch.setattr("kustompy.linting.run.rendered", rendered)
    replace("overlays/prod/kustomization.yaml", "count: 4", "count: 5")
    assert "overlays/prod/kustomization.yaml:38:10 replicas" in planned(capsys, "--base", "HEAD")
    # both sides, and the new one with who wrote what
    assert built == [False, False, True]


def test_nothing_changes(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "nothing changes in the 0 overlays" in planned(capsys)
    Path("README.md").write_text("other words\n")
    replace("base/web/deployment.yaml", "revisionHistoryLimit: 3", "revisionHistoryLimit:   3")
    assert "nothing changes in the 2 overlays" in planned(capsys)
    assert planned(capsys, "--fail-on", "change")


def test_fail_on(branch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for on, code in (("none", 0), ("danger", 1), ("finding", 1), ("change", 1)):
        planned(capsys, "--fail-on", on, code=code)


def test_what_can_be_planned_is_planned(branch: Path, git: Git, capsys: pytest.CaptureFixture[str]) -> None:
    Path("overlays/test/kustomization.yaml").write_text("resources: [gone.yaml]\n")
    out = planned(capsys, code=1)
    assert "overlays/test no longer builds:\n" in out
    assert "StatefulSet redis" in out
    commit(git)
    shutil.copy("overlays/dev/kustomization.yaml", "overlays/test/kustomization.yaml")
    replace("overlays/prod/kustomization.yaml", "count: 0", "count: 7")
    out = planned(capsys, "--base", "HEAD")
    assert "overlays/test did not build before:\n" in out
    assert "0 → 7" in out
    assert "removed" not in out


def test_an_overlay_that_is_gone(repository: Path, git: Git, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree("overlays/prod")
    plan = json.loads(planned(capsys, "--base", "HEAD", "--format", "json"))
    assert [(each["target"], each["status"]) for each in plan["overlays"]] == [("overlays/prod", "gone")]
    codes = {each["resource"]: each["code"] for each in plan["dangers"]}
    assert codes["Namespace notes"] == codes["PersistentVolumeClaim uploads"] == "KST994"
    assert codes["Service web"] == "KST995"


def test_two_revisions(branch: Path, git: Git, capsys: pytest.CaptureFixture[str]) -> None:
    git("checkout", "-q", "main")
    out = planned(capsys, "--base", "main", "--head", "topic")
    assert "overlays/test" in out
    assert "not committed" not in out


def test_the_default_base(
    branch: Path, git: Git, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert planned(capsys).startswith("the merge base with main (")
    git("branch", "-m", "main", "trunk")
    capsys.readouterr()
    assert main(["plan"]) == 2
    assert "no default branch is known" in capsys.readouterr().err
    monkeypatch.setenv("GITHUB_BASE_REF", "trunk")
    assert planned(capsys).startswith("the merge base with trunk (")
    git("clone", "-q", "--depth", "1", "--branch", "topic", f"file://{branch}", os.fspath(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    assert main(["plan"]) == 2
    assert "fetch-depth: 0" in capsys.readouterr().err


def test_a_submodule_that_has_changed_is_noted(
    repository: Path, git: Git, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git("clone", "-q", os.fspath(repository), os.fspath(tmp_path / "other"))
    git("submodule", "add", "-q", os.fspath(tmp_path / "other"), "module")
    commit(git)
    git("commit", "-q", "--allow-empty", "-m", "two", at=repository / "module")
    replace("overlays/prod/kustomization.yaml", "count: 4", "count: 5")
    out = planned(capsys, "--base", "HEAD")
    assert "submodules have changed, and are not looked into: module" in out
    assert "4 → 5" in out


def test_a_sparse_checkout_is_noted(repository: Path, git: Git, capsys: pytest.CaptureFixture[str]) -> None:
    git("sparse-checkout", "set", "overlays")
    replace("overlays/prod/kustomization.yaml", "count: 4", "count: 5")
    out = planned(capsys, "--base", "HEAD", code=1)
    assert "the checkout is sparse" in out
    assert "overlays/prod no longer builds" in out


def test_secrets_are_in_no_form(repository: Path, git: Git, capsys: pytest.CaptureFixture[str]) -> None:
    text = Path("overlays/prod/secrets.env").read_text()
    old = [line.partition("=")[2] for line in text.splitlines() if "=" in line]
    Path("overlays/prod/secrets.env").write_text(
        "".join(f"{line}x\n" if "=" in line else f"{line}\n" for line in text.splitlines())
    )
    for form in ("text", "markdown", "json", "github", "gitlab"):
        out = planned(capsys, "--base", "HEAD", "--format", form)
        assert [each for each in old if len(each) > 3 and each in out] == []
        assert "app-secrets" in out or form in ("github", "gitlab")


def test_many_overlays_are_told_once(repository: Path, git: Git, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(20):
        directory = Path(f"fleet/o{number:02}")
        directory.mkdir(parents=True)
        (directory / "kustomization.yaml").write_text(
            f"resources: [../../base/web]\nnamePrefix: o{number}-\nnamespace: n{number}\n"
        )
    commit(git)
    replace("base/web/deployment.yaml", "revisionHistoryLimit: 3", "revisionHistoryLimit: 4")
    out = planned(capsys, "--base", "HEAD", "fleet", "--no-findings")
    assert "× 20 overlays: fleet/o00, fleet/o01, fleet/o02 and 17 more\n" in out
    assert out.count("revisionHistoryLimit: 3 → 4\n        base/web/deployment.yaml:7:25 resources\n") == 1
    assert out.endswith("20 overlays (20 changed): 1 distinct change, 0 dangers, 0 new findings\n")


def test_the_plan_in_python(branch: Path) -> None:
    plan = kustompy.plan(base="main", environment=os.environ)
    assert [each.target for each in plan.differing] == ["overlays/dev", "overlays/prod", "overlays/test"]
    assert not plan.is_broken
    assert {each.danger.code for each in plan.dangers} == {"KST993", "KST997"}


def manifest(kind: str, fields: Manifest, name: str = "a", api_version: str = "v1") -> Manifest:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name}, **fields}


def changed(kind: str, old: Manifest, new: Manifest, api_version: str = "v1") -> tuple[list[Manifest], list[Manifest]]:
    return [manifest(kind, old, api_version=api_version)], [manifest(kind, new, api_version=api_version)]


def role(*rules: tuple[str, str]) -> Manifest:
    return {"rules": [{"apiGroups": [""], "resources": [resource], "verbs": [verb]} for verb, resource in rules]}


RBAC = "rbac.authorization.k8s.io/v1"
SUBJECTS = [{"kind": "ServiceAccount", "name": "x", "namespace": "n"}]
CLAIMS = [{"metadata": {"name": "data"}, "spec": {"storageClassName": "a"}}]
DANGERS = {
    "a selector": (
        *changed(
            "Deployment",
            {"spec": {"selector": {"matchLabels": {"a": "1"}}}},
            {"spec": {"selector": {"matchLabels": {"a": "2"}}}},
            "apps/v1",
        ),
        ["KST993"],
    ),
    "a selector that is added to": (
        *changed(
            "Deployment",
            {"spec": {"selector": {"matchLabels": {"a": "1"}}}},
            {"spec": {"selector": {"matchLabels": {"a": "1", "b": "2"}}}},
            "apps/v1",
        ),
        ["KST993"],
    ),
    "a claim template": (
        *changed(
            "StatefulSet", {"spec": {"volumeClaimTemplates": CLAIMS}}, {"spec": {"volumeClaimTemplates": []}}, "apps/v1"
        ),
        ["KST993"],
    ),
    "a template of a Job": (
        *changed(
            "Job", {"spec": {"template": {"spec": {"a": 1}}}}, {"spec": {"template": {"spec": {"a": 2}}}}, "batch/v1"
        ),
        ["KST993"],
    ),
    "a template of a Deployment": (
        *changed("Deployment", {"spec": {"template": {"a": 1}}}, {"spec": {"template": {"a": 2}}}, "apps/v1"),
        [],
    ),
    "a cluster IP": (
        *changed("Service", {"spec": {"clusterIP": "10.0.0.1"}}, {"spec": {"clusterIP": "None"}}),
        ["KST993"],
    ),
    "a selector of a Service": (
        *changed("Service", {"spec": {"selector": {"a": "1"}}}, {"spec": {"selector": {"a": "2"}}}),
        [],
    ),
    "a storage class": (
        *changed("PersistentVolumeClaim", {"spec": {"storageClassName": "a"}}, {"spec": {"storageClassName": "b"}}),
        ["KST993"],
    ),
    "a larger claim": (
        *changed(
            "PersistentVolumeClaim",
            {"spec": {"resources": {"requests": {"storage": "1Gi"}}}},
            {"spec": {"resources": {"requests": {"storage": "2Gi"}}}},
        ),
        [],
    ),
    "a role that a binding gives": (
        *changed(
            "RoleBinding",
            {"roleRef": {"name": "a"}, "subjects": SUBJECTS},
            {"roleRef": {"name": "b"}, "subjects": SUBJECTS},
            RBAC,
        ),
        ["KST993", "KST996"],
    ),
    "a subject more": (
        *changed(
            "RoleBinding",
            {"roleRef": {"name": "a"}, "subjects": []},
            {"roleRef": {"name": "a"}, "subjects": SUBJECTS},
            RBAC,
        ),
        ["KST996"],
    ),
    "a subject less": (
        *changed(
            "RoleBinding",
            {"roleRef": {"name": "a"}, "subjects": SUBJECTS},
            {"roleRef": {"name": "a"}, "subjects": []},
            RBAC,
        ),
        [],
    ),
    "a verb more": (
        *changed("Role", role(("get", "pods")), role(("get", "pods"), ("delete", "pods")), RBAC),
        ["KST996"],
    ),
    "a verb that a star covers": (*changed("Role", role(("*", "pods")), role(("get", "pods")), RBAC), []),
    "a star": (*changed("ClusterRole", role(("get", "pods")), role(("get", "*")), RBAC), ["KST996"]),
    "a new role": ([], [manifest("Role", role(("get", "pods")), api_version=RBAC)], ["KST996"]),
    "no replicas": (
        *changed("Deployment", {"spec": {"replicas": 2}}, {"spec": {"replicas": 0}}, "apps/v1"),
        ["KST997"],
    ),
    "fewer replicas": (*changed("Deployment", {"spec": {"replicas": 2}}, {"spec": {"replicas": 1}}, "apps/v1"), []),
    "an immutable config map": (
        *changed("ConfigMap", {"immutable": True, "data": {"a": "1"}}, {"immutable": True, "data": {"a": "2"}}),
        ["KST993"],
    ),
    "a config map": (*changed("ConfigMap", {"data": {"a": "1"}}, {"data": {"a": "2"}}), []),
    "a Namespace": ([manifest("Namespace", {})], [], ["KST994"]),
    "a definition": ([manifest("CustomResourceDefinition", {}, api_version="apiextensions.k8s.io/v1")], [], ["KST994"]),
    "another object": ([manifest("Service", {})], [], ["KST995"]),
    "a new object": ([], [manifest("Service", {})], []),
    "a new namespace": (
        [{**manifest("Service", {}), "metadata": {"name": "a", "namespace": "x"}}],
        [{**manifest("Service", {}), "metadata": {"name": "a", "namespace": "y"}}],
        ["KST998"],
    ),
}


@pytest.mark.parametrize("case", DANGERS)
def test_dangers(case: str) -> None:
    before, after, expected = DANGERS[case]
    assert [each.code for change in kustompy.diff(before, after) for each in dangers(change)] == expected


def test_a_new_hash_is_no_new_name() -> None:
    before, after = (
        kustompy.build({"configMapGenerator": [{"name": "a", "literals": [f"x={value}"]}]}, disk=False)
        for value in "12"
    )
    assert [dangers(change) for change in kustompy.diff(before, after)] == [[]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--base nope", "git knows no revision 'nope'"),
        ("--head nope", "git knows no revision 'nope'"),
        ("--format nope", "illegal flag value --format nope"),
        ("--out /nowhere/x/y.json", "open /nowhere/x/y.json"),
        ("--kubernetes-version 9.9", "9.9"),
        ("overlays/prdo", "did you mean `overlays/prod`?"),
        ("overlays/prod nothing/here", "nothing/here: no such file or directory, at neither side"),
    ],
)
def test_what_cannot_be_planned(arguments: str, said: str, branch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", *arguments.split()]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
