"""The scripts of ``completion`` in the shells themselves, where TAB is pressed."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60.0
TYPED = {
    "kustompy buil": "kustompy build",
    "kustompy edit set namep": "kustompy edit set nameprefix",
    "kustompy lint --format sa": "kustompy lint --format sarif",
    "kustompy lint --format=sa": "kustompy lint --format=sarif",
    "kustompy validate --kubernetes-version 1.25": "kustompy validate --kubernetes-version 1.25",
    "kustompy validate --ignore-pl": "kustompy validate --ignore-placeholders",
    "kustompy build overlays/pr": "kustompy build overlays/prod/",
    "kustompy flux b": "kustompy flux build",
}
"""What is typed before TAB, and what stands there then."""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin/kustompy"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kustompy "$@"\n')
    program.chmod(0o755)
    (tmp_path / "overlays/prod").mkdir(parents=True)
    return {
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "HOME": str(tmp_path),
        "TERM": "dumb", "PS1": "> ", "ZDOTDIR": str(tmp_path), "LC_ALL": "C.UTF-8",
    }  # fmt: skip


@pytest.mark.skipif(shutil.which("fish") is None, reason="needs fish")
def test_fish(environment: dict[str, str], tmp_path: Path) -> None:
    asked = "".join(f"echo '=='; complete -C '{each}'; " for each in TYPED)
    code = f"source (kustompy completion fish | psub); {asked}"
    command = ["fish", "--no-config", "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    found = [each.strip().splitlines() for each in done.stdout.split("==\n")[1:]]
    words = [[line.split("\t")[0] for line in lines] for lines in found]
    assert words == [[each.split(" ")[-1]] for each in TYPED.values()]
    assert found[0] == ["build\tBuild a kustomization target from a directory or URL"]


NOTE_OF_ZSH = 'note() { print -r -- "$BUFFER" >> noted; BUFFER=; }; zle -N note; bindkey "^X" note'
NOTE_OF_BASH = 'note() { echo "$READLINE_LINE" >> noted; READLINE_LINE=; }; bind -x \'"\\C-x": note\''
"""A key that writes down what stands on the line."""


@pytest.mark.skipif(shutil.which("zsh") is None or sys.platform == "win32", reason="needs zsh")
@pytest.mark.parametrize("way", ["sourced", "found by its name"])
def test_zsh(way: str, environment: dict[str, str], tmp_path: Path) -> None:
    begin = ["source <(kustompy completion zsh)"]
    if way != "sourced":
        (tmp_path / "functions").mkdir()
        begin = [
            "kustompy completion zsh > functions/_kustompy", "fpath=($PWD/functions $fpath)",
            "autoload -Uz compinit && compinit -u -D",
        ]  # fmt: skip
    stood = typed_into(["zsh", "-f", "-i"], [*begin, NOTE_OF_ZSH], environment, tmp_path)
    assert stood == [*TYPED.values()]


@pytest.mark.skipif(shutil.which("bash") is None or sys.platform == "win32", reason="needs bash")
def test_bash(environment: dict[str, str], tmp_path: Path) -> None:
    begin = ["source <(kustompy completion bash)", NOTE_OF_BASH]
    stood = typed_into(["bash", "--norc", "--noprofile", "-i"], begin, environment, tmp_path)
    assert stood == [*TYPED.values()]


def typed_into(shell: list[str], begin: list[str], environment: dict[str, str], directory: Path) -> list[str]:
    """What stands on each line of a shell on a terminal after TAB."""
    import pty

    noted = directory / "noted"
    terminal, inner = pty.openpty()
    process = subprocess.Popen(
        shell, cwd=directory, env=environment, stdin=inner, stdout=inner, stderr=inner, start_new_session=True
    )
    os.close(inner)
    try:
        for line in begin:
            os.write(terminal, f"{line}\r".encode())
        for line in TYPED:
            os.write(terminal, f"{line}\t\x18".encode())
        said = ""
        last = time.monotonic() + SECONDS
        while not noted.exists() or len(noted.read_text().splitlines()) < len(TYPED):
            assert time.monotonic() < last, said
            if select.select([terminal], [], [], 0.1)[0]:
                said += os.read(terminal, 65536).decode("utf-8", "replace")
    finally:
        process.kill()
        process.wait()
        os.close(terminal)
    return [each.rstrip() for each in noted.read_text().splitlines()]
