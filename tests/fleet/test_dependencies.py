"""What a build depends on, and which changes reach it: all that make a difference, and few that make none."""

from __future__ import annotations

import os
import pickle
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kustompy
from kustompy.fleet.recorded import recorded
from kustompy.model.dependencies import Changes
from kustompy.session.dependencies import changes_of
from kustompy.session.options import Options

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: v\n"
TREE = {
    "base/kustomization.yaml": "resources:\n- a.yaml\nconfigMapGenerator:\n- name: g\n  envs: [g.env]\n",
    "base/a.yaml": CONFIG_MAP,
    "base/g.env": "x=1\n",
    "base/README.md": "text\n",
    "other/kustomization.yaml": "resources:\n- a.yaml\n",
    "other/a.yaml": CONFIG_MAP,
    "overlay/kustomization.yaml": "resources:\n- ../base\npatches:\n- path: p.yaml\n",
    "overlay/p.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: w\n",
}


def write(directory: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text)
    return directory


def outcome(target: Path) -> tuple[bool, str]:
    try:
        return True, kustompy.build(target).to_yaml()
    except kustompy.KustompyError as error:
        return False, str(error)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return write(tmp_path.resolve() / "tree", TREE)


def test_a_build_tells_what_it_depends_on(tree: Path) -> None:
    found = kustompy.build(tree / "overlay").dependencies
    read = [
        "overlay/kustomization.yaml", "base/kustomization.yaml", "base/a.yaml", "base/g.env", "overlay/p.yaml"
    ]  # fmt: skip
    missed = [f"{each}/{name}" for each in ("overlay", "base") for name in ("kustomization.yml", "Kustomization")]
    assert [os.path.relpath(each, tree) for each in found.read] == read
    assert [os.path.relpath(each, tree) for each in found.missed] == missed
    assert [os.path.relpath(each, tree) for each in found.found] == ["overlay", "base"]
    assert (found.links, found.trees, found.remotes, found.programs) == ((), (), (), ())
    assert found.is_closed


def test_a_failure_tells_what_it_depends_on(tree: Path) -> None:
    (tree / "base/a.yaml").unlink()
    with pytest.raises(kustompy.KustompyError) as caught:
        kustompy.build(tree / "overlay")
    found = pickle.loads(pickle.dumps(caught.value)).dependencies
    assert str(tree / "base/a.yaml") in found.missed
    assert str(tree / "overlay/p.yaml") not in found.read, "the search for more mistakes is no part of the build"


def test_dependencies_travel_with_a_build(tree: Path) -> None:
    built = kustompy.build(tree / "overlay")
    assert pickle.loads(pickle.dumps(built)).dependencies == built.dependencies


def test_links_on_the_way_are_told(tree: Path) -> None:
    (tree / "real").mkdir()
    shutil.move(tree / "base", tree / "real/base")
    (tree / "base").symlink_to("middle/base")
    (tree / "middle").symlink_to("real")
    (tree / "real/base/a.yaml").rename(tree / "real/base/b.yaml")
    (tree / "real/base/a.yaml").symlink_to("b.yaml")
    found = kustompy.build(tree / "overlay").dependencies
    assert {os.path.relpath(each, tree) for each in found.links} == {"base", "middle", "real/base/a.yaml"}
    assert str(tree / "real/base/b.yaml") in found.read
    assert str(tree / "real/base/a.yaml") not in found.read


REACHED = {
    "a file that is read": ["base/a.yaml"],
    "the kustomization of a base": ["base/kustomization.yaml"],
    "a patch": ["overlay/p.yaml"],
    "a second kustomization that appears": ["base/Kustomization"],
    "a directory in the place of one": ["base/Kustomization/x"],
    "a base that is no longer a directory": ["base"],
}
NOT_REACHED = {
    "a file that nobody reads": ["base/README.md"],
    "another base": ["other/a.yaml", "other/kustomization.yaml"],
    "a new file": ["base/new.yaml", "new/kustomization.yaml"],
    "a file with a longer name": ["base/a.yaml.orig", "base-2/a.yaml"],
}


@pytest.mark.parametrize("name", REACHED)
def test_changes_that_reach_a_build(name: str, tree: Path) -> None:
    found = kustompy.build(tree / "overlay").dependencies.reached_by(changes_of(REACHED[name], str(tree)))
    assert found == [str(tree / each) for each in REACHED[name]]


@pytest.mark.parametrize("name", NOT_REACHED)
def test_changes_that_do_not(name: str, tree: Path) -> None:
    assert kustompy.build(tree / "overlay").dependencies.reached_by(changes_of(NOT_REACHED[name], str(tree))) == []


def test_a_directory_that_holds_nothing_else_may_have_come_with_the_change(tree: Path) -> None:
    (tree / "overlay/kustomization.yaml").write_text("resources:\n- new\n")
    write(tree, {"overlay/new/x.txt": ""})
    found = recorded(str(tree / "overlay"), Options()).dependencies
    assert found.reached_by(changes_of(["overlay/new/x.txt"], str(tree))) == [str(tree / "overlay/new/x.txt")]


def test_nothing_outside_of_memory_is_read(tree: Path) -> None:
    files = {"/x/kustomization.yaml": "resources: [a.yaml]\n", "/x/a.yaml": CONFIG_MAP}
    found = kustompy.build("/x", files=files, disk=False).dependencies
    assert found.read == ("/x/kustomization.yaml", "/x/a.yaml")


NAMES = ["kustomization.yaml", "Kustomization", "a.yaml", "b.yaml", "g.env"]
ENTRIES = ["a.yaml", "b.yaml", "../one", "../two", "../one/a.yaml", "../two/x"]
TEXTS = st.one_of(
    st.sampled_from([CONFIG_MAP, CONFIG_MAP.replace("name: a", "name: b"), "x=1\n", "{", ""]),
    st.lists(st.sampled_from(ENTRIES), max_size=2, unique=True).map(lambda each: f"resources: {each}\n"),
    st.sampled_from(NAMES).map(lambda each: f"configMapGenerator: [{{name: g, envs: [{each}]}}]\n"),
)
PATHS = st.sampled_from([f"{each}/{name}" for each in ("one", "two", "two/x") for name in NAMES] + ["two/x", "two"])
TREES = st.dictionaries(PATHS, TEXTS, min_size=3, max_size=10)


def plant(directory: Path, files: dict[str, str]) -> dict[str, str]:
    """The files on disk, without those that lie where another one is a directory."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    fitting = {name: text for name, text in files.items() if not any(each.startswith(f"{name}/") for each in files)}
    write(directory, fitting)
    return fitting


@given(TREES, TREES)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_what_no_change_reaches_stays_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, old: dict[str, str], new: dict[str, str]
) -> None:
    directory = tmp_path_factory.mktemp("law").resolve() / "tree"
    new = {**old, **dict(list(new.items())[:2])}
    old_files = plant(directory, old)
    before, first = outcome(directory / "one"), recorded(str(directory / "one"), Options()).dependencies
    new_files = plant(directory, new)
    after, second = outcome(directory / "one"), recorded(str(directory / "one"), Options()).dependencies
    names = {each for each in {*old_files, *new_files} if old_files.get(each) != new_files.get(each)}
    changes = Changes(str(directory / each) for each in names)
    if not first.reached_by(changes) or not second.reached_by(changes):
        assert before == after
