"""Which objects of controllers a change reaches, by its files; what they apply is not built for it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from kustompy.planning.objects import targets_to_compare
from kustompy.revisions.files import RevisionFiles
from kustompy.revisions.objects import Objects
from kustompy.revisions.repository import Repository
from kustompy.session.options import Options
from tests.planning.conftest import Git

FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: {name}, namespace: flux-system}}
spec:
  interval: 1h
  path: ./{name}
  prune: true
  sourceRef: {{kind: GitRepository, name: shop}}
"""
VARIABLES = "  postBuild: {substituteFrom: [{kind: ConfigMap, name: cluster}]}\n"
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME, namespace: flux-system}\n"
FILES = {
    "clusters/web.yaml": FLUX.format(name="web"),
    "clusters/log.yaml": FLUX.format(name="log") + VARIABLES,
    "clusters/cluster.yaml": CONFIG_MAP.replace("NAME", "cluster"),
    "clusters/other.yaml": CONFIG_MAP.replace("NAME", "other"),
    "web/kustomization.yaml": "resources: [../base]\n",
    "base/kustomization.yaml": "resources: [a.yaml]\n",
    "base/a.yaml": CONFIG_MAP.replace("NAME", "a"),
    # no kustomization: Flux applies every manifest below
    "log/sub/b.yaml": CONFIG_MAP.replace("NAME", "b"),
    "logs/c.yaml": CONFIG_MAP.replace("NAME", "c"),
}
WEB, LOG = "clusters#flux-system/web", "clusters#flux-system/log"


@pytest.fixture
def cluster(tmp_path: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> Path:
    top = tmp_path / "cluster"
    for name, text in FILES.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text)
    monkeypatch.chdir(top)
    for words in ("init -q", "remote add origin https://git.example.com/x/shop", "add -A", "commit -qm one"):
        git(*words.split())
    return top


def reached(*changed: str, paths: Sequence[str] = ("clusters#*",)) -> dict[str, tuple[bool, bool] | None]:
    """The targets that the changes of these files reach, and where they are there."""
    repository = Repository(os.curdir, dict(os.environ))
    with Objects(repository) as objects:
        old = RevisionFiles(repository, repository.revision("HEAD"), objects)
        found = targets_to_compare(paths, old, None, changed, (), Options(), repository)
        return {os.path.relpath(each.target): each.there for each in found}


def test_a_changed_file_reaches_objects(cluster: Path) -> None:
    both = (True, True)
    cases = {
        "clusters/web.yaml": [WEB], "clusters/log.yaml": [LOG], "clusters/cluster.yaml": [LOG], "base/a.yaml": [WEB],
        "web/new.yaml": [WEB], "log/sub/b.yaml": [LOG], "elsewhere/.sourceignore": [WEB, LOG],
    }  # fmt: skip
    for changed, expected in cases.items():
        assert reached(changed) == dict.fromkeys(expected, both), changed
    assert reached("clusters/other.yaml", "bases/a.yaml", "logs/c.yaml", "README.md", "web.sourceignore") == {}
    assert reached("README.md", ".sourceignore", paths=[WEB]) == {WEB: both}
    assert reached("log/sub/b.yaml", paths=[WEB]) == {}
    assert reached("web/x", paths=["clusters#flux-system/none"]) == {}
    assert reached("web/x", "base/a.yaml", paths=["web", WEB]) == {"web": None, WEB: both}
    assert reached("base/a.yaml", paths=["."]) == {"web": None}


def test_objects_that_come_go_and_change(cluster: Path) -> None:
    (cluster / "clusters/new.yaml").write_text(FLUX.format(name="new"))
    assert reached("README.md") == {"clusters#flux-system/new": (False, True)}
    (cluster / "clusters/web.yaml").unlink()
    (cluster / "clusters/new.yaml").unlink()
    assert reached("README.md") == {WEB: (True, False)}
    (cluster / "clusters/web.yaml").write_text(FILES["clusters/web.yaml"].replace("1h", "2h"))
    assert reached("README.md") == {WEB: (True, True)}


def test_a_mark_in_the_name_of_a_directory(cluster: Path) -> None:
    (cluster / "a#b").mkdir()
    (cluster / "a#b/kustomization.yaml").write_text("resources: [../base]\n")
    assert reached("a#b/kustomization.yaml", paths=["a#b"]) == {"a#b": None}
