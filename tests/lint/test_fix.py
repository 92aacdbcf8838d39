"""``lint --fix``: what it mends, what it leaves, and what it says of the render."""

from __future__ import annotations

from pathlib import Path

import pytest

from kustompy.api.mending import diff_of, mended
from kustompy.cli import main
from kustompy.linting import settings_for
from kustompy.session.options import Options

DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\nspec: {replicas: 1}\n"
ROOT = "resources:\n- d.yaml  # the one\n"
TYPE = "kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\n"

CASES = {
    # files, the files that change, what is said of the render
    "a patch without its key": (
        {"kustomization.yaml": f"{ROOT}patches:\n# more pods\n- p.yaml # of them\n", "p.yaml": DEPLOYMENT},
        {"kustomization.yaml": f"{ROOT}patches:\n# more pods\n- path: p.yaml # of them\n"},
        "it could not be built before, and can be now",
    ),
    "a patch without its key in braces": (
        {"kustomization.yaml": f"{ROOT}patches: [p.yaml]\n", "p.yaml": DEPLOYMENT},
        {"kustomization.yaml": f"{ROOT}patches: [{{path: p.yaml}}]\n"},
        "it could not be built before, and can be now",
    ),
    "old fields": (
        {"kustomization.yaml": f"{ROOT}# for all\ncommonLabels:\n  a: b  # kept\n"},
        {"kustomization.yaml": f"{ROOT}# for all\n{TYPE}labels:\n- includeSelectors: true\n  pairs:\n    a: b\n"},
        "what is built is the same",
    ),
    "an apiVersion that is missing": (
        {
            "kustomization.yaml": f"{ROOT}patches:\n- path: p.yaml\n",
            "p.yaml": "# a patch\nkind: Deployment\nmetadata: {name: d}\nspec: {replicas: 3}\n",
        },
        {"p.yaml": "# a patch\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {replicas: 3}\n"},
        "it could not be built before, and can be now",
    ),
    "lines of env files": (
        {
            "kustomization.yaml": "configMapGenerator:\n- name: c\n  envs: [c.env]\n",
            "c.env": '# all\r\nA="x"\r\nexport B=y\r\nC=z  \nD=\'\n',
        },
        {"c.env": "# all\r\nA=x\r\nB=y\r\nC=z\nD='\n"},
        "what is built changes: ConfigMap c in default",
    ),
    "one mistake behind another": (
        {"kustomization.yaml": f"{ROOT}patches:\n- p.yaml\ncommonLabels: {{a: b}}\n", "p.yaml": DEPLOYMENT},
        {
            "kustomization.yaml": f"{ROOT}patches:\n- path: p.yaml\n{TYPE}labels:\n- includeSelectors: true\n"
            "  pairs:\n    a: b\n"
        },
        "it could not be built before, and can be now",
    ),
    # several answers, or none
    "a kind of several groups": (
        {
            "kustomization.yaml": f"{ROOT}patches:\n- path: p.yaml\n",
            "p.yaml": "kind: Event\nmetadata: {name: d}\ntype: Normal\n",
        },
        {},
        "",
    ),
    "a name that is wrong": (
        {"kustomization.yaml": f"{ROOT}images:\n- name: web\n  newTag: x\n"},
        {},
        "",
    ),
    "nothing": ({"kustomization.yaml": ROOT}, {}, ""),
}


@pytest.mark.parametrize(("files", "changed", "said"), CASES.values(), ids=list(CASES))
def test_what_is_mended(
    files: dict[str, str], changed: dict[str, str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {"d.yaml": DEPLOYMENT, **files}.items():
        (tmp_path / name).write_bytes(text.encode())
    change = mended([str(tmp_path)], Options(), settings_for(str(tmp_path)))
    assert {Path(each).name: after.decode() for each, (_, after) in change.texts.items()} == changed
    assert change.renders == ([f".: {said}"] if said else [])


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d.yaml").write_text(DEPLOYMENT)
    (tmp_path / "p.yaml").write_text(DEPLOYMENT)
    (tmp_path / "kustomization.yaml").write_text(f"{ROOT}patches:\n- p.yaml\n")
    assert main(["lint", "--fix"]) == 0
    said = capsys.readouterr().out
    assert "--- a/kustomization.yaml\n+++ b/kustomization.yaml\n" in said
    assert "-- p.yaml\n+- path: p.yaml\n.: it could not be built before, and can be now\n" in said
    assert (tmp_path / "kustomization.yaml").read_text() == f"{ROOT}patches:\n- path: p.yaml\n"
    assert main(["lint", "--fix"]) == 0
    assert capsys.readouterr().out == "1 overlay has no findings\n"


def test_values_of_secrets_are_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.env").write_text('PASSWORD="hunter2"\n')
    (tmp_path / "kustomization.yaml").write_text("secretGenerator:\n- name: s\n  envs: [s.env]\n")
    change = mended([str(tmp_path)], Options(), settings_for(str(tmp_path)))
    assert [after for _, after in change.texts.values()] == [b"PASSWORD=hunter2\n"]
    assert diff_of(change) == "s.env: 1 line changed, whose values are not shown\n"
