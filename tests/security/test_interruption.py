"""A command that is asked to end, or whose time is up, leaves nothing: no folder, no file, no child."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kustompy
from kustompy.cli import main
from kustompy.cli.interruption import seconds_of
from kustompy.errors import KustompyError, UsageError
from tests.security.hostile import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are another matter there")
GIT = """#!/bin/sh
case $1 in
fetch) echo $$ >"$MARK"; sleep 60 & echo $! >>"$MARK"; wait ;;
esac
"""


@pytest.fixture
def slow_git(tmp_path: Path) -> dict[str, str]:
    """An environment with a git that never comes back, and that notes its processes in a file."""
    path = tmp_path / "bin/git"
    path.parent.mkdir()
    path.write_text(GIT)
    path.chmod(0o755)
    (tmp_path / "tmp").mkdir()
    (tmp_path / "k").mkdir()
    (tmp_path / "k/kustomization.yaml").write_text("resources: ['https://example.invalid/a/b//c?timeout=50']\n")
    return {
        **os.environ,
        "PATH": f"{path.parent}{os.pathsep}{os.environ['PATH']}",
        "MARK": str(tmp_path / "mark"),
        "TMPDIR": str(tmp_path / "tmp"),
        "PYTHONPATH": str(ROOT),
    }


def command(tmp_path: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "kustompy", "build", str(tmp_path / "k"), *arguments]


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/status")
    return not status.exists() or "State:\tZ" not in status.read_text()


def left(tmp_path: Path) -> list[object]:
    """The processes and folders that are there still, a moment later."""
    mark = tmp_path / "mark"
    processes = [int(each) for each in mark.read_text().split()] if mark.exists() else []
    deadline = time.monotonic() + 5
    while any(map(is_alive, processes)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return [*filter(is_alive, processes), *(tmp_path / "tmp").iterdir()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal(number: signal.Signals, slow_git: dict[str, str], tmp_path: Path) -> None:
    process = subprocess.Popen(command(tmp_path, "-o", str(tmp_path / "o.yaml")), env=slow_git, stderr=subprocess.PIPE)
    while not (tmp_path / "mark").exists() or len((tmp_path / "mark").read_text().split()) < 2:
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(number)
    _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (128 + number, b"")
    assert left(tmp_path) == []
    assert not (tmp_path / "o.yaml").exists()


def test_a_signal_that_is_ignored_goes_on_being_ignored(tmp_path: Path) -> None:
    code = (
        "import signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from kustompy.cli.interruption import guard; guard([])\n"
        "print(signal.getsignal(signal.SIGHUP) == signal.SIG_IGN, signal.getsignal(signal.SIGTERM) == signal.SIG_DFL)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "True False\n"


def test_the_time_is_up(slow_git: dict[str, str], tmp_path: Path) -> None:
    began = time.monotonic()
    done = subprocess.run(
        command(tmp_path, "--timeout", "2.5s"), env=slow_git, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "takes longer than 2.5 seconds" in done.stderr
    assert time.monotonic() - began < 20
    assert left(tmp_path) == []


def test_the_time_of_the_library(tmp_path: Path) -> None:
    (tmp_path / "kustomization.yaml").write_text("namePrefix: a-\nresources: [a.yaml]\n")
    (tmp_path / "a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    with pytest.raises(KustompyError) as caught:
        kustompy.build(tmp_path, limits=kustompy.Limits(seconds=1e-9))
    assert caught.value.code == "KST713"
    assert len(kustompy.build(tmp_path, limits=kustompy.Limits(seconds=100))) == 1


def test_the_time_without_a_timer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As on Windows: it is looked at between the steps."""
    (tmp_path / "kustomization.yaml").write_text("resources: [a.yaml]\n")
    (tmp_path / "a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    monkeypatch.setattr("kustompy.cli.build_flags._HAS_TIMER", False)
    assert main(["build", str(tmp_path), "--timeout", "0.0000001"]) == 1
    assert "KST713" in capsys.readouterr().err
    assert main(["build", str(tmp_path), "--timeout", "60"]) == 0


TIMES = {"0": 0, "5": 5, "1.5": 1.5, "30s": 30, "5m": 300, "1h": 3600}


@pytest.mark.parametrize("text", TIMES)
def test_how_a_time_is_written(text: str) -> None:
    assert seconds_of(text) == TIMES[text]


@pytest.mark.parametrize("text", ["", "s", "-1", "x", "1d", "1e9", ".5", "١"])
def test_what_is_no_time(text: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        seconds_of(text)
    assert main(["build", str(tmp_path), f"--timeout={text}"]) == 1
