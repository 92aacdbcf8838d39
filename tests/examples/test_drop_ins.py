"""The hooks, the action, the component and the image: their lines run here, as far as a machine without them can."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import kustompy
from kustompy.cli import main

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A branch of the example, whose last commit changes an image, and commands on a path of its own."""
    repository = tmp_path / "repository"
    shutil.copytree(EXAMPLES / "gitops", repository)
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "kustompy").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kustompy "$@"\n')
    (commands / "kustompy").chmod(0o755)
    git(repository, "init", "--quiet", "--initial-branch", "main")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "before")
    file = repository / "overlays/prod/kustomization.yaml"
    file.write_text(file.read_text().replace("count: 4", "count: 5"))
    git(repository, "commit", "--quiet", "--all", "--message", "after")
    return repository


def git(directory: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *words]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=True).stdout.strip()


def run(script: str, repository: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{repository.parent}/bin{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": path, **variables}
    command = ["bash", "-euo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True)


def break_dev(repository: Path) -> None:
    file = repository / "overlays/dev/kustomization.yaml"
    file.write_text(file.read_text().replace("\nresources:", "\nresource:"))


def hooks() -> list[dict[str, Any]]:
    [found] = kustompy.load(ROOT / ".pre-commit-hooks.yaml")
    return list(found)


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook["id"])
def test_a_hook(hook: dict[str, Any], repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"id", "name", "entry", "language", "files", "pass_filenames", "args"} == hook.keys()
    words: list[str] = [*hook["entry"].split(), *hook["args"]]
    assert words.pop(0) == "kustompy"
    for path in ("overlays/dev/kustomization.yaml", "base/web/deployment.yaml", "a/Kustomization", "kustompy.toml"):
        assert re.search(hook["files"], path.lower()), path
    monkeypatch.chdir(repository)
    assert main(words) == 0
    assert git(repository, "status", "--porcelain") == ""
    break_dev(repository)
    assert main(words) == 1


def test_the_fix_hook_fails_when_it_changed_a_file(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    file = repository / "overlays/dev/kustomization.yaml"
    file.write_text(file.read_text() + "commonLabels:\n  a: b\n")
    main(["lint", "--fix", "."])
    # pre-commit fails a hook that changes files, whatever its exit code
    assert "commonLabels" in git(repository, "diff") or main(["lint", "."]) == 0


def steps() -> dict[str, dict[str, Any]]:
    [action] = kustompy.load(ROOT / "action.yml")
    return {each["name"]: each for each in action["runs"]["steps"]}


def test_the_action(repository: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    variables = {
        "KUSTOMPY_DIRECTORY": ".", "KUBERNETES_VERSION": "1.33", "KUSTOMPY_BASE": git(repository, "rev-parse", "HEAD^"),
        "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_ACTIONS": "true",
    }  # fmt: skip
    for name in ("Validate", "Lint", "Plan"):
        done = run(steps()[name]["run"], repository, **variables)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "replicas" in summary.read_text()
    break_dev(repository)
    done = run(steps()["Validate"]["run"], repository, **{**variables, "KUBERNETES_VERSION": ""})
    assert done.returncode == 1
    assert "::error file=overlays/dev/kustomization.yaml,line=" in done.stdout + done.stderr


def test_the_action_takes_nothing_of_its_inputs_into_scripts() -> None:
    # what a caller passes is a variable of the environment: in a script it could be a command
    assert [name for name, each in steps().items() if "${{" in each["run"]] == []
    for each in steps().values():
        assert set(re.findall(r"\$\{?([A-Z_]*KU[A-Z_]+)", each["run"])) == set(each.get("env", {}))


def component() -> tuple[dict[str, str], dict[str, Any]]:
    """The defaults of the inputs, and the jobs with these in their places."""
    head, body = (EXAMPLES / "gitlab/kustompy.yml").read_text().split("---\n")
    [spec] = kustompy.load(head)
    inputs = {name: each["default"] for name, each in spec["spec"]["inputs"].items()}
    for name, value in inputs.items():
        body = body.replace(f"$[[ inputs.{name} ]]", value)
    assert "$[[" not in body
    [jobs] = kustompy.load(body)
    return inputs, jobs


def test_the_component_of_gitlab(repository: Path) -> None:
    _, jobs = component()
    check, plan = jobs["kustompy-check"], jobs["kustompy-plan"]
    variables = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": git(repository, "rev-parse", "HEAD^"), "KUSTOMPY_TOKEN": ""}
    done = run("\n".join([*check["script"], *plan["script"]]), repository, **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "replicas" in (repository / "plan.md").read_text()
    assert json.loads((repository / "kustompy.json").read_text()) == []
    for report in (*check["artifacts"]["reports"].values(), *plan["artifacts"]["paths"]):
        assert (repository / report).exists()
    break_dev(repository)
    done = run("\n".join(check["script"]), repository)
    assert done.returncode == 1
    assert "overlays/dev/kustomization.yaml:" in done.stdout + done.stderr
    assert json.loads((repository / "kustompy.json").read_text())


def test_the_note_of_the_plan_is_a_program() -> None:
    script = component()[1]["kustompy-plan"]["script"][-1]
    compile(script.split("<<'PYTHON'\n")[1].split("\nPYTHON")[0], "note", "exec")
    assert subprocess.run(["bash", "-n", "-c", script], capture_output=True).returncode == 0


def test_the_lines_of_the_image() -> None:
    text = (EXAMPLES / "Dockerfile").read_text().replace("\\\n", "")
    lines = [each for each in text.splitlines() if each and not each.startswith("#")]
    known = {"ARG", "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "ENTRYPOINT", "CMD"}
    assert {each.split()[0] for each in lines} == known
    for each in lines:
        if each.startswith("RUN "):
            done = subprocess.run(["bash", "-n", "-c", each.removeprefix("RUN ")], capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
    # the last user is not root, and everything that writes into the system stands before
    users = [index for index, each in enumerate(lines) if each.startswith("USER ")]
    assert lines[users[-1]] == "USER 10001"
    assert not any("apt-get" in each or "install" in each for each in lines[users[-1] :])


def test_the_settings_of_vs_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = json.loads((EXAMPLES / "vscode/settings.json").read_text())
    [(schema, names)] = settings["yaml.schemas"].items()
    assert schema == ".vscode/kustomization.schema.json"
    assert names == ["kustomization.yaml", "kustomization.yml", "Kustomization"]
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["properties"]["resources"]
