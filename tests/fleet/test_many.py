"""Many targets at once: the same bytes as one by one, whoever builds them, and each once."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import kustompy
from kustompy import Result
from kustompy.fleet import many, pool
from kustompy.fleet.many import outcomes_of
from kustompy.fleet.run import Task
from kustompy.session.options import Options
from tests.fleet.trees import fleet, one_by_one, write

HAS_FORK = hasattr(os, "fork") and os.uname().sysname != "Darwin"


class Apart(Executor):
    """An executor whose workers see nothing of this disk: paths are moved away while they work."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        away = self.directory.with_name("away")
        self.directory.rename(away)
        try:
            future.set_result(function(*arguments, **named))
        finally:
            away.rename(self.directory)
        return future


def texts(results: list[Result]) -> dict[str, str]:
    found = {each.target: str(each.error) if each.error is not None else each.text for each in results}
    assert len(found) == len(results), "a target was built twice"
    return found


def broken(directory: Path, targets: list[str]) -> list[str]:
    """Targets of which one cannot be built, one is not there, and one repeats a key that is printed."""
    write(directory, {"overlays/bad/kustomization.yaml": "resources: [nope.yaml]\n"})
    return [*targets, str(directory / "overlays/bad"), str(directory / "overlays/gone")]


def test_the_same_as_one_by_one(tmp_path: Path) -> None:
    targets = broken(tmp_path, fleet(tmp_path, 30))
    results = list(kustompy.build_many(targets, jobs=1))
    assert texts(results) == one_by_one(targets)
    for each in results:
        if each.error is None:
            alone = kustompy.build(each.target)
            assert each.build == alone
            assert each.build.to_yaml() == alone.to_yaml()
            assert each.dependencies == alone.dependencies
            assert [one.origin for one in each.build] == [one.origin for one in alone]
            assert [one.original_id for one in each.build] == [one.original_id for one in alone]
    with pytest.raises(kustompy.LoadError):
        results[-1].build  # noqa: B018


def test_what_wrote_a_value_is_told_of_a_build_of_many(tmp_path: Path) -> None:
    target = fleet(tmp_path, 4)[3]
    result = next(each for each in kustompy.build_many(fleet(tmp_path, 4), jobs=1) if each.target == target)
    place = result.build.written_at("Deployment/two-web-v3", "spec.replicas")
    assert place == kustompy.build(target).written_at("Deployment/two-web-v3", "spec.replicas")


def test_identical_builds_are_made_once(tmp_path: Path) -> None:
    targets = fleet(tmp_path, 42 * 2)
    results = list(kustompy.build_many(targets, jobs=1))
    made = [each for each in results if not each.reused]
    assert len(made) == 42
    assert texts(results) == one_by_one(targets)
    reused = next(each for each in results if each.reused)
    assert reused.dependencies == kustompy.build(reused.target).dependencies


ODD = {
    "a file more": {"overlays/o001/Kustomization": ""},
    "another file": {"overlays/o001/p.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: Yg==}\n"},
    "a folder in the place of a file": {"overlays/o001/Kustomization/x": ""},
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_nearly_identical_is_not(name: str, tmp_path: Path) -> None:
    targets = fleet(tmp_path, 2)
    shutil.copy(Path(targets[0]) / "kustomization.yaml", targets[1])
    shutil.copy(Path(targets[0]) / "p.yaml", targets[1])
    assert [each.reused for each in kustompy.build_many(targets, jobs=1)] == ["", targets[0]]
    write(tmp_path, ODD[name])
    results = list(kustompy.build_many(targets, jobs=1))
    assert [each.reused for each in results] == ["", ""]
    assert texts(results) == one_by_one(targets)


def test_a_target_twice_is_built_once(tmp_path: Path) -> None:
    target = fleet(tmp_path, 1)[0]
    (tmp_path / "link").symlink_to(target)
    twice = [target, f"{target}/", str(tmp_path / "link"), str(tmp_path / "overlays/../overlays/o000")]
    assert [each.target for each in kustompy.build_many(twice)] == [target]


def with_inputs(tree: Path) -> list[str]:
    """Overlays that are equal but for an env file, which one has on disk and the other is given."""
    for each in ("a", "b"):
        text = "secretGenerator: [{name: s, envs: [s.env]}]\n"
        write(tree, {f"{each}/kustomization.yaml": text})
    write(tree, {"a/s.env": "K=disk\n"})
    return [str(tree / "a"), str(tree / "b")]


@pytest.mark.parametrize("is_apart", [False, True])
def test_inputs_are_those_of_a_build_alone(is_apart: bool, tmp_path: Path) -> None:
    targets = with_inputs(tmp_path.resolve() / "tree")
    inputs = {f"{targets[1]}/s.env": {"K": "given"}}
    executor = Apart(Path(targets[0]).parent) if is_apart else None
    found = {each.target: each.text for each in kustompy.build_many(targets, inputs=inputs, executor=executor)}
    assert found == {each: kustompy.build(each, inputs=inputs).to_yaml() for each in targets}


def test_an_input_over_a_file_makes_another_build_of_equal_files(tmp_path: Path) -> None:
    targets = with_inputs(tmp_path.resolve())
    write(tmp_path, {"b/s.env": "K=disk\n"})
    inputs = {f"{targets[1]}/s.env": {"K": "given"}}
    found = {each.target: each.text for each in kustompy.build_many(targets, inputs=inputs, jobs=1)}
    assert found == {each: kustompy.build(each, inputs=inputs).to_yaml() for each in targets}
    assert found[targets[0]] != found[targets[1]]


def test_a_target_that_vanishes_in_between(tmp_path: Path) -> None:
    targets = fleet(tmp_path, 6)
    expected = one_by_one(targets)
    results = kustompy.build_many(targets, jobs=1)
    found = [next(results)]
    shutil.rmtree(targets[4])
    found += results
    assert texts(found) == {**expected, **one_by_one(targets[4:5])}
    assert [each.target for each in found if each.error is not None] == [targets[4]]


def test_no_target() -> None:
    assert list(kustompy.build_many([])) == []


def test_warnings_and_limits_are_those_of_a_build_alone(tmp_path: Path) -> None:
    targets = fleet(tmp_path, 6)
    write(
        tmp_path, {"bases/one/kustomization.yaml": "resources: [web.yaml]\nvars: []\nbases: []\ncommonLabels: {a: b}\n"}
    )
    for each in kustompy.build_many(targets, jobs=1):
        with pytest.warns(DeprecationWarning):
            assert each.warnings == kustompy.build(each.target).warnings != []
    for most in range(1, 6):
        limits = kustompy.Limits(includes=most)
        for result in kustompy.build_many(targets, jobs=1, limits=limits):
            # the overlay names a base, whose file is the last, or a base of it
            needed = 2 + int(result.target[-3:]) % 2
            assert (result.error is None) == (most >= needed)


@pytest.mark.skipif(not HAS_FORK, reason="processes are forked")
def test_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "_ALONE_SECONDS", 0.0)
    monkeypatch.setattr(many, "_POOL_SECONDS", 0.0)
    monkeypatch.setattr(pool, "_CHUNK_SECONDS", 0.01)
    targets = broken(tmp_path, fleet(tmp_path, 40))
    results = list(kustompy.build_many(targets, jobs=2))
    assert texts(results) == one_by_one(targets)
    done = next(each for each in results if each.error is None)
    assert done.build == kustompy.build(done.target)


class Deadly:
    """Kills the process that builds, the first times or always."""

    def __init__(self, directory: Path, times: int, parent: int) -> None:
        self.directory, self.times, self.parent = directory, times, parent

    def __call__(self, resources: list[kustompy.Resource]) -> None:
        if os.getpid() == self.parent or not any(each.name.endswith("-v5") for each in resources):
            return
        killed = len(list(self.directory.iterdir()))
        if killed < self.times:
            (self.directory / str(killed)).touch()
            os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(not HAS_FORK, reason="processes are forked")
@pytest.mark.parametrize(("times", "lost"), [(1, 0), (99, 2)])
def test_a_worker_that_dies_is_replaced(times: int, lost: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "_ALONE_SECONDS", -1.0)
    monkeypatch.setattr(many, "_POOL_SECONDS", -1.0)
    monkeypatch.setattr(pool, "_CHUNK_SECONDS", 0.01)
    (tmp_path / "killed").mkdir()
    targets = fleet(tmp_path, 14)
    options = Options(validators=[Deadly(tmp_path / "killed", times, os.getpid())])
    found = list(outcomes_of(targets, options, jobs=2))
    assert sorted(each.target for each in found) == sorted(targets)
    dead = [each for each in found if each.error is not None]
    assert [each.error.code for each in dead if each.error] == ["KST861"] * lost
    expected = one_by_one(targets)
    assert all(each.text == expected[each.target] for each in found if each.error is None)


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_executors_of_this_machine(kind: Any, tmp_path: Path) -> None:
    targets = broken(tmp_path, fleet(tmp_path, 12))
    with kind(2) as executor:
        assert texts(list(kustompy.build_many(targets, executor=executor))) == one_by_one(targets)


def test_workers_without_this_disk_are_sent_what_they_need(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    targets = broken(tree, fleet(tree, 12))
    write(
        tree,
        {
            "overlays/far/kustomization.yaml": "resources: [../../bases/one]\ngenerators: [g.yaml]\n",
            "overlays/far/g.yaml": "apiVersion: builtin\nkind: ConfigMapGenerator\n"
            "metadata: {name: g}\nfiles: [f.txt]\n",
            "overlays/far/f.txt": "what only the generator names\n",
        },
    )
    (tree / "overlays/linked").symlink_to("o001")
    targets += [str(tree / "overlays/far"), str(tree / "overlays/o003/../o003")]
    expected = one_by_one(targets)
    results = list(kustompy.build_many(targets, executor=Apart(tree)))
    assert texts(results) == {each: expected[each] for each in dict.fromkeys(targets) if not each.endswith("../o003")}


def test_an_executor_that_is_shut_down(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    targets = fleet(tmp_path, 5)
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    assert texts(list(kustompy.build_many(targets, executor=executor))) == one_by_one(targets)
    assert "takes no more work" in caplog.text


class Failing(Executor):
    """An executor that loses its workers."""

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(OSError("lost"))
        return future


def test_an_executor_that_fails(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    targets = fleet(tmp_path, 5)
    assert texts(list(kustompy.build_many(targets, executor=Failing()))) == one_by_one(targets)
    assert "a worker failed (OSError: lost)" in caplog.text


def test_who_stops_early_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kustompy.fleet import work

    results = kustompy.build_many(fleet(tmp_path, 5), jobs=1)
    next(results)
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert not work._RUNS


@pytest.mark.parametrize("platform", [sys.platform, "win32"])
def test_a_worker_ends_with_its_parent(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from kustompy.fleet import work

    class Ended:
        """A parent process that has ended."""

        def join(self) -> None:
            """There is nothing to wait for."""

    told: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: told.append(number))
    monkeypatch.setattr(work, "parent_process", Ended)
    monkeypatch.setattr(sys, "platform", platform)
    try:
        work._end_with_parent()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert told == [signal.SIGTERM]


def test_who_may_have_ended_a_worker_is_tried_alone() -> None:
    """The chunks that were lost together come one at a time, then their targets; four times in all each of these."""
    trying = pool.Pool(Task(Options(), False, "t"), 2, None, 0.0, lambda text: None)
    trying._running = {Future(): pool.Chunk(("a", "b")), Future(): pool.Chunk(("c",))}
    assert list(trying._broken(pool.Chunk(("d",)))) == []
    assert list(trying._suspects) == [pool.Chunk(("d",), 1), pool.Chunk(("a", "b"), 1), pool.Chunk(("c",), 1)]
    trying._suspects.clear()
    assert list(trying._broken(pool.Chunk(("a", "b"), 1))) == []
    assert list(trying._suspects) == [pool.Chunk(("a",), 1), pool.Chunk(("b",), 1)]
    for tries in range(pool._TRIES):
        trying._suspects.clear()
        assert list(trying._broken(pool.Chunk(("a",), tries))) == []
        assert list(trying._suspects) == [pool.Chunk(("a",), tries + 1)]
    [ended] = trying._broken(pool.Chunk(("a",), pool._TRIES))
    assert ended.error is not None
    assert (ended.target, ended.error.code) == ("a", "KST861")


class Forgetful(Executor):
    """An executor without this disk that loses the patches that it is sent."""

    def __init__(self) -> None:
        self.chunks: list[tuple[str, ...]] = []

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        task, targets, sent = arguments
        self.chunks.append(targets)
        future: Future[Any] = Future()
        kept = {path: content for path, content in sent.items() if not path.endswith("p.yaml")}
        future.set_result(function(task, targets, kept))
        return future


def test_files_are_sent_again_a_few_times(tmp_path: Path) -> None:
    targets = fleet(tmp_path.resolve(), 1)
    executor = Forgetful()
    assert texts(list(kustompy.build_many(targets, executor=executor))) == one_by_one(targets)
    assert executor.chunks == [(targets[0],)] * (1 + pool._TRIES)


def test_an_own_pool_that_is_shut_down_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its targets are not built in this process, whose callables may not be safe for that."""
    begun: list[ThreadPoolExecutor] = []

    def started(workers: int) -> ThreadPoolExecutor:
        begun.append(ThreadPoolExecutor(workers))
        if len(begun) == 1:
            begun[0].shutdown()
        return begun[-1]

    monkeypatch.setattr(pool, "_forked", started)
    targets, notes = fleet(tmp_path, 3), list[str]()
    trying = pool.Pool(Task(Options(), False, "t"), 2, None, 0.0, notes.append)
    assert {each.target: each.text for each in trying.built(list(targets))} == one_by_one(targets)
    assert (len(begun), notes) == (2, [])
