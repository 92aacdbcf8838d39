"""Which findings exceptions and comments settle, and which settings are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from kustompy.errors import UsageError
from kustompy.errors.diagnostic import Diagnostic
from kustompy.linting import settings_for
from kustompy.linting.exceptions import exempt_of, is_excepted, is_over
from kustompy.linting.run import _short
from kustompy.linting.settings import is_silenced

TODAY = "2026-11-28"
FINDING = Diagnostic(
    "wrong",
    code="KST930",
    resource="Deployment.v1.apps/web.shop",
    path=("spec", "template", "spec", "hostname"),
    line=2,
)
HELD: list[tuple[dict[str, str], bool]] = [
    ({}, True),
    ({"code": "KST931"}, False),
    ({"kind": "Deployment"}, True),
    ({"kind": "Deploy"}, False),
    ({"name": "web"}, True),
    ({"name": "we"}, False),
    ({"name": "we*"}, True),
    ({"name": "*eb"}, True),
    ({"name": "*we"}, False),
    ({"name": "eb*"}, False),
    ({"name": "*"}, True),
    ({"path": "spec.template.spec.hostname"}, True),
    ({"path": "spec.template"}, True),
    ({"path": "spec.temp"}, False),
    ({"path": "template"}, False),
    ({"path": "spec.template.spec.hostname.more"}, False),
    ({"expires": "2026-11-28"}, True),
    ({"expires": "2026-11-27"}, False),
    ({"kind": "Deployment", "name": "web", "path": "spec", "expires": "2026-11-29"}, True),
    ({"kind": "Deployment", "name": "api", "path": "spec"}, False),
]


@pytest.mark.parametrize(("fields", "holds"), HELD)
def test_what_an_exception_holds_for(fields: dict[str, str], holds: bool) -> None:
    exempt = exempt_of({"code": "KST930", "reason": " known ", **fields})
    assert exempt.reason == "known"
    other = exempt_of({"code": "KST000", "reason": "another"})
    assert is_excepted(FINDING, (other, exempt), TODAY) is holds
    assert is_over(exempt, TODAY) is (fields.get("expires", "9") < TODAY)
    assert not is_excepted(FINDING, (), TODAY)


def test_a_path_ends_where_a_key_or_an_index_does() -> None:
    finding = Diagnostic("wrong", code="KST930", path=("spec", "containers", 0, "image"))
    for path, holds in (("spec.containers", True), ("spec.containers[0]", True), ("spec.container", False)):
        assert is_excepted(finding, (exempt_of({"code": "KST930", "reason": "x", "path": path}),), TODAY) is holds


SILENCED = [
    (["a: 1", "b: 2  # kustompy: ignore"], 2, True),
    (["a: 1", "b: 2  # kustompy: ignore [KST930]"], 2, True),
    (["a: 1", "b: 2  # kustompy: ignore[KST001, KST930]"], 2, True),
    (["a: 1", "b: 2  # kustompy: ignore[KST931]"], 2, False),
    (["a: 1", "b: 2  # see kustompy: ignore"], 2, False),
    (["a: 1", "b: kustompy: ignore"], 2, False),
    (["# kustompy: ignore", "b: 2"], 2, True),
    (["  # kustompy: ignore[KST930]", "  b: 2"], 2, True),
    (["a: 1  # kustompy: ignore", "b: 2"], 2, False),
    (["b: 2", "# kustompy: ignore"], 1, False),
    (["b: 2  # kustompy: ignore"], 1, True),
    (["b: 2  # kustompy: ignore"], 0, False),
    (["b: 2  # kustompy: ignore"], 2, False),
    ([], 1, False),
]


@pytest.mark.parametrize(("lines", "line", "settled"), SILENCED)
def test_what_a_comment_settles(lines: list[str], line: int, settled: bool) -> None:
    assert is_silenced(FINDING.replace(line=line), lines) is settled


REFUSED = {
    "disable = [1]": "no list of strings",
    'cache = "folder"': "is not 'auto'",
    "cache = 1": "is not 'auto'",
    "merge-keys-from-crds = 1": "neither true nor false",
    "kustomize-version = 5": "is no string",
    "rule = 1": "written as \\[\\[rule\\]\\]",
    "ignore = [1]": "written as \\[\\[ignore\\]\\]",
    "flux = 1": "\\[flux\\] of kustompy is no table",
    "[flux]\nclusters = []": "\\[flux\\] of kustompy is no table",
    '[flux]\nsources = "a"': "'sources' of \\[flux\\] is no list of strings",
    "[argocd]\nsources = [1]": "'sources' of \\[argocd\\] is no list of strings",
    "[argocd]\nnothing = 1": "\\[argocd\\] of kustompy is no table",
    "[argocd]\nclusters = 1": "the clusters of kustompy",
    "[argocd]\nclusters = [1]": "the clusters of kustompy",
    '[[argocd.clusters]]\nname = "a"': "the clusters of kustompy",
    '[[argocd.clusters]]\nserver = "a"': "the clusters of kustompy",
    '[[argocd.clusters]]\nname = "a"\nserver = "b"\nmore = "c"': "the clusters of kustompy",
    '[[argocd.clusters]]\nname = "a"\nserver = 1': "the clusters of kustompy",
    '[[argocd.clusters]]\nname = 1\nserver = "a"': "the clusters of kustompy",
    '[[argocd.clusters]]\nname = "a"\nserver = "b"\nlabels = 1': "the clusters of kustompy",
    '[[argocd.clusters]]\nname = "a"\nserver = "b"\nlabels = {c = 1}': "the clusters of kustompy",
    "zebra = 1\napple = 1": "no setting 'apple'",
    "[[exception]]\ncode = 'KST930'\nreason = 'x'\nexpires = '20261128'": "no day",
}


@pytest.mark.parametrize(("text", "says"), REFUSED.items(), ids=list(REFUSED))
def test_settings_that_are_refused(text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "kustompy.toml").write_text(text + "\n")
    with pytest.raises(UsageError, match=says):
        settings_for(str(tmp_path))


TABLE = """\
disable = ["KST001"]
cache = "auto"
merge-keys-from-crds = true
kustomize-version = "5.8.2"
external = ["Secret/*-tls"]
rules = ["ci/rules.py"]
targets = ["prod/*"]
exclude = ["prod/old"]

[lint]
disable = ["KST002"]

[diff]
disable = ["KST003"]

[flux]
sources = ["flux-system/repo"]

[argocd]
sources = ["https://example.com/repo"]

[[argocd.clusters]]
name = "one"
server = "https://one"

[[argocd.clusters]]
name = "two"
server = "https://two"
labels = {tier = "prod"}
"""


def test_settings_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "kustompy.toml").write_text(TABLE)
    found = settings_for(str(tmp_path), ["KST009"])
    assert (found.disable, found.own_disable) == (frozenset(("KST002", "KST009")), frozenset(("KST009",)))
    assert (found.cache, found.merge_keys_from_crds, found.kustomize_version) == ("auto", True, "5.8.2")
    assert (found.external, found.rules) == (("Secret/*-tls",), (str(tmp_path / "ci/rules.py"),))
    assert found.own_sources == ("flux-system/repo", "https://example.com/repo")
    assert [each["name"] for each in found.clusters] == ["one", "two"]
    assert (found.chosen.targets, found.chosen.exclude) == (("prod/*",), ("prod/old",))
    assert (found.file, found.of_tree, found.heeds_comments) == (str(tmp_path / "kustompy.toml"), True, True)
    assert settings_for(str(tmp_path), command="diff").disable == {"KST003"}
    assert settings_for(str(tmp_path), command="build").disable == {"KST001"}
    named = settings_for(str(tmp_path / "gone"), config=str(tmp_path / "kustompy.toml"), heeds_comments=False)
    assert (named.of_tree, named.heeds_comments, named.disable) == (False, False, frozenset(("KST002",)))


def test_settings_of_a_file_that_is_named(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('cache = "folder"\n')
    assert settings_for(str(tmp_path), config=str(file)).cache == str(tmp_path / "folder")
    assert settings_for(str(tmp_path), config="none").file == ""
    (tmp_path / "pyproject.toml").write_text("[tool.other]\n")
    for config in (tmp_path / "gone.toml", tmp_path / "pyproject.toml"):
        with pytest.raises(UsageError, match="has no settings of kustompy"):
            settings_for(str(tmp_path), config=str(config))


def test_the_nearest_file_counts_and_our_own_one_first(tmp_path: Path) -> None:
    inner = tmp_path / "a/b"
    inner.mkdir(parents=True)
    (tmp_path / "kustompy.toml").write_text('disable = ["KST001"]\n')
    (tmp_path / "a/pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert settings_for(str(inner)).disable == {"KST001"}
    (tmp_path / "a/pyproject.toml").write_text("[tool.kustompy]\ndisable = ['KST002']\n")
    assert settings_for(str(inner)).disable == {"KST002"}
    (tmp_path / "a/kustompy.toml").write_text("disable = ['KST003']\n")
    assert settings_for(str(inner)).disable == {"KST003"}
    (tmp_path / "a/kustompy.toml").unlink()
    (tmp_path / "a/pyproject.toml").write_text("[tool]\nkustompy = 1\n")
    with pytest.raises(UsageError, match="is no table"):
        settings_for(str(inner))


def test_a_message_ends_before_the_manifests_behind_it() -> None:
    assert _short("no match\n\nkind: A\n\nkind: B") == "no match"
    assert _short("no match: node contents: kind: A") == "no match"
    assert _short("a" * 300) == "a" * 300
    assert _short("a" * 301) == "a" * 300 + "..."
