"""The story of docs/gitops.md, from an empty folder to a deployed change and back, in one repository and one cluster.

What its first part prints is checked by tests/docs/test_gitops.py.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kustompy.cli import main
from kustompy.deploying.kubectl import Kubectl
from tests.deploying.cluster import Cluster
from tests.deploying.fake_kubectl import FakeKubectl

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/gitops.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```console\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
FIRST, SECOND = (PAGE.partition(f"## {section}\n")[2] for section in ("A new repository", "Deploy"))


def typed(block: str) -> list[tuple[str, str]]:
    """The commands of a block, with lines that go on, and what they print."""
    parts = ("\n" + block.replace(" \\\n>", "")).split("\n$ ")[1:]
    return [(command, output) for command, _, output in (each.partition("\n") for each in parts)]


MADE = [command for block in BLOCK.findall(FIRST) for command, _ in typed(block)]
MADE = MADE[: 1 + next(at for at, command in enumerate(MADE) if "'Version 1.5 in prod'" in command)]
MADE = [each for each in MADE if re.match(r"cd |git (init|commit)|kustompy (init|edit)", each)]
BLOCKS = BLOCK.findall(SECOND)
assert len(BLOCKS) == 5, "the story has five parts"
COMMANDS = [each for block in BLOCKS for each in typed(block)]
PEOPLE = {"kubectl scale deployment web --replicas 9 -n shop-prod": ("Deployment", "web", ("spec", "replicas"), 9)}
AUTHOR = ["-c", "user.name=a", "-c", "user.email=a@example.com"]


def test_the_story_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    monkeypatch.chdir(tmp_path)
    cluster = Cluster()
    fake = FakeKubectl(cluster)
    for name in ("deploy", "deploy_one", "drift"):
        monkeypatch.setattr(f"kustompy.cli.{name}.kubectl_of", lambda line: kubectl(fake))
    for command in MADE:
        printed(command, cluster, capsys, monkeypatch)
    monkeypatch.chdir(tmp_path)
    for command, expected in COMMANDS:
        assert settled(printed(command, cluster, capsys, monkeypatch)) == settled(expected), command


TUTORIAL, _, TO_THE_CLUSTER = (ROOT / "docs/tutorial.md").read_text(encoding="utf-8").partition("## To the cluster\n")
FILES = re.findall(r"^```[a-z]+\n# ([\w./-]+)\n(.*?)^```$", TUTORIAL, flags=re.MULTILINE | re.DOTALL)


def test_the_end_of_the_tutorial(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, text in FILES:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    cluster = Cluster()
    fake = FakeKubectl(cluster)
    for name in ("deploy", "deploy_one", "drift"):
        monkeypatch.setattr(f"kustompy.cli.{name}.kubectl_of", lambda line: kubectl(fake))
    monkeypatch.chdir(tmp_path)
    blocks = [each for block in BLOCK.findall(TO_THE_CLUSTER) for each in typed(block)]
    assert len(blocks) > 5
    for command, expected in blocks:
        assert settled(printed(command, cluster, capsys, monkeypatch)) == settled(expected), command


def kubectl(fake: FakeKubectl) -> Kubectl:
    return Kubectl(run=fake, environment=os.environ, pause=lambda seconds: None)


def printed(command: str, cluster: Cluster, capsys: pytest.CaptureFixture[Any], monkeypatch: pytest.MonkeyPatch) -> str:
    """What a command prints, or does as a shell, ``git`` or a person would."""
    if command in PEOPLE:
        kind, name, path, value = PEOPLE[command]
        cluster.edit(kind, name, path, value, "kubectl", "shop-prod")
        return ""
    program, _, wanted = command.partition(" | grep ")
    words = shlex.split(program)
    if words[0] == "cd":
        monkeypatch.chdir(words[1])
    elif words[0] == "export":
        for each in words[1:]:
            monkeypatch.setenv(*each.split("=", 1))
    elif words[0] == "git":
        for each in program.split(" && "):
            subprocess.run(["git", *AUTHOR, *shlex.split(each)[1:]], check=True, stdout=subprocess.DEVNULL)
    else:
        main(words[1:])
    out = capsys.readouterr()
    assert out.err == ""
    return "".join(line for line in out.out.splitlines(keepends=True) if wanted in line)


def settled(text: str) -> str:
    """The text without how long it took, and which commit it was."""
    return re.sub(r", in [0-9.]+ s$| at [0-9a-f]{10}", "", text.strip(), flags=re.MULTILINE)
