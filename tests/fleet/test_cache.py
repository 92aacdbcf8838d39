"""The cache of builds: what it gives is what a fresh build would give, whatever has changed meanwhile."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kustompy
from kustompy.cli import main
from kustompy.fleet import cache as module
from kustompy.fleet.cache import Cache
from kustompy.inputs.given import Replacing
from kustompy.session.inputs import Inputs
from kustompy.session.options import Options
from tests.fleet.trees import fleet, one_by_one, write

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: v1\n"


def built(targets: list[str], cache: Path, **options: bool) -> tuple[dict[str, str], list[str]]:
    """The texts or errors of the targets, and those of them that the cache had."""
    results = list(kustompy.build_many(targets, jobs=1, cache=cache, **options))  # type: ignore[arg-type]
    found = {each.target: str(each.error) if each.error is not None else each.text for each in results}
    return found, [each.target for each in results if each.reused == "cache"]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return tmp_path.resolve() / "tree"


def small(tree: Path, count: int) -> list[str]:
    """Overlays without Secrets."""
    targets = fleet(tree, count)
    (tree / "bases/one/s.yaml").write_text(CONFIG_MAP)
    return targets


def test_a_second_run_takes_what_the_first_has_built(tree: Path, tmp_path: Path) -> None:
    targets = small(tree, 6)
    expected = one_by_one(targets)
    assert built(targets, tmp_path / "cache") == (expected, [])
    assert built(targets, tmp_path / "cache") == (expected, targets)
    assert kustompy.build(targets[0]) == next(kustompy.build_many(targets[:1], cache=tmp_path / "cache")).build


def test_only_what_a_change_reaches_is_built_again(tree: Path, tmp_path: Path) -> None:
    targets = small(tree, 4)
    built(targets, tmp_path / "cache")
    write(tree, {"overlays/o002/kustomization.yaml": "resources: [../../bases/one]\n"})
    found, cached = built(targets, tmp_path / "cache")
    assert found == one_by_one(targets)
    assert cached == [each for each in targets if not each.endswith("2")]


def test_options_and_targets_have_entries_of_their_own(tree: Path, tmp_path: Path) -> None:
    targets = small(tree, 1)
    built(targets, tmp_path / "cache")
    results = list(kustompy.build_many(targets, cache=tmp_path / "cache", managed_by_label=True))
    assert [each.reused for each in results] == [""]
    assert results[0].text == kustompy.build(targets[0], managed_by_label=True).to_yaml()


def test_secrets_are_not_kept_unless_asked_for(tree: Path, tmp_path: Path) -> None:
    targets = fleet(tree, 2)
    assert built(targets, tmp_path / "a")[1] == built(targets, tmp_path / "a")[1] == []
    assert not [each for each in (tmp_path / "a").glob("??/*") if each.is_file()]
    built(targets, tmp_path / "b", cache_secrets=True)
    assert built(targets, tmp_path / "b", cache_secrets=True) == (one_by_one(targets), targets)


def test_a_secret_that_is_copied_and_not_printed_is_not_kept(tree: Path, tmp_path: Path) -> None:
    """Its value stands in a config map, and the Secret itself is local."""
    secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  annotations:\n"
    secret += "    config.kubernetes.io/local-config: 'true'\nstringData:\n  p: hush\n"
    to = "[{select: {kind: ConfigMap}, fieldPaths: [data.k]}]"
    source = f"{{source: {{kind: Secret, fieldPath: stringData.p}}, targets: {to}}}"
    write(tree, {
        "a/kustomization.yaml": f"resources: [s.yaml, c.yaml]\nreplacements: [{source}]\n",
        "a/s.yaml": secret, "a/c.yaml": CONFIG_MAP,
    })  # fmt: skip
    found, _ = built([str(tree / "a")], tmp_path / "cache")
    assert "hush" in found[str(tree / "a")] and "kind: Secret" not in found[str(tree / "a")]
    assert built([str(tree / "a")], tmp_path / "cache")[1] == []
    assert not [each for each in (tmp_path / "cache").glob("??/*") if each.is_file()]


@pytest.mark.parametrize("kind", ["file", "parameter"])
def test_what_inputs_reach_is_never_taken_from_a_cache(kind: str, tree: Path, tmp_path: Path) -> None:
    """Not kept with them, and not taken for them where the file of an entry is now one that is given."""
    write(tree, {"a/kustomization.yaml": "configMapGenerator: [{name: c, envs: [c.env]}]\n", "a/c.env": "K=${V}\n"})
    target = str(tree / "a")
    parameters = Replacing(str(tree), ["**/*.env"], {"V": "one"}) if kind == "parameter" else None
    for inputs in (None, Inputs({} if parameters else {f"{target}/c.env": b"K=two\n"}, None, parameters), None):
        results = list(kustompy.build_many([target], cache=tmp_path / "cache", inputs=inputs))
        assert results[0].text == kustompy.build(target, inputs=inputs).to_yaml()
        assert results[0].reused == ("cache" if inputs is None and (tmp_path / "second").exists() else "")
        (tmp_path / "second").touch()
    others = Inputs({str(tree / "elsewhere.env"): b"K=v\n"})
    assert next(kustompy.build_many([target], cache=tmp_path / "cache", inputs=others)).reused == "cache"


def test_failures_are_not_kept(tree: Path, tmp_path: Path) -> None:
    targets = small(tree, 1)
    (tree / "bases/one/web.yaml").unlink()
    assert built(targets, tmp_path / "cache") == built(targets, tmp_path / "cache") == (one_by_one(targets), [])


def entry(cache: Path) -> Path:
    return next(each for each in cache.glob("??/*") if each.is_file())


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "torn": lambda content: content[: len(content) // 2],
    "empty": lambda content: b"",
    "another byte": lambda content: content[:-5] + bytes([content[-5] ^ 1]) + content[-4:],
    "another form": lambda content: b"kustompy fleet 0\n" + content[17:],
    "more": lambda content: content + b"kind: Secret\n",
}


@pytest.mark.parametrize("name", DAMAGE)
def test_an_entry_that_is_not_what_was_written_is_built_anew(name: str, tree: Path, tmp_path: Path) -> None:
    targets = small(tree, 1)
    built(targets, tmp_path / "cache")
    path = entry(tmp_path / "cache")
    path.write_bytes(DAMAGE[name](path.read_bytes()))
    assert built(targets, tmp_path / "cache") == (one_by_one(targets), [])
    assert built(targets, tmp_path / "cache") == (one_by_one(targets), targets)


def test_an_entry_of_another_target_is_not_taken(tree: Path, tmp_path: Path) -> None:
    one, two = small(tree, 2)
    cache = Cache(str(tmp_path / "cache"), Options())
    built([one, two], tmp_path / "cache")
    shutil.copy(cache._path(one), cache._path(two))
    assert built([two], tmp_path / "cache") == (one_by_one([two]), [])


def test_a_folder_without_room_or_rights_costs_the_entry_alone(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    targets = small(tree, 2)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    assert built(targets, tmp_path / "cache") == (one_by_one(targets), [])
    assert not [each for each in (tmp_path / "cache").glob("??/*") if each.is_file()]


def test_a_cache_that_is_a_file_or_open_to_others(tree: Path, tmp_path: Path) -> None:
    targets = small(tree, 1)
    (tmp_path / "file").touch()
    (tmp_path / "open").mkdir(mode=0o777)
    (tmp_path / "open").chmod(0o777)
    for name in ("file", "open"):
        with pytest.raises(kustompy.UsageError, match=r"the cache .* can") as caught:
            built(targets, tmp_path / name)
        assert caught.value.code == "KST863"


def test_the_entries_that_were_used_longest_ago_go_first(tree: Path, tmp_path: Path) -> None:
    targets = small(tree, 3)
    built(targets, tmp_path / "cache")
    cache = Cache(str(tmp_path / "cache"), Options())
    os.utime(cache._path(targets[1]), (1, 1))
    cache.sweep(cache.info().size - 1)
    assert cache.info().entries == 2
    assert built(targets, tmp_path / "cache")[1] == [targets[0], targets[2]]


def test_the_command(tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small(tree, 3)
    folder = str(tmp_path / "cache")
    for said in ("built 3 of 3 targets in", "built 3 of 3 targets, 3 of them without a build of its own in"):
        assert main(["build", str(tree / "overlays"), "-o", str(tmp_path / "out"), "--cache", folder]) == 0
        assert capsys.readouterr().err.startswith(said)
    assert main(["cache", "info", "--cache", folder]) == 0
    assert capsys.readouterr().out.startswith(f"{folder}: 3 entries, ")
    assert main(["cache", "clear", "--cache", folder]) == 0
    assert main(["cache", "info", "--cache", folder]) == 0
    assert capsys.readouterr().out.endswith(f"{folder}: 0 entries, 0 bytes\n")
    assert main(["cache"]) == 1
    assert "info or clear" in capsys.readouterr().err


SETTINGS = {
    "kustompy.toml": 'cache = "auto"\n',
    "pyproject.toml": '[tool.kustompy]\ncache = "auto"\n',
}


@pytest.mark.parametrize("file", SETTINGS)
def test_the_cache_that_settings_name(
    file: str, tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    small(tree, 2)
    write(tree, {file: SETTINGS[file]})
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "own"))
    arguments = ["build", str(tree / "overlays"), "-o", str(tmp_path / "out")]
    for more, said in ((["--cache", "none"], ""), ([], ""), ([], ", 2 of them without a build of its own")):
        assert main([*arguments, *more]) == 0
        assert capsys.readouterr().err.startswith(f"built 2 of 2 targets{said} in")
    assert Cache(str(tmp_path / "own/kustompy/builds"), Options()).info().entries == 2


def test_a_folder_that_the_tree_names_is_refused(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The tree may have filled it, with entries that look right."""
    small(tree, 2)
    write(tree, {"kustompy.toml": 'cache = "cache"\n'})
    arguments = ["build", str(tree / "overlays"), "-o", str(tmp_path / "out")]
    assert main(arguments) == 1
    assert "the setting 'cache' of kustompy is not 'auto'" in capsys.readouterr().err
    write(tmp_path, {"own.toml": 'cache = "cache"\n'})
    assert main([*arguments, "--config", str(tmp_path / "own.toml")]) == 0
    assert Cache(str(tmp_path / "cache"), Options()).info().entries == 2


def test_a_folder_without_permission(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is there and belongs to somebody else; one that cannot be written to costs the entries alone."""
    targets = small(tree, 2)
    real = os.open

    def refused(path: Any, *arguments: Any, **named: Any) -> int:
        if str(path).startswith(str(tmp_path / "cache")):
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments, **named)

    monkeypatch.setattr("os.open", refused)
    assert built(targets, tmp_path / "cache") == built(targets, tmp_path / "cache") == (one_by_one(targets), [])
    monkeypatch.undo()
    monkeypatch.setattr("os.geteuid", lambda: 12345)
    with pytest.raises(kustompy.UsageError, match="can be written by others"):
        built(targets, tmp_path / "cache")


def test_two_runs_at_once_write_the_same_entries(tree: Path, tmp_path: Path) -> None:
    """Each writes beside the place of an entry and renames, so that a third reads whole ones at any time."""
    targets = small(tree, 8)
    expected = one_by_one(targets)
    with ThreadPoolExecutor(4) as threads:
        for found, _ in threads.map(lambda _: built(targets, tmp_path / "cache"), range(12)):
            assert found == expected
    assert built(targets, tmp_path / "cache") == (expected, targets)
    assert not list((tmp_path / "cache").rglob("*.tmp"))


FILES = [
    "base/kustomization.yaml",
    "base/a.yaml",
    "base/b.yaml",
    "base/Kustomization",
    "o/kustomization.yaml",
    "o/p.yaml",
]
TEXTS = st.sampled_from(
    [
        CONFIG_MAP, CONFIG_MAP.replace("v1\n", "v2\n"), CONFIG_MAP.replace("name: a", "name: b"),
        "resources: [a.yaml]\n", "resources: [b.yaml]\n", "resources: [../base]\n", "resources: [../base/a.yaml]\n",
    ]
)  # fmt: skip
CHANGES = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(FILES), TEXTS),
    st.tuples(st.just("same size"), st.sampled_from(FILES), st.sampled_from("xyz")),
    st.tuples(st.just("remove"), st.sampled_from([*FILES, "base"]), st.just("")),
    st.tuples(st.just("rename"), st.sampled_from([*FILES, "base"]), st.sampled_from([*FILES, "moved"])),
    st.tuples(st.just("touch"), st.sampled_from(FILES), st.just("")),
    st.tuples(st.just("link"), st.sampled_from(["base", "base/a.yaml"]), st.sampled_from(["elsewhere", "base/b.yaml"])),
    st.tuples(st.just("settle"), st.just(""), st.just("")),
)


def change(tree: Path, kind: str, name: str, text: str) -> None:
    """Change the tree, if that can be done; one of the same size has the old times, as in one tick of the clock."""
    path = tree / name
    if kind == "write" and path.parent.is_dir() and not path.is_dir():
        path.write_text(text)
    elif kind == "same size" and path.is_file():
        before, content = path.stat(), path.read_text()
        path.write_text(content[:-2] + text + "\n" if len(content) > 2 else content)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    elif kind == "remove" and path.exists():
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    elif kind == "rename" and path.exists() and not (tree / text).exists() and (tree / text).parent.is_dir():
        if not (tree / text).is_relative_to(path):
            path.rename(tree / text)
    elif kind == "touch" and path.exists():
        path.touch()
    elif kind == "link" and path.exists() and not (tree / text).exists() and not path.is_symlink():
        if (tree / text).is_relative_to(path) or not (tree / text).parent.is_dir():
            return
        path.rename(tree / text)
        path.symlink_to(tree / text)


@given(st.lists(CHANGES, min_size=1, max_size=5))
@settings(max_examples=50)
def test_no_entry_is_stale(tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, str, str]]) -> None:
    directory = tmp_path_factory.mktemp("law").resolve()
    tree, cache = directory / "tree", directory / "cache"
    write(
        tree,
        {
            "base/kustomization.yaml": "resources: [a.yaml]\n", "base/a.yaml": CONFIG_MAP,
            "o/kustomization.yaml": "resources: [../base]\nnamePrefix: p-\n", "o/p.yaml": CONFIG_MAP,
        },
    )  # fmt: skip
    targets = [str(tree / "o"), str(tree / "base")]
    built(targets, cache)
    for kind, name, text in changes:
        if kind == "settle":  # the times are trusted, as some seconds later
            for each in tree.rglob("*"):
                os.utime(each, (1, 1), follow_symlinks=False)
            module._SETTLED, before = -(10**12), module._SETTLED
            built(targets, cache)
            module._SETTLED = before
            time.sleep(0.02)  # longer than a tick of the clock that the times of files go by
        else:
            change(tree, kind, name, text)
        assert built(targets, cache)[0] == one_by_one(targets)
