"""The commands of docs/gitops.md from the first deploy on, in one repository and one cluster, print what it says."""

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
STORY = PAGE[PAGE.index("## Deploy\n") :]
BLOCKS = re.findall(r"^```console\n(.*?)^```$", STORY, flags=re.MULTILINE | re.DOTALL)
assert len(BLOCKS) == 4, "the story has four parts"
COMMANDS = [part.partition("\n")[::2] for block in BLOCKS for part in ("\n" + block).split("\n$ ")[1:]]
PEOPLE = {"kubectl scale deployment web --replicas 9 -n notes": ("Deployment", "web", ("spec", "replicas"), 9)}
AUTHOR = ["-c", "user.name=a", "-c", "user.email=a@example.com"]


def test_the_story_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    shutil.copytree(ROOT / "examples/gitops", tmp_path / "gitops")
    monkeypatch.chdir(tmp_path / "gitops")
    cluster = Cluster()
    fake = FakeKubectl(cluster)
    for name in ("deploy", "drift"):
        monkeypatch.setattr(f"kustompy.cli.{name}.kubectl_of", lambda line: kubectl(fake))
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "one"]):
        subprocess.run(["git", *AUTHOR, *words], check=True)
    for command, expected in COMMANDS:
        assert settled(printed(command, cluster, capsys)) == settled(expected), command


def kubectl(fake: FakeKubectl) -> Kubectl:
    return Kubectl(run=fake, environment=os.environ, pause=lambda seconds: None)


def printed(command: str, cluster: Cluster, capsys: pytest.CaptureFixture[Any]) -> str:
    """What a command prints, or does as ``sed``, ``git`` or a person would."""
    if command in PEOPLE:
        kind, name, path, value = PEOPLE[command]
        cluster.edit(kind, name, path, value, "kubectl", "notes")
        return ""
    program, _, wanted = command.partition(" | grep ")
    words = shlex.split(program)
    if words[0] == "sed":
        _, old, new, _ = words[2].split("/")
        file = Path(words[3])
        file.write_text(file.read_text().replace(old.replace("\\", ""), new))
        return ""
    if words[0] == "git":
        subprocess.run(["git", *AUTHOR, *words[1:]], check=True)
        return ""
    main(words[1:])
    out = capsys.readouterr()
    assert out.err == ""
    return "".join(line for line in out.out.splitlines(keepends=True) if wanted in line)


def settled(text: str) -> str:
    """The text without how long it took, and which commit it was."""
    return re.sub(r", in [0-9.]+ s$| at [0-9a-f]{10}", "", text.strip(), flags=re.MULTILINE)
