"""``kustompy.deploy``: paths, builds and manifests, and errors that have what became of the rest."""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

import kustompy
from kustompy.deploying.kubectl import Kubectl
from tests.deploying.cluster import Cluster
from tests.deploying.fake_kubectl import FakeKubectl
from tests.deploying.trees import NEXT, SHOP


@pytest.fixture
def kubectl(monkeypatch: pytest.MonkeyPatch) -> FakeKubectl:
    fake = FakeKubectl(Cluster())
    patched = functools.partial(Kubectl, run=fake, pause=lambda seconds: None)
    monkeypatch.setattr("kustompy.api.deploy.Kubectl", patched)
    return fake


def test_a_path_a_build_and_manifests(kubectl: FakeKubectl, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(SHOP)
    (tmp_path / "kustomization.yaml").write_text("resources: [shop.yaml]\n")
    found = kustompy.deploy(tmp_path)
    assert (found.is_done, found.target, {each.action for each in found.outcomes}) == (True, str(tmp_path), {"created"})
    for subject in (kustompy.build(tmp_path), kustompy.load(SHOP), SHOP):
        again = kustompy.deploy(subject)
        assert {each.action for each in again.outcomes} == {"unchanged"}
        assert again.target == ""


def test_what_kubectl_is_given(kubectl: FakeKubectl) -> None:
    kustompy.deploy(SHOP, kubectl="kc", context="c", kubeconfig="k", environment={"HOME": "h"}, field_manager="me")
    assert kubectl.calls[0][:5] == ["kc", "--context", "c", "--kubeconfig", "k"]
    assert kubectl.environments[0] == {"HOME": "h"}
    assert "--field-manager=me" in next(each for each in kubectl.calls if "apply" in each)
    kustompy.deploy(SHOP)
    assert kubectl.environments[-1] == {"PATH": os.defpath}


def test_an_error_has_what_became_of_the_rest(kubectl: FakeKubectl) -> None:
    kubectl.cluster.stuck["web"] = "ProgressDeadlineExceeded"
    with pytest.raises(kustompy.ClusterError, match="the progress deadline is exceeded") as raised:
        kustompy.deploy(SHOP)
    found = raised.value.deployed
    assert found is not None
    assert (found.is_done, [each.code for each in found.outcomes if each.is_failed]) == (False, ["KST662"])


def test_nothing_is_pruned_unless_the_caller_says_so(kubectl: FakeKubectl) -> None:
    kustompy.deploy(SHOP, apply_set="shop")
    with pytest.raises(kustompy.ClusterError) as raised:
        kustompy.deploy(NEXT, apply_set="shop")
    assert raised.value.code == "KST663"
    asked: list[str] = []

    def may_prune(found: Sequence[kustompy.Outcome]) -> bool:
        asked.extend(each.title for each in found)
        return True

    found = kustompy.deploy(NEXT, apply_set="shop", may_prune=may_prune)
    assert asked == [each.title for each in found.with_action("pruned")] == ["ConfigMap shop/settings"]


def test_a_dry_run(kubectl: FakeKubectl) -> None:
    before = kubectl.cluster.state()
    assert kustompy.deploy(SHOP, dry_run=True).is_dry_run
    assert kubectl.cluster.state() == before
    with pytest.raises(kustompy.UsageError, match="deploy takes"):
        kustompy.deploy([1])  # type: ignore[list-item]
