"""``validate``, ``lint`` and ``diff`` take what a caller has at hand, and refuse anything else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import kustompy
from kustompy import UsageError

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: many}]}\n"
MANIFEST: dict[str, Any] = {
    "apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}, "spec": {"ports": [{"port": "many"}]},
}  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app").mkdir()
    (tmp_path / "app/kustomization.yaml").write_text("resources: [s.yaml]\nimages: [{name: nobody, newTag: x}]\n")
    (tmp_path / "app/s.yaml").write_text(SERVICE)
    return tmp_path


@pytest.mark.parametrize("kind", ["path", "Path", "file", "text", "build", "resource", "manifest", "list", "generator"])
def test_validate_takes(kind: str, tree: Path) -> None:
    built = kustompy.build("app")
    subject: Any = {
        "path": "app",
        "Path": tree / "app",
        "file": "app/s.yaml",
        "text": SERVICE,
        "build": built,
        "resource": built[0],
        "manifest": MANIFEST,
        "list": [MANIFEST],
        "generator": (each for each in [MANIFEST]),
    }[kind]
    assert [each.code for each in kustompy.validate(subject)] == ["KST900"]


def test_validate_says_what_is_no_object() -> None:
    assert [each.code for each in kustompy.validate([1, "app"])] == ["KST904", "KST904"]  # type: ignore[list-item]


@pytest.mark.parametrize("subject", [None, 1, ["app"], [1], b"x"], ids=repr)
def test_anything_else_is_refused(subject: Any, tree: Path) -> None:
    if not isinstance(subject, list):
        with pytest.raises(UsageError, match="validate takes a path"):
            kustompy.validate(subject)
    with pytest.raises(UsageError, match="diff takes a path"):
        kustompy.diff(subject, [])


def test_diff_takes_paths(tree: Path) -> None:
    assert not kustompy.diff("app", kustompy.build("app"))
    assert not kustompy.diff(tree / "app", SERVICE)
    assert [each.kind for each in kustompy.diff("", "app")] == ["added"]
    with pytest.raises(kustompy.KustompyError):
        kustompy.diff("a", "b")


def test_lint(tree: Path) -> None:
    assert [each.code for each in kustompy.lint("app")] == ["KST951"]
    assert [each.code for each in kustompy.lint(".")] == ["KST951"]
    assert kustompy.lint(tree / "app", disable=["KST951"]) == []
    assert kustompy.lint(kustompy.build("app")) == []
    assert kustompy.lint(SERVICE) == []
    (tree / "empty").mkdir()
    with pytest.raises(UsageError, match="nothing to check"):
        kustompy.lint("empty")
