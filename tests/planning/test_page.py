"""The commands of docs/plan.md print what the page says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kustompy

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/plan.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```console\n\$ (.*?)\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
assert BLOCKS, "no examples found"


@pytest.mark.parametrize(("command", "expected"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_a_command_of_the_page(command: str, expected: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples/gitops", tmp_path / "gitops")
    if command.startswith("kustompy plan"):
        branch(tmp_path / "gitops")
    program, _, wanted = command.partition(" | grep ")
    arguments = [sys.executable, "-m", *program.split()]
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    done = subprocess.run(arguments, cwd=tmp_path / "gitops", capture_output=True, text=True, env=environment)
    assert done.stderr == ""
    lines = [line for line in done.stdout.splitlines(keepends=True) if wanted in line]
    assert "".join(lines) == expected


def branch(tree: Path) -> None:
    """Make a repository of the tree, and a change in it that is not committed."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com"}
    who |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com", "PATH": os.environ["PATH"]}
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "one"]):
        subprocess.run(["git", *words], cwd=tree, env=who, check=True)
    for name, old, new in (
        ("base/redis/statefulset.yaml", "serviceName: redis", "serviceName: cache"),
        ("overlays/prod/kustomization.yaml", "count: 4", "count: 5"),
    ):
        text = (tree / name).read_text(encoding="utf-8")
        assert old in text
        (tree / name).write_text(text.replace(old, new), encoding="utf-8")


RECIPES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
assert len(RECIPES) == 2, "a recipe for each code host"
STUB = """\
#!{python}
import json, sys
with open("{calls}", "a") as file:
    file.write(json.dumps(sys.argv[1:]) + "\\n")
known = {known!r}
if {name!r} == "gh" and "--paginate" in sys.argv:
    print(known)
elif {name!r} == "curl" and sys.argv[-1].endswith("per_page=100"):
    body = "<!-- kustompy plan -->\\nold"
    print(json.dumps([dict(id=1, body="x")] + ([dict(id=int(known), body=body)] if known else [])))
"""


@pytest.mark.parametrize("known", ["", "7"])
@pytest.mark.parametrize("recipe", RECIPES, ids=["github", "gitlab"])
def test_the_scripts_of_a_recipe(recipe: str, known: str, tmp_path: Path) -> None:
    """The steps run as they are written, with programs in the place of the code hosts."""
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    shutil.copytree(ROOT / "examples/gitops", tmp_path / "gitops")
    branch(tmp_path / "gitops")
    programs, calls = tmp_path / "programs", tmp_path / "calls"
    programs.mkdir()
    for name in ("gh", "curl", "pip"):
        stub(programs / name, STUB.format(python=sys.executable, calls=calls, known=known, name=name))
    stub(programs / "kustompy", f'#!/bin/sh\nexec {sys.executable} -m kustompy "$@"\n')
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "GITHUB_REPOSITORY": "o/r", "NUMBER": "3",
        "CI_API_V4_URL": "https://example.com", "CI_PROJECT_ID": "1", "CI_MERGE_REQUEST_IID": "3", "PLAN_TOKEN": "x",
        "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "gitops/.cache"),
    }  # fmt: skip
    for script in scripts(recipe):
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path / "gitops", env=environment, capture_output=True,
            text=True,
        )  # fmt: skip
        is_danger = "--fail-on danger" in script
        assert (done.returncode, done.stderr) == (int(is_danger), ""), script
    said = [json.loads(line) for line in calls.read_text().splitlines()]
    sent = [each for each in said if "body=@plan.md" in each or "body@plan.md" in each]
    assert len(sent) == 1
    assert any(method in sent[0] for method in ("PATCH", "PUT")) == bool(known)
    assert any(each.endswith(f"/{known}") for each in sent[0]) == bool(known)
    assert (tmp_path / "gitops/plan.md").read_text(encoding="utf-8").startswith("<!-- kustompy plan -->\n")


def scripts(recipe: str) -> list[str]:
    (whole,) = kustompy.load(recipe)
    job = whole["jobs"]["plan"] if "jobs" in whole else whole["plan"]
    if "script" in job:
        return ["\n".join(job["script"])]
    return [each["run"] for each in job["steps"] if "run" in each]


def stub(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)
