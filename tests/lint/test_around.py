"""Whether a kustomization that no build has read names a path: how far it is looked for, and in which lines."""

from __future__ import annotations

import os

import pytest

from kustompy.errors import LoadError
from kustompy.linting.checks.contested_fields import _at, _value
from kustompy.linting.checks.image_references import images_in
from kustompy.linting.settings import Settings
from kustompy.linting.tree import Part, Run
from kustompy.model.resource import Resource
from kustompy.system.files import Files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.secrets import Mark

TOP = os.path.abspath(os.sep)


def at(path: str) -> str:
    """A path of the tree in memory."""
    return os.path.join(TOP, *path.split("/"))


def run_over(tree: dict[str, str], root: str = "") -> Run:
    """A run that reads files of the memory alone."""
    files = Files({at(path): text.encode() for path, text in tree.items()}, disk=False)
    run = Run(files, Settings())
    run.root = at(root) if root else ""
    return run


BASE = "r/a/b/c/d/base"
OVERLAY = "resources:\n- {}\n"
PLACES = [
    # One to four folders above, and no fifth.
    ("r/a/b/c/d/kustomization.yaml", "base", True),
    ("r/a/kustomization.yaml", "b/c/d/base", True),
    ("r/kustomization.yaml", "a/b/c/d/base", False),
    # Two folders below each of those, and no third.
    ("r/a/b/c/d/x/kustomization.yaml", "../base", True),
    ("r/a/b/c/d/x/y/kustomization.yaml", "../../base", True),
    ("r/a/b/c/d/x/y/z/kustomization.yaml", "../../../base", False),
    ("r/a/x/y/kustomization.yaml", "../../b/c/d/base", True),
    ("r/a/x/y/z/kustomization.yaml", "../../../b/c/d/base", False),
    # A folder with a dot in its name counts where it stands beside the path, unless it is a hidden one.
    ("r/a/b/c/d/x.d/kustomization.yaml", "../base", True),
    ("r/a/b/c/d/x/y.d/kustomization.yaml", "../../base", False),
    ("r/a/b/c/d/.x/kustomization.yaml", "../base", False),
    # Another name of the file, another path, and a file that is none.
    ("r/a/b/c/d/kustomization.yml", "base", True),
    ("r/a/b/c/d/Kustomization", "./base", True),
    ("r/a/b/c/d/kustomization.yaml", "base2", False),
    ("r/a/b/c/d/values.yaml", "base", False),
]


@pytest.mark.parametrize(("file", "entry", "named"), PLACES)
def test_how_far_kustomizations_are_looked_for(file: str, entry: str, named: bool) -> None:
    run = run_over({file: OVERLAY.format(entry), f"{BASE}/kustomization.yaml": ""})
    assert run.is_named_around(at(BASE)) is named
    assert run.files.were_read == {}
    # A file that a build has read names nothing beyond the build.
    run = run_over({file: OVERLAY.format(entry), f"{BASE}/kustomization.yaml": ""})
    run.files.read(at(file))
    assert not run.is_named_around(at(BASE))
    assert list(run.files.were_read) == [at(file)]


@pytest.mark.parametrize("top", ["git", "root"])
def test_the_repository_and_the_root_end_the_search_and_are_searched_deeper(top: str) -> None:
    near, far = "r/a/b/c/x/y/z/v/kustomization.yaml", "r/a/b/kustomization.yaml"
    for file, entry, named in ((near, "../../../../d/base", True), (far, "c/d/base", False)):
        tree = {file: OVERLAY.format(entry), f"{BASE}/kustomization.yaml": ""}
        if top == "git":
            tree["r/a/b/c/.git/HEAD"] = ""
        assert run_over(tree, "r/a/b/c" if top == "root" else "").is_named_around(at(BASE)) is named


@pytest.mark.parametrize(("depth", "named"), [(8, True), (9, False)])
def test_how_deep_a_repository_is_searched(depth: int, named: bool) -> None:
    folder = "/".join(f"f{number}" for number in range(depth))
    tree = {f"r/{folder}/kustomization.yaml": OVERLAY.format("../" * depth + "base"), "r/.git/HEAD": ""}
    assert run_over(tree).is_named_around(at("r/base")) is named


LINES = [
    ("- ../base", True),
    ("  - ../base  ", True),
    ("- path: ../base", True),
    ('- "../base"', True),
    ("- '../base'", True),
    ("# - ../base", True),
    ("#- ../base", True),
    ("- name: ../base", False),
    ("../base", True),
    ("- ../base/x", False),
    ("- ../base # why", False),
]


@pytest.mark.parametrize(("line", "named"), LINES)
def test_which_lines_name_a_path(line: str, named: bool) -> None:
    assert run_over({"r/over/kustomization.yaml": f"resources:\n{line}\n"}).is_named_around(at("r/base")) is named


@pytest.mark.parametrize(("count", "named"), [(199, True), (200, False)])
def test_how_many_folders_are_looked_into(count: int, named: bool) -> None:
    tree = {f"r/d{number:03}/x": "" for number in range(count)}
    tree["r/z/kustomization.yaml"] = OVERLAY.format("../base")
    run = run_over(tree)
    assert (at("r/z") in run._folders(at("r"), 1)) is named


MARK: Mark = ("secret.yaml", 0, ("data",)), "value"


def test_what_a_run_takes_from_its_parts() -> None:
    run = run_over({"a/kustomization.yaml": "namePrefix: a-\n", "a/x.yaml": "", "b/Kustomization": "a: [\n"})
    assert list(run.kustomizations) == []
    read = (at("a/kustomization.yaml"), at("a/x.yaml"), at("b/Kustomization"), at("c/kustomization.yml"))
    run.take(Part(at("a"), [], set(), {}, read, (MARK,), None, None))
    assert (run.directories, run.has_failed, run.secrets) == ([at("a")], False, [MARK])
    assert run.kustomizations == [read[0], read[2], read[3]]
    assert [file for file, _ in run.contents()] == [read[0], read[2]]
    assert list(run.parsed_kustomizations()) == [(read[0], {"namePrefix": "a-"})]
    run.take(Part("", [], set(), {}, (at("d/kustomization.yaml"),), (), LoadError("x", code="KST301"), None))
    run.take(Part(at("e"), [], set(), {}, (), (), None, None))
    assert (run.directories, run.has_failed) == ([at("a"), at("e")], True)
    assert run.kustomizations[-1] == at("d/kustomization.yaml")


IMAGES = [
    ({"image": "a"}, ["image"]),
    ({"sidecarImage": "a", "imageName": "b", "imagePullPolicy": "c"}, ["sidecarImage", "imageName"]),
    ({"images": ["a", {"name": "b"}], "other": ["c"]}, ["images.0"]),
    ({"volumes": [{"image": {"reference": "a", "pullPolicy": "b"}}], "reference": "c"}, ["volumes.0.image.reference"]),
    ({"labels": {"image": "a"}, "annotations": {"image": "b"}, "matchLabels": {"image": "c"}}, []),
    ({"image": 1, "spec": {"image": "a"}}, ["spec.image"]),
    ({"list": [["x"], {"image": "a"}]}, ["list.1.image"]),
]


@pytest.mark.parametrize(("manifest", "paths"), IMAGES)
def test_which_fields_hold_images(manifest: dict[str, object], paths: list[str]) -> None:
    assert sorted(".".join(map(str, path)) for path, _ in images_in(manifest)) == sorted(paths)


def test_a_value_that_is_gone_from_its_list_is_unknown() -> None:
    for place, value in (((["a"], 0), "a"), ((["a"], 1), None), (({"k": 1}, "k"), 1), (({}, "k"), None)):
        container, key = place
        assert _value(((container, None, None), key)) == value  # type: ignore[arg-type]
    resource = Resource({"kind": "A", "metadata": {"name": "a"}, "list": ["x", {"k": 1}]}, frozenset())
    assert _at(resource, ("list",), 0) == "x"
    assert _at(resource, ("list",), 2) is None
    assert _at(resource, ("list", 1), "k") == 1
    assert _at(resource, ("list", 1), "z") is None
