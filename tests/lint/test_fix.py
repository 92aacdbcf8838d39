"""``lint --fix``: what it mends, what it leaves, and what it says of the render."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kustompy.api.mending import diff_of, mended
from kustompy.cli import main
from kustompy.editing.comments import comments
from kustompy.editing.draft import Draft
from kustompy.editing.fix import conversions
from kustompy.editing.old_fields import modernized
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
        {
            "kustomization.yaml": f"{ROOT}# for all\nlabels:\n- includeSelectors: true\n  pairs:\n"
            f"    a: b  # kept\n{TYPE}"
        },
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
        "what is built changes: ConfigMap c",
    ),
    "one mistake behind another": (
        {"kustomization.yaml": f"{ROOT}patches:\n- p.yaml\ncommonLabels: {{a: b}}\n", "p.yaml": DEPLOYMENT},
        {
            "kustomization.yaml": f"{ROOT}patches:\n- path: p.yaml\nlabels:\n- includeSelectors: true\n"
            f"  pairs: {{a: b}}\n{TYPE}"
        },
        "it could not be built before, and can be now",
    ),
    "a resource without apiVersion": (
        {"kustomization.yaml": "resources: [c.yaml]\n", "c.yaml": "kind: ConfigMap\nmetadata: {name: c} # mine\n"},
        {"c.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c} # mine\n"},
        "what is built changes: ConfigMap c",
    ),
    "patches of the old kinds": (
        {
            "kustomization.yaml": f"{ROOT}patchesStrategicMerge:\n- p.yaml # of them\n# inline\n- |-\n"
            "  apiVersion: apps/v1\n"
            "  kind: Deployment\n  metadata: {name: d}\n  spec: {paused: true}\n"
            "# by path\npatchesJson6902:\n- target: {group: apps, version: v1, kind: Deployment, name: d}\n"
            "  path: j.yaml # j\n",
            "p.yaml": DEPLOYMENT,
            "j.yaml": "- {op: replace, path: /spec/replicas, value: 5}\n",
        },
        {
            "kustomization.yaml": f"{ROOT}patches:\n- path: p.yaml # of them\n# inline\n- patch: |-\n"
            "    apiVersion: apps/v1\n"
            "    kind: Deployment\n    metadata: {name: d}\n    spec: {paused: true}\n"
            "# by path\n- target: {group: apps, version: v1, kind: Deployment, name: d}\n  path: j.yaml # j\n" + TYPE,
        },
        "what is built is the same",
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


COMMENTS = st.sampled_from(["", "# one", "# two: 'x", "#", "# - a: b"])


@st.composite
def kustomizations(draw: st.DrawFn) -> str:
    """Kustomizations with old fields, and comments above, behind and below their lines."""
    blocks = [
        "commonLabels:\n  app: web\n  tier: 'a # b'",
        "commonLabels:\n      app: web\n      tier: a",
        "commonLabels: {app: web}",
        "labels:\n- pairs:\n    a: b",
        "patchesStrategicMerge:\n- p.yaml\n- q.yaml",
        "patchesStrategicMerge:\n  - p.yaml\n  - |-\n    kind: Deployment\n    spec: {}\n    # text",
        "patchesStrategicMerge: [p.yaml, q.yaml]",
        "patches:\n- path: r.yaml\n  target: {kind: Service}",
        "patchesJson6902:\n- target:\n    kind: Service\n    name: s\n    version: v1\n  path: j.yaml",
        "resources:\n- a.yaml",
        "bases:\n- ../base",
        "namePrefix: x-",
    ]
    chosen = draw(st.lists(st.sampled_from(blocks), max_size=6, unique_by=lambda each: each.partition(":")[0]))
    lines: list[str] = []
    is_text = False
    for line in "\n".join(chosen).split("\n"):
        is_text = line.endswith("|-") or (is_text and line.startswith("    "))
        indent = line[: len(line) - len(line.lstrip())]
        above, behind = ("", "") if is_text else (draw(COMMENTS), draw(COMMENTS))
        lines += [indent + above] if above else []
        lines.append(f"{line} {behind}".rstrip())
    return "\n".join([*lines, draw(COMMENTS)]) + "\n"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A directory with the files that the patches are in."""
    folder = tmp_path_factory.mktemp("tree")
    for name in ("kustomization.yaml", "p.yaml", "q.yaml"):
        (folder / name).touch()
    return str(folder)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(text=kustomizations())
def test_old_fields_keep_their_comments(tree: str, text: str) -> None:
    """The text with today's fields says what the conversion of the fields says, and has each comment."""
    after = modernized(text)
    assert sorted(comments(after)) == sorted(comments(text))
    *_, wanted = conversions(Draft(tree, source=text.encode()))
    *_, found = conversions(Draft(tree, source=after.encode()))
    assert found == {**wanted, "patches": found["patches"]} if "patches" in wanted else found == wanted
    kept = [each.get("path") for each in found.get("patches", ())]
    assert kept == [each.get("path") for each in wanted.get("patches", ())]


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
