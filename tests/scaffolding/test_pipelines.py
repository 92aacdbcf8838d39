"""The pipelines of new repositories, run as they are written: by a shell, job after job, kubectl against a server."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import kustompy
from tests.deploying.api_server import served
from tests.deploying.cluster import Cluster
from tests.scaffolding.repositories import DESCRIPTIONS

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {"DATABASE_URL": "postgres://hush-canary-4711", "SESSION_KEY": "hush-canary-4712\nof two lines"}

pytestmark = pytest.mark.skipif(shutil.which("bash") is None or shutil.which("git") is None, reason="needs bash, git")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder of programs: kustompy itself, and installers that do nothing."""
    programs = {
        "kustompy": f'exec "{sys.executable}" -m kustompy "$@"',
        "pip": "exit 0",
        "apt-get": "exit 0",
    }
    (tmp_path / "bin").mkdir()
    for name, line in programs.items():
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{line}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    return tmp_path


def run(machine: Path, script: list[str], shell: list[str], variables: dict[str, str]) -> str:
    environment = {**os.environ, **variables, "PYTHONPATH": str(ROOT), "PATH": f"{machine}/bin:{os.environ['PATH']}"}
    for name in SECRETS:
        if name not in variables:
            environment.pop(name, None)
    done = subprocess.run(
        [*shell, "\n".join(script)], cwd=machine / "repository", env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "canary" not in done.stdout + done.stderr
    return done.stdout


def repository(machine: Path, pipeline: str) -> dict[str, Any]:
    """A repository whose main is at another commit than its work tree; the pipeline as it is written."""
    directory = machine / "repository"
    made = kustompy.scaffold(directory, {**DESCRIPTIONS["flags"], "pipeline": pipeline})
    git = [
        "git",
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.com",
        "-c",
        "commit.gpgsign=false",
        "-C",
        str(directory),
    ]
    subprocess.run([*git, "init", "--quiet", "--initial-branch=main"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "--quiet", "--message=new"], check=True)
    subprocess.run([*git, "update-ref", "refs/remotes/origin/main", "HEAD"], check=True)
    file = directory / "overlays/prod/kustomization.yaml"
    file.write_text(file.read_text().replace("count: 3", "count: 4"))
    subprocess.run([*git, "commit", "--quiet", "--all", "--message=more"], check=True)
    [found] = kustompy.load((directory / made.files[-1]).read_text())
    assert isinstance(found, dict)
    return found


def assert_deployed(cluster: Cluster) -> None:
    """Each environment has its count of replicas, and the values that the pipeline has."""
    for namespace, replicas in {"shop-dev": 1, "shop-prod": 4}.items():
        assert cluster.found("StatefulSet", "web", namespace)["spec"]["replicas"] == replicas
    secrets = [each["data"].get("DATABASE_URL", "") for each in cluster.objects.values() if each["kind"] == "Secret"]
    assert [base64.b64decode(each).decode() for each in secrets if each] == [SECRETS["DATABASE_URL"]] * 2


needs_kubectl = pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")


@needs_kubectl
def test_gitlab(machine: Path) -> None:
    pipeline = repository(machine, "gitlab")
    before, shell = pipeline["default"]["before_script"], ["bash", "-eo", "pipefail", "-c"]
    assert pipeline["stages"] == ["check", "plan", "deploy"]
    out = run(machine, [*before, *pipeline["check"]["script"]], shell, {})
    assert "2 overlays have no findings" in out
    assert "are valid" in out
    assert sorted(each.name for each in (machine / "repository/rendered").rglob("*.yaml")) == ["dev.yaml", "prod.yaml"]
    variables = {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", **pipeline["plan"]["variables"]}
    out = run(machine, [*before, *pipeline["plan"]["script"]], shell, variables)
    assert "spec.replicas: 3 -> 4" in out.replace("→", "->"), out
    cluster = Cluster()
    with served(cluster, machine) as config:
        for environment in ("dev", "prod"):
            job = pipeline[f"deploy-{environment}"]
            assert (job["stage"], job["environment"]) == ("deploy", environment)
            run(machine, [*before, *job["script"]], shell, {"KUBECONFIG": str(config), **SECRETS})
    assert_deployed(cluster)


@needs_kubectl
def test_github(machine: Path) -> None:
    pipeline = repository(machine, "github")
    assert [*pipeline["jobs"]] == ["check", "plan", "deploy-dev", "deploy-prod"]
    cluster = Cluster()
    with served(cluster, machine) as config:
        said = ran(machine, pipeline, config.read_text())
    assert "2 overlays have no findings" in said
    assert "spec.replicas: 3 -> 4" in said.replace("→", "->")
    assert_deployed(cluster)
    assert (machine / "kubeconfig").stat().st_mode & 0o077 == 0


def ran(machine: Path, pipeline: dict[str, Any], config: str) -> str:
    """What the steps of GitHub's jobs print."""
    (machine / "kubeconfig").unlink()
    known = {
        "secrets.KUBE_CONFIG": config, "github.base_ref": "main", "runner.temp": str(machine),
        **{f"secrets.{name}": value for name, value in SECRETS.items()},
    }  # fmt: skip
    said = ""
    for job in pipeline["jobs"].values():
        for step in job["steps"]:
            if "run" not in step:
                assert step["uses"].startswith("actions/")
                continue
            variables = {name: expanded(value, known) for name, value in step.get("env", {}).items()}
            shell = ["bash", "-eo", "pipefail", "-c"] if step.get("shell") == "bash" else ["bash", "-e", "-c"]
            said += run(machine, [step["run"]], shell, {**variables, "RUNNER_TEMP": str(machine)})
    return said


def expanded(value: str, known: dict[str, str]) -> str:
    """The text with the expressions of GitHub replaced; any that the test does not know fails it."""
    while "${{" in value:
        start, _, rest = value.partition("${{")
        name, _, rest = rest.partition("}}")
        value = f"{start}{known[name.strip()]}{rest}"
    return value


def test_a_broken_change_fails_the_check(machine: Path) -> None:
    pipeline = repository(machine, "gitlab")
    file = machine / "repository/overlays/prod/kustomization.yaml"
    file.write_text(file.read_text().replace("replicas:", "replica:"))
    with pytest.raises(AssertionError, match=r"unknown field .?replica"):
        run(machine, pipeline["check"]["script"], ["bash", "-eo", "pipefail", "-c"], {})


def test_a_deploy_without_its_secrets_applies_nothing(machine: Path) -> None:
    pipeline = repository(machine, "gitlab")
    with pytest.raises(AssertionError, match="the variable DATABASE_URL is not set"):
        run(machine, pipeline["deploy-prod"]["script"], ["bash", "-eo", "pipefail", "-c"], {"KUBECONFIG": "nowhere"})


def test_a_pipeline_is_yaml_that_means_what_it_looks_like(tmp_path: Path) -> None:
    for name, description in DESCRIPTIONS.items():
        for pipeline in ("gitlab", "github"):
            made = kustompy.scaffold(tmp_path / name / pipeline, {**description, "pipeline": pipeline})
            [found] = kustompy.load((tmp_path / name / pipeline / made.files[-1]).read_text())
            jobs = found["jobs"] if pipeline == "github" else found
            for environment in description.get("environments", ["dev", "prod"]):
                assert jobs[f"deploy-{environment}"]["environment"] == environment
            assert json.dumps(found)
