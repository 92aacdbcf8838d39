"""Programs are run without a shell, end at their time limit, and say in Go's words how they ended."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from kustompy.errors import LimitError, TimeLimitError
from kustompy.system.process import Uninterrupted, go_duration, keep_small, run

ENDS = {
    "import sys; sys.stdout.write(sys.stdin.read())": ("", b"in"),
    "raise SystemExit(3)": ("exit status 3", b""),
    "import os; os.kill(os.getpid(), 9)": ("signal: killed", b""),
    "import sys; print(sys.argv[1:])": ("", b"['$(touch a)', '; b']\n"),
}


@pytest.mark.parametrize("program", ENDS)
def test_how_it_ends(program: str, tmp_path: Path) -> None:
    arguments = ["-c", program, "$(touch a)", "; b"]
    done = run(sys.executable, arguments, environment={}, seconds=60, directory=str(tmp_path), stdin=b"in")
    assert (done.failure, done.stdout) == ENDS[program]
    assert [*tmp_path.iterdir()] == []


NOT_STARTED = {
    "no-such-program": 'exec: "no-such-program": executable file not found in $PATH',
    "/no/such/program": "fork/exec /no/such/program: no such file or directory",
    os.devnull: f"fork/exec {os.devnull}: permission denied",
    "a\0b": "fork/exec a\0b: invalid argument",
}


@pytest.mark.parametrize("command", NOT_STARTED)
def test_what_cannot_be_started(command: str) -> None:
    assert run(command, [], environment={}, seconds=60).failure == NOT_STARTED[command]


@pytest.mark.skipif(sys.platform == "win32", reason="files there have no right to be run")
def test_a_file_of_the_path_that_may_not_be_run(tmp_path: Path) -> None:
    (tmp_path / "tool").write_text("")
    done = run("tool", [], environment={"PATH": str(tmp_path)}, seconds=60)
    assert done.failure == "fork/exec tool: permission denied"


def test_the_time_limit_holds_for_all_that_was_started(tmp_path: Path) -> None:
    child = "import time, pathlib; time.sleep(2); pathlib.Path('late').touch()"
    program = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    with pytest.raises(TimeLimitError, match=r"^hit 500ms timeout running '.*python"):
        run(sys.executable, ["-c", program], environment={}, seconds=0.5, directory=str(tmp_path))
    time.sleep(2)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(27, "27s"), (90, "1m30s"), (3600, "1h0m0s"), (1.5, "1.5s"), (0.0015, "1.5ms"), (1e-6, "1µs"), (1e-9, "1ns")],
)
def test_durations(seconds: float, text: str) -> None:
    assert go_duration(seconds) == text


def test_signals_wait_until_they_are_asked_for() -> None:
    came: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: came.append(number))
    try:
        handler = signal.getsignal(signal.SIGTERM)
        with Uninterrupted() as later:
            signal.raise_signal(signal.SIGTERM)
        assert (came, signal.getsignal(signal.SIGTERM)) == ([], handler)
        later.interrupt()
        assert came == [signal.SIGTERM]
        with pytest.raises(ZeroDivisionError), Uninterrupted():
            signal.raise_signal(signal.SIGTERM)
            raise ZeroDivisionError
        assert came == [signal.SIGTERM, signal.SIGTERM]
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize(("sizes", "counted"), [((5000,), 5000), ((1, 5000), 9096), ((), 0)])
def test_what_a_directory_counts(sizes: tuple[int, ...], counted: int, tmp_path: Path) -> None:
    for size in sizes:
        (tmp_path / str(size)).write_bytes(b"a" * size)
    keep_small(str(tmp_path), counted)
    with pytest.raises(LimitError, match="larger than"):
        keep_small(str(tmp_path), counted - 1)
