"""Output arrives whole, or one line and an exit code say that it did not."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FULL_DISK = Path("/dev/full")
COMMANDS = ["build .", "validate . --format json", "lint .", "version", "--help", "build --help"]
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: large-{0}\ndata:\n  text: {1}\n"
LARGE = "---\n".join(CONFIG_MAP.format(each, "x" * 4000) for each in range(100))

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX descriptors")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "kustomization.yaml").write_text("resources: [all.yaml]\nimages: [{name: nobody, newTag: x}]\n")
    (tmp_path / "all.yaml").write_text(LARGE)
    return tmp_path


@pytest.fixture(params=["", "1"], ids=["buffered", "unbuffered"])
def environment(request: pytest.FixtureRequest) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": request.param}


def command(arguments: str) -> list[str]:
    return [sys.executable, "-m", "kustompy", *arguments.split()]


@pytest.mark.skipif(not FULL_DISK.exists(), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_full_disk_is_one_line(arguments: str, tree: Path, environment: dict[str, str]) -> None:
    with FULL_DISK.open("wb") as full:
        done = subprocess.run(command(arguments), cwd=tree, env=environment, stdout=full, stderr=subprocess.PIPE)
    assert (done.stderr, done.returncode) == (b"Error: write /dev/stdout: no space left on device\n", 1)


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_reader_that_leaves_is_no_error(arguments: str, tree: Path, environment: dict[str, str]) -> None:
    with subprocess.Popen(
        command(arguments), cwd=tree, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert (process.stderr.read(), process.wait(60)) == (b"", 141)


def test_a_closed_descriptor_is_one_line(tree: Path, environment: dict[str, str]) -> None:
    script = f'"{sys.executable}" -m kustompy build . >&-'
    done = subprocess.run(["sh", "-c", script], cwd=tree, env=environment, capture_output=True)
    assert (done.stderr, done.returncode) == (b"Error: write /dev/stdout: bad file descriptor\n", 1)


def test_a_closed_stderr_changes_no_exit_code(tree: Path, environment: dict[str, str]) -> None:
    script = f'"{sys.executable}" -m kustompy build missing 2>&-'
    done = subprocess.run(["sh", "-c", script], cwd=tree, env=environment, capture_output=True)
    assert (done.stdout, done.returncode) == (b"", 1)


def test_a_non_blocking_pipe_gets_every_byte(tree: Path, environment: dict[str, str]) -> None:
    """Programs such as node set O_NONBLOCK on what they share with their children; a slow reader fills the pipe."""
    whole = subprocess.run(command("build ."), cwd=tree, env=environment, capture_output=True, check=True).stdout
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with subprocess.Popen(command("build ."), cwd=tree, env=environment, stdout=writing) as process:
        os.close(writing)
        time.sleep(0.5)
        with open(reading, "rb") as pipe:
            assert pipe.read() == whole
        assert process.wait(60) == 0
    assert len(whole) > 400_000
