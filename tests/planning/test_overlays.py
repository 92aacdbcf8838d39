"""Which overlays a change can reach: whatever a build reads is told from the texts of kustomizations."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kustompy.cli import main
from kustompy.fleet.recorded import recorded
from kustompy.kustomization.file import FILE_NAMES
from kustompy.planning import trees
from kustompy.planning.named import Tree, named_at
from kustompy.planning.overlays import Kustomizations
from kustompy.session.options import Options
from kustompy.system.files import Files
from tools.fixtures import FIXTURES, metadata, tree_of, wanted_cases

Git = Callable[..., str]
EVERY = 8
CASES = wanted_cases([])[::EVERY]
assert CASES, "no fixtures found"


@pytest.mark.parametrize("case", CASES, ids=lambda each: str(each.relative_to(FIXTURES)))
def test_whatever_a_build_reads_reaches_it(case: Path) -> None:
    meta = metadata(case)
    tree = os.path.realpath(tree_of(case, meta))
    target = os.path.normpath(os.path.join(tree, meta.get("root", ".")))
    files = Files()
    entries = [(folder, {*folders, *names}) for folder, folders, names in os.walk(tree)]
    links = [os.path.join(folder, each) for folder, names in entries for each in names]
    directories = [folder for folder, names in entries if not names.isdisjoint(FILE_NAMES)]
    named = {each: found for each in directories if (found := named_at(each, files)) is not None}
    if target not in named:
        return  # a URL, or nothing
    kustomizations = Kustomizations(Tree(named, {each: os.readlink(each) for each in links if os.path.islink(each)}))
    known = recorded(target, Options(load_restrictions=False)).dependencies
    below = [each for each in (*known.read, *known.missed) if each.startswith(f"{tree}{os.sep}")]
    assert [each for each in below if target not in kustomizations.reached_by([each])] == []


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


def commit(git: Git) -> None:
    git("add", "-A")
    git("commit", "-qm", "more")


def affected(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    capsys.readouterr()
    main(["plan", "--base", "HEAD", "--format", "json", "--no-findings", *arguments])
    return [each["target"] for each in json.loads(capsys.readouterr().out)["overlays"]]


CONFIG = "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: made}\nfiles: [../../shared/made.txt]\n"


@pytest.fixture
def odd(repository: Path, git: Git) -> Path:
    """Overlays that read a file by a link, by a config, and by a config of another directory."""
    write("shared/made.txt", "made\n")
    write("shared/linked.env", "a=b\n")
    write("odd/link/kustomization.yaml", "configMapGenerator: [{name: a, envs: [linked.env]}]\n")
    os.symlink("../../shared/linked.env", "odd/link/linked.env")
    write("odd/config/kustomization.yaml", "generators: [config.yaml]\n")
    write("odd/config/config.yaml", CONFIG)
    write(
        "odd/inline/kustomization.yaml", "generators:\n- |\n" + "".join(f"  {each}\n" for each in CONFIG.splitlines())
    )
    write("odd/folder/kustomization.yaml", "generators: [configs]\n")
    write("odd/folder/configs/kustomization.yaml", "resources: [config.yaml]\n")
    write("odd/folder/configs/config.yaml", CONFIG)
    commit(git)
    return repository


FREE = ("--load-restrictor", "LoadRestrictionsNone")


def test_what_is_named_in_odd_places(odd: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write("shared/linked.env", "a=c\n")
    assert affected(capsys, *FREE) == ["odd/link"]
    write("shared/linked.env", "a=b\n")
    write("shared/made.txt", "other\n")
    assert affected(capsys, *FREE) == ["odd/config", "odd/folder", "odd/inline"]
    write("shared/made.txt", "made\n")
    write("odd/config/README.md", "words\n")
    write("odd/link/README.md", "words\n")
    assert affected(capsys, *FREE) == ["odd/config"]


def test_the_same_with_a_cache(
    odd: Path, git: Git, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = ("--cache", os.fspath(tmp_path / "cache"))
    write("shared/made.txt", "other\n")
    expected = affected(capsys, *FREE)
    assert affected(capsys, *FREE, *cache) == expected
    monkeypatch.setattr(trees, "_read", None)
    assert affected(capsys, *FREE, *cache) == expected
    # another commit, of which only what has changed is read
    write("odd/config/config.yaml", CONFIG.replace("made.txt", "new.txt"))
    write("odd/link/kustomization.yaml", "configMapGenerator: [{name: a, files: [../../shared/made.txt]}]\n")
    write("shared/new.txt", "new\n")
    commit(git)
    write("shared/made.txt", "more\n")
    assert affected(capsys, *FREE, *cache) == ["odd/folder", "odd/inline", "odd/link"]
    assert affected(capsys, *FREE, *cache) == ["odd/folder", "odd/inline", "odd/link"]


def test_builds_of_earlier_runs_decide_where_programs_may_read(
    odd: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cache = ("--cache", os.fspath(tmp_path / "cache"))
    write("odd/config/README.md", "words\n")
    assert affected(capsys, *FREE, *cache) == ["odd/config"]
    built = ("odd/config", "odd/link", "-o", os.fspath(tmp_path / "out"), "--cache-secrets")
    assert main(["build", *built, *FREE, *cache]) == 0
    assert affected(capsys, *FREE, *cache) == []
    write("shared/made.txt", "other\n")
    assert "odd/config" in affected(capsys, *FREE, *cache)


def test_nothing_secret_is_kept(repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write("overlays/dev/kustomization.yaml", "secretGenerator: [{name: s, literals: [password=hunter2hunter2]}]\n")
    affected(capsys, "--cache", os.fspath(tmp_path / "cache"))
    write("overlays/dev/kustomization.yaml", "secretGenerator: [{name: s, literals: [password=hunter3]}]\n")
    kept = b"".join(each.read_bytes() for each in (tmp_path / "cache").rglob("*") if each.is_file())
    assert b"overlays/dev" in kept
    assert b"hunter" not in kept
    assert (tmp_path / "cache").stat().st_mode & 0o077 == 0


def test_what_others_have_written_is_not_believed(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write("base/web/more.yaml", "a: b\n")
    cache = tmp_path / "cache"
    affected(capsys, "--cache", os.fspath(cache))
    (note,) = [each for each in cache.glob("??/*") if each.is_file()]
    whole = note.read_bytes()
    for torn in (b"", whole[:-1], whole.replace(b"overlays/prod", b"overlays/pro1")):
        note.write_bytes(torn)
        write("overlays/prod/kustomization.yaml", Path("overlays/prod/kustomization.yaml").read_text() + "\n")
        assert "overlays/prod" in affected(capsys, "--cache", os.fspath(cache))
        assert note.read_bytes() == whole


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="folders have no owner here")
def test_a_folder_in_the_work_tree_is_no_change_of_it(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("overlays/dev/namespace.yaml").write_text("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: other\n")
    for _ in range(2):
        assert main(["plan", "--cache", "below/cache"]) == 0
        assert "\n1 file of the work tree is not committed\n" in capsys.readouterr().out
    assert len(list(Path("below/cache").glob("??/*"))) == 1


def test_a_folder_of_others_is_refused(repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache").chmod(0o777)
    assert main(["plan", "--base", "HEAD", "--cache", os.fspath(tmp_path / "cache")]) == 2
    assert "can be written by others" in capsys.readouterr().err


def test_links_that_lead_to_themselves(repository: Path, git: Git, capsys: pytest.CaptureFixture[str]) -> None:
    os.symlink(".", "overlays/again")
    os.symlink("loop", "loop")
    commit(git)
    write("overlays/dev/kustomization.yaml", Path("overlays/dev/kustomization.yaml").read_text() + "\n")
    assert affected(capsys) == ["overlays/dev"]
