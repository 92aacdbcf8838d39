"""``--watch``: after every change the outputs are those of a fresh build, and nothing is built that nothing reaches."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kustompy
from kustompy.cli import main
from kustompy.fleet import waiting, watching
from kustompy.fleet.appearing import Appearing
from kustompy.fleet.many import outcomes_of
from kustompy.fleet.outcome import Outcome
from kustompy.fleet.rounds import rounds
from kustompy.fleet.waiting import Notified
from kustompy.fleet.watching import Watch
from kustompy.session.options import Options
from tests.fleet.test_cache import CHANGES, CONFIG_MAP, change
from tests.fleet.trees import one_by_one, write

ROOT = Path(__file__).resolve().parents[2]
TREE = {
    "base/kustomization.yaml": "resources: [a.yaml]\n",
    "base/a.yaml": CONFIG_MAP,
    "base/README.md": "text\n",
    "dev/kustomization.yaml": "resources: [../base]\nnamePrefix: d-\n",
    "prod/kustomization.yaml": "resources: [../base]\nnamePrefix: p-\npatches: [{path: p.yaml}]\n",
    "prod/p.yaml": CONFIG_MAP.replace("v1\n", "v2\n"),
    "alone/kustomization.yaml": "configMapGenerator: [{name: c, literals: [a=b]}]\n",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return write(tmp_path.resolve() / "tree", TREE)


def built(due: Sequence[str]) -> Iterator[Outcome]:
    return outcomes_of(due, Options(), jobs=1)


class Stopped(Exception):
    """There are no more changes."""


def watched(targets: list[str], changes: Iterable[Callable[[], object]]) -> list[list[str]]:
    """Make a change whenever the watch waits: the targets of each round; what they give is always as if built now."""
    waiting_for, found = iter(changes), list[list[str]]()
    known: dict[str, str] = {}

    def wait(watch: Watch) -> None:
        assert known == one_by_one(targets)
        step = next(waiting_for, None)
        if step is None:
            raise Stopped
        step()

    try:
        for each in rounds(targets, built, wait):
            found.append(each.targets)
            known.update({one.target: str(one.error) if one.error else one.text for one in each.outcomes})
            assert len(found) < 50, "it is built without an end"
    except Stopped:
        return found[1:]
    raise AssertionError("a watch has no end")


def editing(tree: Path, name: str, text: str) -> Callable[[], object]:
    return lambda: write(tree, {name: text})


REACHING = {
    "a patch": ("prod/p.yaml", CONFIG_MAP.replace("v1\n", "v3\n"), ["prod"]),
    "a base": ("base/a.yaml", CONFIG_MAP.replace("v1\n", "v4\n"), ["dev", "prod"]),
    "a second kustomization": ("dev/Kustomization", "", ["dev"]),
    "one that cannot be read": ("alone/kustomization.yaml", "{", ["alone"]),
    "a file that nobody reads": ("base/README.md", "more\n", []),
    "a new file": ("base/new.yaml", CONFIG_MAP, []),
    "the same content": ("base/a.yaml", CONFIG_MAP, []),
}


@pytest.mark.parametrize("name", REACHING)
def test_what_a_change_reaches_is_built_again(name: str, tree: Path) -> None:
    file, text, reached = REACHING[name]
    targets = [str(tree / each) for each in ("alone", "dev", "prod")]
    expected = [[str(tree / each) for each in reached]] if reached else []
    assert watched(targets, [editing(tree, file, text)]) == expected


def test_a_broken_save_and_its_repair(tree: Path) -> None:
    target = str(tree / "prod")
    text = TREE["prod/kustomization.yaml"]
    changes = [
        editing(tree, "prod/kustomization.yaml", f"{text}resources: [nope.yaml]\n"),
        editing(tree, "prod/kustomization.yaml", text.replace("p.yaml", "q.yaml")),
        editing(tree, "prod/q.yaml", TREE["prod/p.yaml"]),
        editing(tree, "prod/p.yaml", "nobody reads this now\n"),
    ]
    assert watched([target], changes) == [[target]] * 3


def test_saves_as_editors_make_them(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a new file that is renamed, by the old one renamed first, and twice in one tick of the clock."""
    monkeypatch.setattr(watching, "_GRACE", 0.5)  # a timer may be late
    target, file = str(tree / "dev"), tree / "base/a.yaml"

    def renamed() -> None:
        (tree / "base/.a.swp").write_text(CONFIG_MAP.replace("v1\n", "v5\n"))
        (tree / "base/.a.swp").replace(file)

    def moved_away() -> None:
        file.rename(tree / "base/a.yaml~")
        threading.Timer(0.005, lambda: file.write_text(CONFIG_MAP.replace("v1\n", "v6\n"))).start()

    def in_one_tick() -> None:
        status = file.stat()
        file.write_text(CONFIG_MAP.replace("v1\n", "v7\n"))
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))

    assert watched([target], [renamed, moved_away, in_one_tick]) == [[target]] * 3


def test_a_target_that_vanishes_and_returns(tree: Path) -> None:
    target = str(tree / "dev")
    changes = [lambda: (tree / "dev").rename(tree / "away"), lambda: (tree / "away").rename(tree / "dev")]
    assert watched([target, str(tree / "alone")], changes) == [[target]] * 2


def test_links_that_lead_elsewhere_and_nowhere(tree: Path) -> None:
    (tree / "linked").symlink_to("dev")
    target = str(tree / "linked")

    def lead(name: str) -> Callable[[], object]:
        def changing() -> None:
            (tree / "linked").unlink()
            (tree / "linked").symlink_to(name)

        return changing

    assert watched([target], [lead("alone"), lead("gone"), lead("dev")]) == [[target]] * 3
    changes = [lambda: (tree / "dev/Kustomization").symlink_to("nowhere")]
    assert len(watched([str(tree / "dev")], changes)) == 1


@given(st.lists(CHANGES, min_size=1, max_size=5))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_a_watch_shows_what_a_fresh_build_shows(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, str, str]]
) -> None:
    tree = tmp_path_factory.mktemp("law").resolve() / "tree"
    write(tree, {
        "base/kustomization.yaml": "resources: [a.yaml]\n", "base/a.yaml": CONFIG_MAP,
        "o/kustomization.yaml": "resources: [../base]\nnamePrefix: p-\n", "o/p.yaml": CONFIG_MAP,
    })  # fmt: skip
    watched([str(tree / "o"), str(tree / "base")], [lambda each=each: change(tree, *each) for each in changes])  # type: ignore[misc]  # mypy does not see the default


@pytest.mark.parametrize("has_watchfiles", [True, False], ids=["told by the system", "looking again"])
def test_waiting_for_changes(has_watchfiles: bool, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if has_watchfiles:
        pytest.importorskip("watchfiles")
    else:
        monkeypatch.setitem(sys.modules, "watchfiles", None)
    said: list[str] = []
    wait = waiting.waiting(said.append)
    assert isinstance(wait, Notified) == has_watchfiles
    assert bool(said) != has_watchfiles
    target = str(tree / "dev")
    numbers, number = iter("123"), ""
    for each in rounds([target], built, wait):
        texts = [one.text for one in each.outcomes]
        is_saved = (tree / "base/a.yaml").read_text().endswith(f"{number}\n")
        if texts != [kustompy.build(target).to_yaml()] or not is_saved:
            continue  # between two steps of a save
        number = next(numbers, "")
        if not number:
            break
        threading.Timer(0.05, editing(tree, "base/a.yaml", CONFIG_MAP.replace("v1\n", f"w{number}\n"))).start()
    assert (tree / "base/a.yaml").read_text().endswith("w3\n")


REFUSED = ["--strict", "--annotate", "--validate", "--fail-fast", "--executor=dask://a:1"]


@pytest.mark.parametrize("flag", REFUSED)
def test_flags_that_make_no_sense_with_it(flag: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(tree / "dev"), str(tree / "prod"), "-o", str(tree / "out"), "--watch", flag]) == 1
    assert flag.partition("=")[0] in capsys.readouterr().err


def test_the_command_until_ctrl_c(tree: Path) -> None:
    # a shell's background job ignores the signal, and hands that down
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from kustompy.cli import run; run()"
    )
    command = [sys.executable, "-c", code, "build", "dev", "alone", "-o", "out", "--watch"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=tree, env=environment, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    until(process.stderr, "Ctrl-C ends it")
    write(tree, {"dev/kustomization.yaml": "resources: [../base\n"})
    assert "KST100" in until(process.stderr, "1 failed: dev")
    write(tree, {"dev/kustomization.yaml": "resources: [../base]\n"})
    until(process.stderr, "built dev in")
    assert (tree / "out/dev.yaml").read_text() == kustompy.build(tree / "dev").to_yaml()
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    assert process.stderr.read() == ""
    process.stderr.close()


def until(stream: Iterable[str], end: str) -> str:
    """What is said up to a line with these words."""
    said = ""
    for line in stream:
        said += line
        if end in line:
            return said
    raise AssertionError(said)


def test_one_target_is_printed_again(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = iter([editing(tree, "base/a.yaml", CONFIG_MAP.replace("v1\n", "v9\n"))])

    def wait(watch: Watch) -> None:
        step = next(steps, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    monkeypatch.setattr(waiting, "waiting", lambda note: wait)
    first = kustompy.build(tree / "dev").to_yaml()
    assert main(["build", str(tree / "dev"), "--watch"]) == 130
    assert capsys.readouterr().out == first + kustompy.build(tree / "dev").to_yaml()
    assert main(["build", str(tree / "dev"), "--watch", "-o", str(tree / "out.yaml")]) == 130
    assert (tree / "out.yaml").read_text() == kustompy.build(tree / "dev").to_yaml()


def test_targets_that_appear(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A new folder, a base that no kustomization names any more, and one that does not build."""
    write(tree, {"prod/kustomization.yaml": "resources: [../base, ../alone]\n"})
    monkeypatch.chdir(tree)
    rounds_told: list[str] = []
    steps = iter([
        {"new/one/README.md": ""},
        {"new/one/kustomization.yaml": "resources: [../../base]\n"},
        {"prod/kustomization.yaml": "resources: [../base]\n"},
        {"new/two/kustomization.yaml": "resources: [gone.yaml]\n", "new/README.md": ""},
    ])  # fmt: skip

    def wait(watch: Watch) -> None:
        rounds_told.append(capsys.readouterr().err)
        step = next(steps, None)
        if step is None:
            raise KeyboardInterrupt
        write(tree, step)

    monkeypatch.setattr(waiting, "waiting", lambda note: wait)
    assert main(["build", ".", "-o", "../out", "--watch"]) == 130
    first, folder, one, alone, two = rounds_told
    assert "built 2 of 2 targets" in first and folder == ""
    assert "built new/one in" in one
    assert "built prod in" in alone and "built alone in" in alone
    assert "1 failed: new/two" in two
    written = {
        each.relative_to(tree.parent / "out").with_suffix("").as_posix() for each in files_below(tree.parent / "out")
    }
    assert written == {"alone", "dev", "new/one", "prod"}
    for name in written:
        assert (tree.parent / f"out/{name}.yaml").read_text() == kustompy.build(tree / name).to_yaml()


def files_below(directory: Path) -> list[Path]:
    return [each for each in directory.rglob("*") if each.is_file()]


def test_a_folder_that_appears_is_watched(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the system tells: first of the folder, then of what comes into it."""
    pytest.importorskip("watchfiles")
    monkeypatch.chdir(tree)
    appearing = Appearing(["."], lambda: [str(each.parent) for each in sorted(tree.rglob("kustomization.yaml"))], [
        str(tree / "dev"), str(tree / "base"), str(tree / "prod"), str(tree / "alone"),
    ])  # fmt: skip
    threading.Timer(0.2, lambda: (tree / "new").mkdir()).start()
    threading.Timer(0.6, lambda: write(tree, {"new/kustomization.yaml": "namePrefix: a\n"})).start()
    found = []
    for each in rounds([str(tree / "dev")], built, waiting.waiting(print), appearing):
        found += [one.target for one in each.outcomes]
        if len(found) > 1:
            break
    assert found == [str(tree / "dev"), str(tree / "new")]
