"""``kustompy deploy``, ``drift`` and ``rollback`` from the command line, with a kubectl that is no process."""

from __future__ import annotations

import io
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kustompy.cli import main
from kustompy.deploying.kubectl import Kubectl, flags_to
from tests.deploying.cluster import Cluster, Cut, Object, Refused
from tests.deploying.fake_kubectl import FakeKubectl
from tests.deploying.trees import CANARY, SHOP

KUSTOMIZATION = f"""\
namespace: shop
resources: [shop.yaml]
secretGenerator:
- name: extra
  literals: [token={CANARY}]
"""
COMMANDS = tuple(f"kustompy.cli.{name}.kubectl_of" for name in ("deploy", "deploy_one", "drift"))
SECRET = "extra-mgtth2bfth"


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


@pytest.fixture
def kubectl(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> FakeKubectl:
    fake = FakeKubectl(cluster)

    def kubectl_of(line: Any) -> Kubectl:
        flags = flags_to(line["context"], line["kubeconfig"], line["namespace"])
        return Kubectl(line["kubectl"], flags, os.environ, run=fake, pause=lambda seconds: None)

    for name in COMMANDS:
        monkeypatch.setattr(name, kubectl_of)
    return fake


def git(*words: str) -> str:
    author = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    done = subprocess.run(["git", *author, *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kubectl: FakeKubectl) -> Path:
    """A repository with one overlay, and nothing deployed."""
    monkeypatch.chdir(tmp_path)
    overlay = tmp_path / "overlays/prod"
    overlay.mkdir(parents=True)
    (overlay / "shop.yaml").write_text(SHOP)
    (overlay / "kustomization.yaml").write_text(KUSTOMIZATION)
    git("init", "-q", "-b", "main")
    git("remote", "add", "origin", "git@example.com:acme/shop.git")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    return overlay


Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(tree: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        printed = capsys.readouterr()
        for text in printed:
            assert CANARY not in text
            assert "Traceback" not in text
        return code, printed.out, printed.err

    return run


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_deploy_in_a_log(said: Said) -> None:
    code, out, err = said("deploy", "overlays/prod")
    assert (code, err) == (0, "")
    assert out.rpartition(", in ")[0].splitlines() == [
        "wave 1 of 3: namespaces and definitions",
        "  Namespace shop: created",
        "  CustomResourceDefinition widgets.example.com: created",
        "  CustomResourceDefinition widgets.example.com: InProgress, not established yet",
        "  CustomResourceDefinition widgets.example.com: established",
        "wave 2 of 3: what others need",
        "  ConfigMap shop/settings: created",
        f"  Secret shop/{SECRET}: created",
        "  Secret shop/keys: created",
        "  Widget shop/w: created",
        "wave 3 of 3: workloads",
        "  Deployment shop/web: created",
        "  Deployment shop/web: InProgress, generation 1 is not seen yet, the latest is 0",
        "  Deployment shop/web: available, replicas: 2",
        "deployed overlays/prod: 7 created",
    ]
    code, out, _ = said("deploy", "overlays/prod")
    assert (code, out.splitlines()[-1].rpartition(",")[0]) == (0, "deployed overlays/prod: 7 unchanged")


def test_a_deploy_as_json(said: Said, cluster: Cluster) -> None:
    code, out, _ = said("deploy", "overlays/prod", "--format", "json", "--dry-run")
    found = json.loads(out)
    assert (code, found["ok"], found["dryRun"], found["counts"], found["error"]) == (
        0,
        True,
        True,
        {"created": 7},
        None,
    )
    cluster.stuck["web"] = "ProgressDeadlineExceeded"
    code, out, err = said("deploy", "overlays/prod", "--format", "json")
    found = json.loads(out)
    assert (code, found["version"], found["target"], found["ok"]) == (1, 1, "overlays/prod", False)
    assert found["error"]["code"] == "KST662"
    last = found["resources"][-1]
    assert (last["kind"], last["action"], last["status"], last["code"], last["wave"]) == (
        "Deployment", "created", "Failed", "KST662", 3
    )  # fmt: skip
    assert "KST662" in err


def test_warnings_of_the_server_are_told_once(said: Said, cluster: Cluster) -> None:
    cluster.warnings = [f"would violate PodSecurity: {CANARY} \x1b[2J", "v1beta1 is deprecated"]
    code, out, err = said("deploy", "overlays/prod")
    assert (code, err) == (0, "")
    warned = [line for line in out.splitlines() if "Warning" in line]
    assert warned == ["  # Warning: would violate PodSecurity: *** \ufffd[2J", "  # Warning: v1beta1 is deprecated"]
    found = json.loads(said("deploy", "overlays/prod", "--format", "json")[1])
    assert found["warnings"][1] == "v1beta1 is deprecated"


def test_a_failure_says_what_was_applied_and_what_was_not(said: Said, cluster: Cluster) -> None:
    def admission(given: Object) -> None:
        if given["metadata"]["name"] == "settings":
            raise Refused(400, "BadRequest", f'admission webhook "a" denied the request: \x1b[2J{CANARY}')

    cluster.admission.append(admission)
    code, out, err = said("deploy", "overlays/prod")
    assert code == 1
    assert out.splitlines()[-1].startswith(
        "deployed overlays/prod in part: 5 created, 1 failed (ConfigMap shop/settings), "
        "1 not applied (Deployment shop/web), in "
    )
    assert 'ConfigMap shop/settings: Error from server (BadRequest): admission webhook "a" denied the request' in err
    assert "KST655" in err
    assert "\x1b" not in out + err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ("deploy", 2, "specify one path"),
        ("deploy a b", 2, "specify one path"),
        ("deploy overlays/prod --placeholder-inputs", 2, "unknown flag: --placeholder-inputs"),
        ("deploy overlays/prod --timeout soon", 2, "illegal flag value --timeout soon"),
        ("deploy nowhere", 1, "nowhere"),
        ("deploy overlays/prod --plan nowhere.json", 1, "open nowhere.json: no such file or directory"),
        ("deploy overlays/prod --plan overlays/prod/shop.yaml", 1, "overlays/prod/shop.yaml is not a plan"),
        ("rollback overlays/prod", 2, "rollback needs a revision"),
        ("rollback overlays/prod --to nope", 1, "git knows no revision 'nope'"),
        ("rollback overlays/prod --to HEAD --plan p", 2, "unknown flag: --plan"),
        ("drift", 2, "specify one path"),
        ("drift nowhere", 2, "nowhere"),
    ],
)
def test_what_cannot_be_done(arguments: str, code: int, words: str, said: Said, kubectl: FakeKubectl) -> None:
    ended, out, err = said(*arguments.split())
    assert (ended, out) == (code, "")
    assert words in err
    assert kubectl.calls == []


def test_without_a_kubectl(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.undo()
    assert main(["deploy", str(tree), "--kubectl", "nowhere-kubectl", "--format", "json"]) == 1
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert (found["ok"], found["error"]["code"], found["counts"]) == (False, "KST650", {"not applied": 7})
    assert 'exec: \\"nowhere-kubectl\\": executable file not found in $PATH' in printed.err
    assert main(["drift", str(tree), "--kubectl", "nowhere-kubectl"]) == 2
    assert "KST650" in capsys.readouterr().err


def test_flags_and_environment_reach_kubectl(said: Said, kubectl: FakeKubectl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "prod")
    where = ["--context", "c", "--kubeconfig", "k", "--namespace", "shop"]
    assert said("deploy", "overlays/prod", "--kubectl", "./kc", *where, "--field-manager", "ci", "--prune")[0] == 0
    assert all(each[0] == "./kc" and each[1:5] == where[:4] for each in kubectl.calls)
    assert all(each["AWS_PROFILE"] == "prod" for each in kubectl.environments)
    applied = [each for each in kubectl.calls if "apply" in each]
    assert all("--server-side" in each and each[5:7] == where[4:] for each in applied)
    assert {part for each in applied for part in each if part.startswith("--field-manager")} == {
        "--field-manager=ci", "--field-manager=kustompy-apply-set"
    }  # fmt: skip


def test_an_interruption_leaves_a_summary(said: Said, cluster: Cluster) -> None:
    def fault(number: int, words: str) -> None:
        if words.startswith("apply Deployment"):
            raise KeyboardInterrupt

    cluster.fault = fault
    code, out, _ = said("deploy", "overlays/prod")
    assert code == 130
    assert "deployed overlays/prod in part: 6 created, 1 not applied (Deployment shop/web)" in out
    cluster.fault = None
    code, out, _ = said("deploy", "overlays/prod")
    assert (code, "1 created, 6 unchanged" in out) == (0, True)


# pruning


def test_pruning_asks_on_a_terminal_only(
    said: Said, tree: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    prune = ("deploy", "overlays/prod", "--prune")
    assert said(*prune)[0] == 0
    parent = cluster.found("ConfigMap", "kustompy-overlays-prod", "shop")
    assert parent["metadata"]["annotations"]["kustompy.dev/source"] == "example.com/acme/shop//overlays/prod"
    edit(tree / "kustomization.yaml", "token=", "token=2")
    code, out, err = said(*prune)
    assert (code, "KST663" in err) == (1, True)
    assert out.splitlines()[:2] == ["no longer rendered, and deleted at the end:", f"  Secret shop/{SECRET}"]
    assert said(*prune, "--format", "json")[0] == 1

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    code, _, err = said(*prune)
    assert (code, "delete 1 object? [y/N]" in err) == (1, True)
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    code, out, _ = said(*prune)
    assert (code, f"  Secret shop/{SECRET}: pruned" in out) == (0, True)
    assert ("", "Secret", "shop", SECRET) not in cluster.objects


def test_yes_prunes_without_asking(said: Said, tree: Path) -> None:
    prune = ("deploy", "overlays/prod", "--prune", "--apply-set", "mine", "--yes")
    assert said(*prune)[0] == 0
    edit(tree / "kustomization.yaml", "token=", "token=2")
    code, out, _ = said(*prune, "--format", "json")
    found = json.loads(out)
    assert (code, found["counts"]) == (0, {"created": 1, "unchanged": 6, "pruned": 1})


# drift


def test_drift_says_what_somebody_changed_and_who(said: Said, cluster: Cluster, tree: Path) -> None:
    code, out, _ = said("drift", "overlays/prod")
    assert (code, out.splitlines()[-1]) == (1, "7 resources differ: 7 added")
    said("deploy", "overlays/prod", "--prune")
    assert said("drift", "overlays/prod")[:2] == (0, "nothing differs\n")
    cluster.edit("Deployment", "web", ("spec", "replicas"), 9, namespace="shop")
    cluster.edit("Secret", "keys", ("data", "password"), "bmV3", namespace="shop")
    code, out, _ = said("drift", "overlays/prod")
    assert code == 1
    assert out.split("\n\n") == [
        "~ Secret keys (namespace shop)\n  ~ data.password: changed\n"
        "    data.password was written by kubectl-edit (2026-11-28T10:00:00Z)",
        "~ Deployment web (namespace shop)\n  ~ spec.replicas: 9 → 2\n"
        "    spec.replicas was written by kubectl-edit (2026-11-28T10:00:00Z)",
        "2 resources differ: 2 changed\n",
    ]
    found = json.loads(said("drift", "overlays/prod", "--format", "json")[1])
    fields = [field for each in found["changes"] for field in each["fields"]]
    assert sorted((each["path"], each["owner"]["manager"]) for each in fields) == [
        ("data.password", "kubectl-edit"), ("spec.replicas", "kubectl-edit")
    ]  # fmt: skip
    (tree / "kustompy.toml").write_text('[[diff.ignore]]\nkinds = ["Deployment", "Secret"]\n')
    code, out, _ = said("drift", "overlays/prod")
    assert (code, out) == (0, "nothing differs; 2 more left out as noise\n")


def test_drift_without_the_right_to_apply_compares_the_fields_of_the_render(said: Said, cluster: Cluster) -> None:
    said("deploy", "overlays/prod")
    cluster.edit("ConfigMap", "settings", ("data", "colour"), "pink", namespace="shop")

    def fault(number: int, words: str) -> None:
        if words.startswith("apply"):
            raise Refused(403, "Forbidden", "you may not")

    cluster.fault = fault
    code, out, err = said("drift", "overlays/prod")
    assert (code, "~ data.colour: pink → red" in out) == (1, True)
    assert "# Warning: the server refuses a dry run, so only fields of the render are compared" in err


def test_members_of_the_set_that_are_no_longer_rendered_are_drift(said: Said, cluster: Cluster, tree: Path) -> None:
    said("deploy", "overlays/prod", "--prune")
    edit(tree / "kustomization.yaml", "token=", "token=2")
    said("deploy", "overlays/prod")
    code, out, err = said("drift", "overlays/prod")
    assert (code, out, err) == (
        1, f"- Secret extra (namespace shop)\n    {SECRET} is no longer rendered\n\n1 resource differs: 1 removed\n", ""
    )  # fmt: skip
    [change] = json.loads(said("drift", "overlays/prod", "--format", "json")[1])["changes"]
    assert (change["leftOver"], change["fields"]) == (SECRET, [])
    assert said("drift", "overlays/prod", "--apply-set", "another")[:2] == (0, "nothing differs\n")
    said("deploy", "overlays/prod", "--prune", "--yes")
    assert said("drift", "overlays/prod")[:2] == (0, "nothing differs\n")


def test_what_a_prune_keeps_and_sets_of_others_are_no_drift(said: Said, cluster: Cluster, tree: Path) -> None:
    claim = "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {}\n"
    (tree / "shop.yaml").write_text(SHOP + claim)
    said("deploy", "overlays/prod", "--prune")
    (tree / "shop.yaml").write_text(SHOP)
    assert said("drift", "overlays/prod")[:2] == (0, "nothing differs\n")
    edit(tree / "kustomization.yaml", "token=", "token=2")
    said("deploy", "overlays/prod")
    parent = cluster.found("ConfigMap", "kustompy-overlays-prod", "shop")
    parent["metadata"]["annotations"]["kustompy.dev/source"] = "example.com/acme/other//overlays/prod"
    assert said("drift", "overlays/prod")[:2] == (0, "nothing differs\n")


@pytest.mark.parametrize("forbidden", ["GET Secret", "get ConfigMap shop/kustompy-overlays-prod"])
def test_drift_without_the_right_to_see_the_set(forbidden: str, said: Said, cluster: Cluster, tree: Path) -> None:
    said("deploy", "overlays/prod", "--prune")

    def fault(number: int, words: str) -> None:
        if words.startswith(forbidden):
            raise Refused(403, "Forbidden", "you may not")

    cluster.fault = fault
    cluster.edit("Deployment", "web", ("spec", "replicas"), 9, namespace="shop")
    code, out, err = said("drift", "overlays/prod")
    assert (code, out.splitlines()[-1]) == (1, "1 resource differs: 1 changed")
    assert "# Warning: objects that are no longer rendered cannot be found: " in err
    assert "you may not" in err


@pytest.mark.parametrize(
    ("refused", "code"), [(Refused(401, "Unauthorized", "no"), "KST652"), (Cut(), "KST651")], ids=["401", "cut"]
)
def test_drift_that_cannot_be_told(said: Said, cluster: Cluster, refused: Exception, code: str) -> None:
    def fault(number: int, words: str) -> None:
        raise refused

    cluster.fault = fault
    ended, out, err = said("drift", "overlays/prod")
    assert (ended, out, code in err) == (2, "", True)


# rollback


def test_a_rollback_renders_the_revision(said: Said, tree: Path, cluster: Cluster) -> None:
    edit(tree / "shop.yaml", "nginx:1.27", "nginx:1.28")
    said("deploy", "overlays/prod")
    edit(tree / "shop.yaml", "kind: Deployment", "kind: broken: yaml")
    code, out, _ = said("rollback", "overlays/prod", "--to", "main")
    commit = git("rev-parse", "HEAD")[:10]
    assert (code, out.splitlines()[-1].rpartition(", in ")[0]) == (
        0, f"deployed overlays/prod at {commit}: 1 configured, 6 unchanged"
    )  # fmt: skip
    [container] = cluster.found("Deployment", "web", "shop")["spec"]["template"]["spec"]["containers"]
    assert container["image"] == "nginx:1.27"
    found = json.loads(said("rollback", "overlays/prod", "--to", "HEAD", "--format", "json", "--dry-run")[1])
    assert found["revision"].startswith(commit)


# plans


@pytest.fixture
def planned(said: Said, tree: Path) -> Path:
    """A deployed base, and a plan for another image and one more config map."""
    assert said("deploy", "overlays/prod")[0] == 0
    edit(tree / "shop.yaml", "nginx:1.27", "nginx:1.28")
    edit(
        tree / "kustomization.yaml",
        "secretGenerator",
        "configMapGenerator: [{name: more, literals: [a=b]}]\nsecretGenerator",
    )
    assert said("plan", "--base", "main", "--no-findings", "--out", "plan.json")[0] == 0
    assert CANARY not in Path("plan.json").read_text()
    return tree


DEPLOY_PLAN = ("deploy", "overlays/prod", "--plan", "plan.json")


def test_a_plan_is_deployed_as_it_was_made(said: Said, planned: Path, cluster: Cluster) -> None:
    code, out, err = said(*DEPLOY_PLAN)
    assert (code, err) == (0, "")
    assert "1 created, 1 configured, 6 unchanged" in out
    assert said(*DEPLOY_PLAN)[0] == 0, "what it would make may be there already"


def test_a_plan_for_another_tree_is_refused(said: Said, planned: Path, cluster: Cluster) -> None:
    edit(planned / "shop.yaml", "nginx:1.28", "nginx:1.29")
    before = cluster.state()
    code, out, err = said(*DEPLOY_PLAN)
    assert (code, out, "KST667" in err, cluster.state() == before) == (1, "", True, True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda it: it.edit("Deployment", "web", ("spec", "replicas"), 9, namespace="shop"),
            "Deployment web is not as",
        ),
        (lambda it: it.objects.pop(("", "ConfigMap", "shop", "settings")), "ConfigMap settings is gone"),
        (
            lambda it: it.new(
                {
                    "apiVersion": "v1", "kind": "ConfigMap", "data": {"x": "y"},
                    "metadata": {"name": "more-4h2mbtbbt6", "namespace": "shop"},
                }
            ),
            "ConfigMap more-4h2mbtbbt6 is not as",
        ),
    ],
    ids=["edited", "deleted", "made"],
)  # fmt: skip
def test_a_plan_for_another_cluster_is_refused(
    change: Callable[[Cluster], Any], words: str, said: Said, planned: Path, cluster: Cluster
) -> None:
    change(cluster)
    before = cluster.state()
    code, out, err = said(*DEPLOY_PLAN)
    assert (code, out, "KST668" in err, cluster.state() == before) == (1, "", True, True)
    assert words in err


def test_a_plan_that_was_cut_goes_on(said: Said, planned: Path, cluster: Cluster) -> None:
    def fault(number: int, words: str) -> None:
        if words.startswith("apply Deployment") and "dry" not in words:
            calls.append(words)
            if len(calls) > 2:
                raise Cut

    calls: list[str] = []
    cluster.fault = fault
    assert said(*DEPLOY_PLAN)[0] == 1
    cluster.fault = None
    code, out, _ = said(*DEPLOY_PLAN)
    assert (code, "1 configured, 7 unchanged" in out) == (0, True)


def test_a_plan_about_other_targets(said: Said, planned: Path) -> None:
    found = json.loads(Path("plan.json").read_text())
    found["overlays"][0]["target"] = "overlays/dev"
    Path("plan.json").write_text(json.dumps(found))
    code, _, err = said(*DEPLOY_PLAN)
    assert (code, "the plan in plan.json does not contain overlays/prod" in err) == (1, True)
    found["overlays"][0].update(target="overlays/prod", status="broken", digest="")
    Path("plan.json").write_text(json.dumps(found))
    assert "overlays/prod is broken in the plan" in said(*DEPLOY_PLAN)[2]


def test_a_plan_for_a_new_overlay(said: Said, tree: Path) -> None:
    overlay = Path("overlays/dev")
    overlay.mkdir()
    (overlay / "kustomization.yaml").write_text("configMapGenerator: [{name: c, literals: [a=b]}]\n")
    assert said("plan", "--base", "main", "--no-findings", "--out", "plan.json")[0] == 0
    assert said("deploy", "overlays/dev", "--plan", "plan.json")[0] == 0


# on a terminal


def test_a_table_on_a_terminal(said: Said, cluster: Cluster, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    cluster.pace = 3
    code, out, _ = said("deploy", "overlays/prod")
    assert code == 0
    line = "  … Deployment shop/web  InProgress  generation 1 is not se\n"
    assert out.count(line) == 3
    assert out.count(line + "\x1b[1A\x1b[J") == 3
    assert "  Deployment shop/web: available, replicas: 2\n" in out
    assert "  Deployment shop/web: InProgress" not in out


def test_more_than_fits_on_a_terminal(said: Said, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = "".join(
        f"---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {{name: data-{number}}}\nspec: {{}}\n"
        for number in range(20)
    )
    (tree / "shop.yaml").write_text(SHOP + claims)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("LINES", "8")
    code, out, _ = said("deploy", "overlays/prod")
    assert (code, "  … 15 more\n\x1b[7A\x1b[J" in out) == (0, True)
