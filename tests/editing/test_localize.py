"""``localize``: what is copied to where, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

import kustompy
from kustompy.cli import main
from kustompy.editing.localizing.names import path_of_file, path_of_root
from kustompy.session.git_url import parse_git_url

SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n"
TREE = {
    "base/kustomization.yaml": "resources: [service.yaml]\n",
    "base/service.yaml": SERVICE,
    "base/unused.yaml": SERVICE,
    "app/kustomization.yaml": """\
# the app
resources:
- ../base # below it
- ./deep/../more.yaml
configMapGenerator:
- name: settings
  files: [key=settings.ini, settings.ini]
  envs: [app.env]
transformers:
- labels.yaml
""",
    "app/more.yaml": SERVICE.replace("web", "more"),
    "app/settings.ini": "a = b\n",
    "app/app.env": "A=B\n",
    "app/labels.yaml": "kind: LabelTransformer\napiVersion: builtin\nmetadata: {name: l}\nlabels: {a: b}\n"
    "fieldSpecs: [{path: metadata/labels, create: true}]\n",
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tmp_path = tmp_path.resolve()
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "app/deep").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files_of(directory: Path) -> dict[str, str]:
    return {str(path.relative_to(directory)): path.read_text() for path in directory.rglob("*") if path.is_file()}


def test_everything_that_is_referred_to_is_copied(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["localize", "app", "copy", "--scope", "."]) == 0
    copy = files_of(tree / "copy")
    assert sorted(copy) == [
        "app/app.env", "app/kustomization.yaml", "app/labels.yaml", "app/more.yaml", "app/settings.ini",
        "base/kustomization.yaml", "base/service.yaml",
    ]  # fmt: skip
    assert copy["app/kustomization.yaml"] == TREE["app/kustomization.yaml"].replace("./deep/../more.yaml", "more.yaml")
    assert copy["base/kustomization.yaml"] == TREE["base/kustomization.yaml"]
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.split(" ", 2)[2] for line in said.err.splitlines()] == [
        f"VERIFICATION SUCCESS: `kustomize build` for app and {tree}/copy are the same after localization.",
        f'SUCCESS: localized "app" to directory {tree}/copy',
    ]


def test_the_default_destination_has_the_name_of_the_target(tree: Path) -> None:
    assert main(["localize", "base"]) == 0
    assert sorted(files_of(tree / "localized-base")) == ["kustomization.yaml", "service.yaml"]


REFUSED = [
    (["app"], 'unable to localize target "app": unable to localize resources entry: could not localize path "../base" '
     "as file: invalid file reference: '{}/base' must resolve to a file; could not localize path \"../base\" as "
     'directory: root "{}/base" outside localize scope "{}/app"'),
    (["app", "base"], 'invalid localize destination "base": localize destination "base" already exists'),
    (["app", "x/y"], 'invalid localize destination "x/y": unable to create localize destination directory: mkdir x/y: '
     "no such file or directory"),
    (["app", "--scope", "base"], 'invalid localize scope "base": localize scope "base" does not contain target "app" '
     'at "{}/app"'),
    (["none"], 'unable to establish localize target "none": must build at directory: not a valid directory: '
     "evalsymlink failure on 'none' : lstat {}/none: no such file or directory"),
    (["https://example.com/org/repo"], 'localize remote root "https://example.com/org/repo" missing ref query string '
     "parameter"),
    (["a", "b", "c"], "accepts at most 2 arg(s), received 3"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "message"), REFUSED, ids=[each[1][:40] for each in REFUSED])
def test_refused(words: list[str], message: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files_of(tree)
    assert main(["localize", *words]) == 1
    assert capsys.readouterr().err.splitlines()[0] == f"Error: {message.replace('{}', str(tree))}"
    assert files_of(tree) == before


def test_a_copy_that_renders_to_something_else_is_an_error(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The annotation of origins says where a file lies."""
    (tree / "app/kustomization.yaml").write_text("resources: [./link.yaml]\nbuildMetadata: [originAnnotations]\n")
    (tree / "app/link.yaml").symlink_to("more.yaml")
    assert main(["localize", "app", "copy"]) == 1
    assert capsys.readouterr().err.startswith(f"Error: the copy in {tree}/copy renders to something else: Service.v1")


def test_as_a_function(tree: Path) -> None:
    done = kustompy.localize(str(tree / "app"), str(tree / "copy"), scope=str(tree))
    assert (done.directory, done.target) == (str(tree / "copy"), str(tree / "copy/app"))


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://example.com/a/b.yaml", "localized-files/example.com/a/b.yaml"),
        ("https://me:x@example.com:8080/a/../c/./b.yaml?q=1", "localized-files/example.com/c/b.yaml"),
    ],
)
def test_where_a_remote_file_goes(url: str, path: str) -> None:
    assert path_of_file(url) == path


@pytest.mark.parametrize(
    ("url", "below", "path"),
    [
        ("https://github.com/org/repo?ref=v1.0", ".", "localized-files/github.com/org/repo/v1.0"),
        ("git@example.com:org/repo.git//a?ref=feature/x", "a", "localized-files/example.com/org/repo/feature/x/a"),
        ("file:///srv/repo.git?ref=main", ".", "localized-files/file-schemed/srv/repo/main"),
    ],
)
def test_where_a_repository_goes(url: str, below: str, path: str) -> None:
    parsed = parse_git_url(url)
    assert parsed is not None
    assert path_of_root(parsed, below) == path
