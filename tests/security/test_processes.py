"""Processes of a command end with it, however it ends, and nothing of theirs is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.hostile import ROOT
from tests.security.test_interruption import is_alive

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are counted in /proc")
GIT = """#!/bin/sh
case "$*" in
*quick*) if [ "$1" = fetch ]; then sleep 0.6; exit 1; fi ;;
*fetch*) echo $$ >>"$MARK"; sleep 60 & echo $! >>"$MARK"; wait ;;
esac
"""
COUNT = 110
"""So many targets that each of two workers is given some."""
FINE = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """One with a folder for temporary files of its own, and a git that never comes back, but for what is quick."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "tmp").mkdir()
    git = tmp_path / "bin/git"
    git.write_text(GIT)
    git.chmod(0o755)
    path = f"{git.parent}{os.pathsep}{os.environ['PATH']}"
    more = {"PATH": path, "MARK": str(tmp_path / "mark"), "TMPDIR": str(tmp_path / "tmp"), "PYTHONPATH": str(ROOT)}
    return {**os.environ, **more}


@pytest.fixture
def running(environment: dict[str, str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """The commands that a test starts, which end with it at the latest."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for each in started:
        each.kill()
        each.wait()


def started(environment: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "kustompy", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def descendants(process: int) -> set[int]:
    """Every process below one."""
    found: set[int] = set()
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, path.read_text().split()):
            found |= {child} | descendants(child)
    return found


def waited_for(count: int, process: subprocess.Popen[bytes], mark: Path) -> set[int]:
    """The processes below one, as soon as so many of them have noted that they run."""
    while not mark.exists() or len(mark.read_text().split()) < count:
        assert process.poll() is None
        time.sleep(0.05)
    return descendants(process.pid)


def alive_later(processes: set[int]) -> set[int]:
    deadline = time.monotonic() + 10
    while (alive := set(filter(is_alive, processes))) and time.monotonic() < deadline:
        time.sleep(0.05)
    return alive


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_fleet(
    number: signal.Signals, environment: dict[str, str], running: list[subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    for at in range(COUNT):
        (tmp_path / f"k/o{at:03}").mkdir(parents=True)
        url = f"https://example.invalid/{'quick' if at == 0 else 'slow'}/b{at}//c?timeout=50"
        (tmp_path / f"k/o{at:03}/kustomization.yaml").write_text(f"resources: ['{url}']\n")
    process = started(environment, "build", str(tmp_path / "k"), "-o", str(tmp_path / "out/"), "--jobs", "2")
    running.append(process)
    below = waited_for(4, process, tmp_path / "mark")
    assert len(below) >= 6  # two workers, each with a git that waits
    process.send_signal(number)
    process.wait(20)
    assert alive_later(below) == set()
    if number != signal.SIGKILL:
        assert process.returncode == 128 + number
        assert list((tmp_path / "tmp").iterdir()) == []
        assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []


def test_readers_of_files(environment: dict[str, str], running: list[subprocess.Popen[bytes]], tmp_path: Path) -> None:
    (tmp_path / "k").mkdir()
    for at in range(400):
        (tmp_path / f"k/{at}.yaml").write_text(FINE)
    process = started(environment, "validate", "-n", "2", str(tmp_path / "k"))
    running.append(process)
    while not (below := descendants(process.pid)):
        assert process.poll() is None
    process.kill()
    process.wait()
    assert alive_later(below) == set()
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_reader_that_dies(environment: dict[str, str], tmp_path: Path) -> None:
    """As one does for which there is too little memory."""
    (tmp_path / "k").mkdir()
    for at in range(400):
        (tmp_path / f"k/{at}.yaml").write_text(FINE)
    command = [sys.executable, "-m", "kustompy", "validate", "-n", "2", str(tmp_path / "k")]
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        workers: set[int] = set()
        while len(workers) < 2:
            assert process.poll() is None
            workers = {each for each in descendants(process.pid) if b"spawn_main" in commandline(each)}
        for each in workers:
            os.kill(each, signal.SIGKILL)
        out, err = process.communicate(timeout=60)
    assert "a process that read files has died" in out + err
    assert (process.returncode != 0, "Traceback" in err) == (True, False)


def commandline(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""
