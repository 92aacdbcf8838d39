"""``lint`` over many overlays says what it says in one process, whoever lints them."""

from __future__ import annotations

import os
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from kustompy.api.linting_many import linted_many
from kustompy.cli import main
from kustompy.fleet import many, pool
from kustompy.linting import settings_for
from kustompy.linting.run import findings_of, lint
from kustompy.session.options import Options
from kustompy.system.files import Files
from tests.fleet.test_many import Apart
from tests.fleet.trees import fleet, write

PATCH = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: NAME}\nspec: {replicas: 2}\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Overlays with findings of their own, findings of their bases, and some that only all of them together have."""
    tree = tmp_path.resolve()
    fleet(tree, 6)
    write(tree, {
        # the component's patch does something in one of the two overlays, and the other one never does
        "parts/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n"
        "- {path: p.yaml, target: {name: web}}\n- {path: q.yaml, target: {name: nobody}}\n",
        "parts/p.yaml": PATCH.replace("NAME", "web"), "parts/q.yaml": PATCH.replace("NAME", "nobody"),
        "parts/unread.yaml": "a: b\n",
        "overlays/with/kustomization.yaml": "resources: [../../bases/one]\ncomponents: [../../parts]\n",
        "overlays/without/kustomization.yaml": "resources: [s.yaml]\ncomponents: [../../parts]\n",
        "overlays/without/s.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {hush: hush-hush}\n",
        "overlays/silent/kustomization.yaml": "resources: [../../bases/one]\n"
        "images: [{name: nope, newTag: '1'}] # kustompy: ignore\n",
    })  # fmt: skip
    monkeypatch.chdir(tree)
    return tree


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    return main(["lint", *arguments]), capsys.readouterr().out


def by_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the work to processes at once, in small chunks."""
    monkeypatch.setattr(many, "_ALONE_SECONDS", 0.0)
    monkeypatch.setattr(many, "_POOL_SECONDS", 0.0)
    monkeypatch.setattr(pool, "_CHUNK_SECONDS", 0.01)


@pytest.mark.parametrize("fails", [False, True])
def test_whoever_lints_the_same_is_said(
    fails: bool, tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if fails:
        write(tree, {"overlays/fails/kustomization.yaml": "resources: [nope.yaml]\n"})
    one = said(capsys, "overlays", "--jobs", "1", "--format", "concise")
    assert one[0] == 1 and "parts/kustomization.yaml:5" in one[1] and "parts/kustomization.yaml:4" not in one[1]
    # whether nobody reads a file is not known if an overlay could not be built
    assert ("nope.yaml" in one[1], "unread.yaml" in one[1]) == (fails, not fails)
    assert "overlays/silent" not in one[1]
    closing = said(capsys, "overlays", "--jobs", "1")[1].splitlines()[-1]
    assert closing.endswith("; comments leave out 1 finding (KST951)")
    by_processes(monkeypatch)
    assert said(capsys, "overlays", "--jobs", "2", "--format", "concise") == one
    assert said(capsys, "overlays", "--jobs", "2")[1].splitlines()[-1] == closing


def test_workers_without_the_disk(tree: Path) -> None:
    write(tree, {"overlays/fails/kustomization.yaml": "resources: [nope.yaml]\n"})
    targets = sorted(f"overlays/{each}" for each in os.listdir("overlays"))
    settings = settings_for(".")
    elsewhere = Elsewhere(tree)
    parts = {done.target: part for done, part in linted_many(targets, Options(), settings, executor=elsewhere)}
    assert elsewhere.submitted
    found = findings_of([parts[each] for each in targets], Options(), settings, Files())
    assert found == lint(targets, Options(), settings)


def test_the_first_that_does_not_build_ends_it(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tree, {"overlays/a/kustomization.yaml": "resources: [nope.yaml]\n"})
    code, out = said(capsys, "overlays", "--jobs", "1", "--fail-fast")
    assert code == 1 and out.endswith("found 1 error in 1 overlay; 9 overlays were not tried\n")
    assert main(["validate", "overlays", "--jobs", "1", "--fail-fast"]) == 1
    assert capsys.readouterr().out.endswith("found 1 error: 1 overlay cannot be built; 9 overlays were not tried\n")


class Elsewhere(Apart):
    """Workers with another current directory."""

    submitted = 0

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        self.submitted += 1
        here = os.getcwd()
        os.chdir(os.path.dirname(here))
        try:
            return super().submit(function, *arguments, **named)
        finally:
            os.chdir(here)


def test_relative_targets_are_built_elsewhere(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    targets = [f"overlays/o{i:03}" for i in range(6)]
    expected = {each.target: each.text for each in many.outcomes_of(targets, Options())}
    monkeypatch.setattr(pool.Pool, "_at_home", None)
    found = {each.target: each.text for each in many.outcomes_of(targets, Options(), executor=Elsewhere(tree))}
    assert found == expected
