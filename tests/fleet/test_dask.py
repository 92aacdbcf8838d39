"""A cluster of Dask: workers in processes of their own, one of which is killed while it works."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import kustompy
from kustompy.cli import main
from kustompy.fleet import executors, pool
from tests.fleet.test_many import broken, texts
from tests.fleet.trees import fleet, one_by_one

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")  # of Dask's own dependencies


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as made:
        yield made


def test_a_worker_is_killed_and_the_tree_is_gone(cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every target once, with its bytes, although all but the first are built after the tree was moved away."""
    monkeypatch.setattr(pool, "_FIRST_GUESS", 0.25)  # two targets a chunk
    targets = fleet(tmp_path / "tree", 30)
    expected = one_by_one(targets)
    with distributed.Client(cluster) as client:
        workers = client.run(os.getpid)
        results = kustompy.build_many(targets, executor=client.get_executor(pure=False))
        found = [next(results)]
        os.kill(next(iter(workers.values())), signal.SIGKILL)
        (tmp_path / "tree").rename(tmp_path / "away")
        found += results
    assert texts(found) == expected


def test_the_address_of_a_scheduler(cluster: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    targets = broken(tmp_path, fleet(tmp_path, 4))
    address = cluster.scheduler_address.replace("tcp://", "dask://")
    assert main(["build", *targets, "-o", str(tmp_path / "out"), "--executor", address]) == 1
    assert "built 4 of 6 targets in" in capsys.readouterr().err
    written = {each.stem: each.read_text() for each in (tmp_path / "out").rglob("*.yaml")}
    assert written == {Path(each).name: text for each, text in one_by_one(targets[:4]).items()}


ADDRESSES = {
    "dask://127.0.0.1:1": "no scheduler answers",
    "dask://nowhere.invalid:1": "no scheduler answers",
    "dask://": "no scheduler answers",
    "ray://a:1": "is no address of an executor",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_without_a_scheduler(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(executors, "_SECONDS", 0.5)
    targets = fleet(tmp_path, 2)
    assert main(["build", *targets, "-o", str(tmp_path / "out"), "--executor", address]) == 1
    assert ADDRESSES[address] in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
