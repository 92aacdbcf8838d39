"""A command that takes long says so on a terminal, and nowhere else."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kustompy.cli.life import watch
from kustompy.system.process import run

ROOT = Path(__file__).resolve().parents[2]
CHART = {
    "kustomization.yaml": "helmCharts:\n- name: c\n  releaseName: r\n",
    "charts/c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
    "charts/c/values.yaml": "{}\n",
    "helm": "#!/bin/sh\n[ $1 = version ] && echo v3.14.0 && exit\nsleep 2.5\n",
}


def test_lines_come_now_and_then() -> None:
    stream = io.StringIO()
    watch(stream, ["build", "secret-argument"], first=0.05)
    deadline = time.monotonic() + 10
    while stream.getvalue().count("\n") < 2 and time.monotonic() < deadline:  # a busy machine takes its time
        time.sleep(0.05)
    first, second = stream.getvalue().splitlines()[:2]
    assert first == "kustompy build: at work, 0.05 seconds so far"
    assert second == "kustompy build: at work, 0.15 seconds so far"


@pytest.mark.skipif(os.name == "nt", reason="there is no sleep")
def test_what_it_waits_for() -> None:
    stream = io.StringIO()
    watch(stream, ["build"], first=0.1)
    run("sleep", ["0.3"], environment=os.environ, seconds=5)
    assert stream.getvalue().splitlines()[0] == "kustompy build: waiting for sleep, 0.1 seconds so far"


def test_a_terminal_that_was_closed() -> None:
    stream = io.StringIO()
    stream.close()
    watch(stream, ["build"], first=0.02)
    time.sleep(0.1)


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
@pytest.mark.parametrize("on_terminal", [True, False])
def test_a_chart_that_takes_long(on_terminal: bool, tmp_path: Path) -> None:
    import pty

    for name, text in CHART.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "helm").chmod(0o755)
    ours, theirs = pty.openpty() if on_terminal else os.pipe()
    command = [sys.executable, "-m", "kustompy", "build", str(tmp_path), "--enable-helm", "--helm-command", "./helm"]
    with subprocess.Popen(
        command, stderr=theirs, stdout=subprocess.PIPE, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as process:
        process.communicate()
    os.write(theirs, b"end")
    said = ""
    while not said.endswith("end"):  # a terminal gives one line at a time
        said += os.read(ours, 10_000).decode()
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0
    first = said.partition("\r\n")[0]
    assert first == ("kustompy build: waiting for helm, 2 seconds so far" if on_terminal else "end")
