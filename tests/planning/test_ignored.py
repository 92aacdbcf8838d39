"""Differences that an Application ignores: what each path reaches, and what it must not touch."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from kustompy.planning.changes.differ import Side, differences
from kustompy.planning.changes.ignored import Ignored
from kustompy.planning.changes.jq_path import steps_of
from kustompy.results.resource import Resource
from kustompy.yamlio.read.reader import read_one
from tests.controllers.suite import ended

OLD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, annotations: {a/b: x, kept: x}}
spec:
  replicas: 1
  "*": 1
  template:
    spec:
      containers:
      - {name: web, image: web:1, env: [{name: A, value: x}]}
      - {name: proxy, image: proxy:1, args: [a, b]}
"""
CHANGES = {
    "replicas": ("replicas: 1", "replicas: 2"), "star": ('"*": 1', '"*": 2'), "annotation": ("a/b: x", "a/b: y"),
    "kept": ("kept: x", "kept: y"), "image": ("proxy:1", "proxy:2"), "web": ("web:1", "web:2"),
    "env": ("value: x", "value: y"), "arg": ("args: [a, b]", "args: [a, c]"),
}  # fmt: skip


def is_told(change: str, rule: Ignored) -> bool:
    """Whether the change of one field is told in spite of a rule."""
    new = OLD.replace(*CHANGES[change])
    assert new != OLD
    sides = [Side([Resource(read_one(text))], ignored=[rule]) for text in (OLD, new)]
    return bool(differences(sides[0], sides[1]))


@pytest.mark.parametrize(
    ("path", "reached"),
    [
        (".spec.replicas", "replicas"),
        ('.spec["replicas"]', "replicas"),
        ('.["spec"].replicas?', "replicas"),
        (".spec", "replicas star image web env arg"),
        ('.metadata.annotations."a/b"', "annotation"),
        ('.metadata.annotations["a/b"]', "annotation"),
        (".metadata.annotations[]", "annotation kept"),
        (".spec.template.spec.containers[].image", "image web"),
        (".spec.template.spec.containers[]?.image", "image web"),
        (".spec.template.spec.containers[1]", "image arg"),
        (".spec.template.spec.containers[-1].args[1]", "arg"),
        (".spec.template.spec.containers[-1].args[0]", ""),
        ('.spec.template.spec.containers[] | select(.name == "proxy")', "image arg"),
        ('.spec.template.spec.containers[]|select(.name=="proxy")|.image', "image"),
        ('.spec.template.spec.containers[] | select(.name != "proxy") | .env[] | select(.name == "A")', "env"),
        ('select(.metadata.name == "web") | .spec.replicas', "replicas"),
        ('select(.metadata.name == "other") | .spec.replicas', ""),
        ("select(.spec.none == null) | .spec.replicas", "replicas"),
        ("select(.spec.replicas == true) | .spec.template", ""),
        (".spec.none", ""),
        (".spec.replicas.none", ""),
        ('.spec."*"', "star"),
    ],
)
def test_what_a_jq_path_reaches(path: str, reached: str) -> None:
    steps = steps_of(path)
    assert steps is not None
    rule = Ignored("apps", "Deployment", "", "", (steps,))
    assert [each for each in CHANGES if not is_told(each, rule)] == sorted(reached.split(), key=[*CHANGES].index)


@pytest.mark.parametrize(
    "path",
    [
        "", ".", "..", ".a..b", "a", ".a | b", ".a[", ".a[1", ".a[1:2]", ".a[x]", '.a."b', '.a."\\(1)"', ".a-b", ".1",
        ".a, .b", "(.a)", ".a | length", "to_entries[]", ".a[] | select(.b)", '.a[] | select(.b | test("x"))',
        '.a[] | select(.b == "x"', ".a[] | select(.b == 1.5)", '.a[] | select(.b == "x" and .c == "y")',
        'select(.a == "b")', ".a" * 2000, "." + "[" * 999, ".a[99999999999]",
    ],
)  # fmt: skip
def test_other_expressions_are_not_known(path: str) -> None:
    assert steps_of(path) is None


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (("apps", "Deployment", "", ""), True),
        (("*", "*", "", ""), True),
        (("a*s", "*ment", "", ""), True),
        (("apps", "Deployment", "web", "shop"), True),
        (("", "Deployment", "", ""), False),
        (("apps", "deployment", "", ""), False),
        (("apps", "Deploy", "", ""), False),
        (("apps", "*x*", "", ""), False),
        (("apps", "Deployment*Deployment", "", ""), False),
        (("apps", "Deployment", "we", ""), False),
        (("apps", "Deployment", "*", ""), False),
        (("apps", "Deployment", "", "other"), False),
    ],
)
def test_which_resources_a_rule_is_about(rule: tuple[str, str, str, str], fits: bool) -> None:
    steps = steps_of(".spec.replicas")
    assert steps is not None
    assert is_told("replicas", Ignored(*rule, (steps,))) is not fits


APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: NAME, namespace: argocd}
spec:
  source: {repoURL: https://git.example.com/shop/cluster, path: app}
  destination: {namespace: shop}
"""
IGNORED = """\
  ignoreDifferences:
  - group: apps
    kind: Deployment
    jsonPointers: [/spec/replicas, /metadata/annotations/a~1b, /spec/*]
    managedFieldsManagers: [kube-controller-manager]
  - {kind: Service, jqPathExpressions: [".spec | keys"]}
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/web.yaml").write_text(OLD.replace(", annotations: {a/b: x, kept: x}", ""))
    (tmp_path / "apps.yaml").write_text(APPLICATION.replace("NAME", "web") + IGNORED)
    (tmp_path / "other.yaml").write_text(APPLICATION.replace("NAME", "other"))
    for words in (["init", "-q", "-b", "main", "."], ["add", "-A"], ["commit", "-qm", "all"]):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *words], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
def test_the_rules_hold_for_the_resources_of_their_application_alone(repository: Path) -> None:
    web = repository / "app/web.yaml"
    changed = (
        web.read_text()
        .replace("replicas: 1", "replicas: 2")
        .replace("namespace: shop", "namespace: shop, annotations: {a/b: x}")
    )
    web.write_text(changed)
    code, printed, said = ended("kustompy diff --git HEAD .#argocd/web")
    assert (code, printed) == (0, "nothing differs; 2 more left out as noise\n")
    assert said == (
        "# Warning: KST261 apps.yaml:11: Application argocd/web: who manages a field is known in a cluster only, so"
        " nothing is ignored by it\n"
        "# Warning: KST261 apps.yaml:12: Application argocd/web: the path `.spec | keys` is not known, so nothing is"
        " ignored by it\n"
    )
    code, printed, _ = ended("kustompy diff --git HEAD .#argocd/other")
    assert (code, "spec.replicas: 1 → 2" in printed) == (1, True)
    code, printed, _ = ended("kustompy plan --base HEAD --no-findings '.#*'")
    assert (code, "KST261 apps.yaml:12" in printed) == (0, True)
    assert printed.endswith(
        "1 overlay (1 changed): 1 distinct change, 0 dangers, 0 new findings; 2 more left out as noise\n"
    )
    # a star in a pointer is a star
    web.write_text(changed.replace("image: web:1", "image: web:2"))
    assert ended("kustompy diff --git HEAD .#argocd/web")[0] == 1


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
def test_rules_that_are_no_rules(repository: Path) -> None:
    apps = repository / "apps.yaml"
    apps.write_text(APPLICATION.replace("NAME", "web") + "  ignoreDifferences: [{kind: Service, jsonPointers: /a}]\n")
    code, printed, said = ended("kustompy diff .#argocd/other .#argocd/web")
    assert (code, printed) == (2, "")
    assert "apps.yaml:7:53" in said
    assert "`ignoreDifferences.jsonPointers` is no list of texts" in said
