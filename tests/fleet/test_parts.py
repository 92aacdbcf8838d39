"""Parts of a run of many: chunks, caches of bases, names that git tells, and what a watch takes for changed."""

from __future__ import annotations

import os
import stat
import time
from collections import deque
from pathlib import Path

import pytest

from kustompy.errors import KustompyError
from kustompy.fleet.appearing import Appearing
from kustompy.fleet.cache import Cache, _entries, _kind, _signature, _touch
from kustompy.fleet.identical import Identical
from kustompy.fleet.outcome import Outcome, Result
from kustompy.fleet.pool import Chunk, Pool
from kustompy.fleet.recorded import Recorded, affected, recorded, recorded_of
from kustompy.fleet.rounds import outcome_of_file
from kustompy.fleet.run import Task
from kustompy.fleet.waiting import polled
from kustompy.fleet.watching import Watch, _holds_something, _is_recent, _there, content_digest
from kustompy.fleet.watching import _kind as file_kind
from kustompy.model.dependencies import Changes, Dependencies
from kustompy.rendering.shared_bases import digest_of
from kustompy.session.options import Options


def outcome(target: str, *read: str, text: str = "", **more: object) -> Outcome:
    digests = tuple(content_digest(each) for each in read)
    found = Dependencies(tuple(read), found=(os.path.dirname(read[0]),) if read else ())
    whole = Outcome(target, text, None, (), found, digests, 0.25, b"")
    return whole._replace(**more)  # type: ignore[arg-type]  # names of fields


def pool(workers: int, cost: float, *, executor: object = None) -> Pool:
    return Pool(Task(Options(), False, "t"), workers, executor, cost, print)  # type: ignore[arg-type]  # a stand-in


@pytest.mark.parametrize(
    ("targets", "workers", "cost", "sizes"),
    [
        # a quarter of what would be fair, and half a second of work at least, but near the end
        (1600, 4, 0.01, [100, 94, 88]),
        (100, 2, 0.1, [13, 11, 10]),
        (16, 2, 0.1, [4, 3, 3]),
        (16, 2, 0.005, [10, 6]),
        (3, 2, 10.0, [1, 1, 1]),
        (3, 2, 0.0, [3]),
    ],
)
def test_chunks_get_smaller(targets: int, workers: int, cost: float, sizes: list[int]) -> None:
    run = pool(workers, cost)
    run._pending = deque(map(str, range(targets)))
    found: list[int] = []
    while run._pending and len(found) < 3:
        found.append(len(run._next().targets))
    assert found == sizes
    run._again.append(Chunk(("again",), 1))
    assert run._next() == Chunk(("again",), 1)


def test_chunks_of_workers_elsewhere_are_no_messages_of_a_moment() -> None:
    run = pool(2, 0.1, executor=object())
    run._pending = deque(map(str, range(16)))
    assert (len(run._next().targets), run._workers, pool(0, 0.1, executor=object())._workers) == (5, 2, 32)


def test_identical_targets(tmp_path: Path) -> None:
    tmp_path = tmp_path.resolve()
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kustomization.yaml").write_text("x" if name != "c" else "y")
        (tmp_path / name / "m.yaml").write_text("m")
    a, b, c = (str(tmp_path / name) for name in "abc")
    known = outcome(a, f"{a}/kustomization.yaml", f"{a}/m.yaml", text="t")
    runs = Identical()
    assert runs.find(b) is None
    for other in (
        known._replace(error=KustompyError("e")),
        known._replace(warnings=(f"{os.sep}file",)),
        known._replace(dependencies=known.dependencies._replace(found=())),
        known._replace(dependencies=known.dependencies._replace(read=(f"{a}/m.yaml", f"{a}/kustomization.yaml"))),
        known._replace(dependencies=known.dependencies._replace(links=(a,))),
    ):
        runs.keep(other)
        assert runs.find(b) is None
    runs.keep(known)
    found = runs.find(b)
    assert found is not None
    assert (found.target, found.text, found.seconds, found.reused) == (b, "t", 0.0, a)
    assert found.dependencies.read == (f"{b}/kustomization.yaml", f"{b}/m.yaml")
    assert (runs.find(c), runs.find(f"{b}/m.yaml")) == (None, None)
    (tmp_path / "b/m.yaml").write_text("other")
    assert runs.find(b) is None
    missed = Identical()
    missed.keep(known._replace(dependencies=known.dependencies._replace(missed=(f"{a}/n.yaml",))))
    (tmp_path / "b/m.yaml").write_text("m")
    assert missed.find(b) is not None
    (tmp_path / "b/n.yaml").touch()
    assert missed.find(b) is None
    # too much is forgotten
    runs.keep(known._replace(text="x" * (32 * 1024 * 1024 + 1)))
    (tmp_path / "b/n.yaml").unlink()
    again = runs.find(b)
    assert again is not None
    assert len(again.text) > 1


def test_results_of_targets() -> None:
    good = Result(outcome("t", text="abc"), Options())
    assert (repr(good), good.target, good.text, good.seconds, good.reused) == (
        "<Result of t: 3 characters>",
        "t",
        "abc",
        0.25,
        "",
    )
    bad = Result(outcome("t", error=KustompyError("e", code="KST301")), Options())
    assert repr(bad) == "<Result of t: failed: KST301>"
    assert [len(each.to_dict()["diagnostics"]) for each in (good, bad)] == [0, 1]
    for look in ("text", "build"):
        with pytest.raises(KustompyError, match="e"):
            getattr(bad, look)


def test_what_changes_reach(tmp_path: Path) -> None:
    (tmp_path / "kustomization.yaml").write_text("resources: [gone.yaml]\n")
    failed = recorded(str(tmp_path), Options())
    assert failed.error is not None
    assert str(tmp_path.resolve() / "gone.yaml") in failed.dependencies.missed
    builds = [Recorded("a", Dependencies(("/x", "/y"))), Recorded("b", Dependencies(("/z",)))]
    changes = Changes(["/y", "/q"])
    assert [tuple(each) for each in affected(builds, changes)] == [("a", ("/y",))]
    assert [tuple(each) for each in affected(builds, changes, ["/all"])] == [("a", ("/all", "/y")), ("b", ("/all",))]
    assert recorded_of(outcome("t")) == Recorded("t", Dependencies(()), None)


def test_files_of_a_cache(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("abc")
    link.symlink_to("file")
    assert [_kind(str(each)) for each in (tmp_path, file, link, tmp_path / "gone")] == [
        "directory",
        "file",
        "link file",
        "",
    ]
    signature = _signature(str(file))
    assert signature is not None
    assert (signature[0], _signature(str(tmp_path / "gone")), _signature("a\0b")) == (3, None, None)
    for name in ("ab/one", "ab/cd/two", "abc/three", "four"):
        (tmp_path / "cache" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "cache" / name).touch()
    assert [os.path.basename(path) for path, _ in _entries(str(tmp_path / "cache"))] == ["one"]
    now = time.time()
    for age, is_touched in ((3500, False), (3700, True)):
        os.utime(file, (now - age, now - age))
        _touch(str(file))
        assert (file.stat().st_mtime > now - 60) is is_touched
    _touch(str(tmp_path / "gone"))


def test_a_cache_counts_what_it_has(tmp_path: Path) -> None:
    tree = tmp_path.resolve() / "t"
    tree.mkdir()
    (tree / "kustomization.yaml").write_text("namePrefix: a-\n")
    old = time.time() - 10
    cache = Cache(str(tmp_path / "cache"), Options())
    known = outcome(str(tree), str(tree / "kustomization.yaml"), text="text\n", warnings=("w",))
    known = known._replace(digests=(bytes.fromhex(digest_of(b"namePrefix: a-\n").hex()),))
    for refused in (
        known._replace(error=KustompyError("e")), known._replace(has_secrets=True), known._replace(digests=(b"",)),
        known._replace(text="kind: Secret\n"), known._replace(dependencies=known.dependencies._replace(trees=("/t",))),
    ):  # fmt: skip
        cache.keep(refused, old)
        assert cache.info().entries == 0
    cache.keep(known, old)
    assert cache.info().entries == 1
    found = Cache(str(tmp_path / "cache"), Options()).find(str(tree))
    assert found is not None
    assert (found.text, found.warnings, found.reused, found.seconds) == ("text\n", ("w",), "cache", 0.0)
    assert Cache(str(tmp_path / "cache"), Options(offline=True)).find(str(tree)) is None
    secrets = Cache(str(tmp_path / "cache"), Options(), keeps_secrets=True)
    secrets.keep(known._replace(target=str(tmp_path), has_secrets=True), old)
    assert (secrets.info().entries, secrets.clear(), secrets.info().entries) == (2, 2, 0)


def test_what_a_watch_takes_for_changed(tmp_path: Path) -> None:
    tmp_path = tmp_path.resolve()
    file = tmp_path / "a.yaml"
    file.write_text("a")
    watch = Watch()
    watch.take(outcome("t", str(file)))
    watch.take(outcome("u", str(file)))
    assert (watch.changed(), watch.version, len(watch)) == ([], 2, 2)
    file.write_text("b")
    assert (watch.changed(), watch.changed()) == (["t", "u"], [])
    watch.take(outcome("t", str(file)))
    os.utime(file, (1, 1))
    assert (watch.changed(), watch.version) == ([], 2)
    # what is missed counts when it appears, and a kustomization may make other targets
    missing = tmp_path / "kustomization.yaml"
    watch.take(
        outcome("t")._replace(dependencies=Dependencies((str(file),), (str(missing),)), digests=(digest_of(b"b"),))
    )
    assert (watch.version, watch.names_others()) == (3, False)
    missing.write_text("x")
    assert (watch.changed(), watch.names_others(), watch.names_others()) == (["t"], True, False)
    file.unlink()
    assert sorted(watch.changed()) == ["t", "u"]
    nothing = Watch()
    nothing.take(Outcome("here", "", None, (), Dependencies(()), (), 0.0, b""))
    assert str(os.getcwd()) in nothing.directories()
    before = nothing.version
    nothing.look_in([str(tmp_path)])
    nothing.look_in([str(tmp_path)])
    assert (nothing.version, str(tmp_path) in nothing.directories()) == (before + 1, True)
    assert (content_digest(str(tmp_path / "gone")), content_digest(str(missing))) == (b"", digest_of(b"x"))


def test_files_that_are_targets(tmp_path: Path) -> None:
    file, link = tmp_path.resolve() / "a", tmp_path.resolve() / "l"
    file.write_text("a")
    link.symlink_to(file)
    assert outcome_of_file(str(file)).dependencies == Dependencies((str(file),))
    assert outcome_of_file(str(link)).dependencies == Dependencies((str(file),), links=(str(link),))
    gone = outcome_of_file(str(tmp_path / "gone"))
    assert (gone.dependencies.read, gone.dependencies.missed, gone.digests) == (
        (),
        (str(tmp_path.resolve() / "gone"),),
        (),
    )


def test_pauses_between_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("kustompy.fleet.waiting.sleep", slept.append)
    watch = Watch()
    for watch.seconds in (0.0, 0.01, 2.0):
        polled(watch)
    assert slept == [0.02, 0.02, 3.0]


def test_targets_that_appear(tmp_path: Path) -> None:
    tmp_path = tmp_path.resolve()
    targets = [str(tmp_path)]
    watch = Watch()
    appearing = Appearing([str(tmp_path)], lambda: targets, targets, (".app",))
    assert appearing.new(watch, None) == []
    assert str(tmp_path) in watch.directories()
    targets.append(str(tmp_path / "new"))
    (tmp_path / "notes.txt").touch()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".x.app").touch()
    assert appearing.new(watch, None) == []
    (tmp_path / "new").mkdir()
    assert appearing.new(watch, {"/elsewhere"}) == []
    assert appearing.new(watch, {str(tmp_path / "new")}) == [str(tmp_path / "new")]
    targets.append(str(tmp_path / "more"))
    (tmp_path / "a.app").touch()
    assert (appearing.new(watch, None), appearing.new(watch, None)) == ([str(tmp_path / "more")], [])


def test_what_tells_that_a_file_has_changed(tmp_path: Path) -> None:
    now = time.time_ns()
    assert [_is_recent((0, one, two)) for one, two in ((1, 2), (now, 1), (1, now), (now - 4 * 10**9, 1))] == [
        False, True, True, False,
    ]  # fmt: skip
    (tmp_path / "empty").touch()
    (tmp_path / "one").write_text("x")
    assert [_holds_something(str(tmp_path / each)) for each in ("empty", "one", "gone")] == [False, True, False]
    assert [file_kind(str(each)) for each in (tmp_path, tmp_path / "gone")] == [stat.S_IFDIR, 0]
    assert _there(str(tmp_path / "a/b")) == str(tmp_path)
