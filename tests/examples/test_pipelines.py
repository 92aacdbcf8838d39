"""The example pipelines, run as they are written: in a checkout without secrets, and against a server."""

from __future__ import annotations

import base64
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from kustompy.api.parts import load
from tests.deploying.api_server import served
from tests.deploying.cluster import Cluster
from tests.examples.repositories import EXAMPLES, git, programs, repository_without_secrets, run

pytestmark = pytest.mark.skipif(
    any(shutil.which(each) is None for each in ("bash", "git")), reason="needs bash and git"
)
PIPELINES = ["github-workflow.yml", ".gitlab-ci.yml"]
SECRETS = {"DATABASE_URL": "postgres://hush-canary", "SESSION_KEY": "multi\nline", "SENTRY_DSN": "hush-canary"}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A branch that changes a count of replicas, and the programs of a runner."""
    checkout = repository_without_secrets(tmp_path / "repository")
    git(checkout, "update-ref", "refs/remotes/origin/main", "HEAD")
    file = checkout / "overlays/prod/kustomization.yaml"
    file.write_text(file.read_text().replace("count: 4", "count: 5"))
    git(checkout, "commit", "--quiet", "--all", "--message", "after")
    programs(tmp_path / "bin", {"pip": "exit 0", "apt-get": "exit 0"})
    return checkout


def jobs(pipeline: str) -> dict[str, Any]:
    [document] = load((EXAMPLES / pipeline).read_text(encoding="utf-8"))
    found: dict[str, Any] = document.get("jobs", document)
    return found


def lines(pipeline: str, job: str) -> list[str]:
    """What a job runs, as a shell reads it."""
    found = jobs(pipeline)[job]
    if "steps" in found:
        return [each["run"] for each in found["steps"] if "run" in each]
    return [*jobs(pipeline)["default"]["before_script"], *found["script"]]


def checked(pipeline: str) -> str:
    """The lines of what checks and says what changes."""
    names = [each for each in ("check", "changes") if each in jobs(pipeline)]
    return "\n".join(line for each in names for line in lines(pipeline, each))


@pytest.mark.parametrize("pipeline", PIPELINES)
def test_the_checks_of_a_pipeline(pipeline: str, checkout: Path) -> None:
    summary = checkout.parent / "summary.md"
    variables = {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "BASE": "main", "GITHUB_STEP_SUMMARY": str(summary)}
    done = run(checked(pipeline), checkout, checkout.parent / "bin", **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "28 resources of 2 overlays are valid\n" in done.stdout
    said = done.stdout + (summary.read_text() if summary.exists() else "")
    assert re.search(r"spec\.replicas\W+4 → 5", said), said


@pytest.mark.parametrize("pipeline", PIPELINES)
def test_a_broken_overlay_fails_the_check(pipeline: str, checkout: Path) -> None:
    file = checkout / "overlays/prod/kustomization.yaml"
    file.write_text(file.read_text().replace("replicas:", "replica:"))
    done = run(checked(pipeline), checkout, checkout.parent / "bin", BASE="main")
    assert done.returncode == 1
    assert "--> overlays/prod/kustomization.yaml:" in done.stdout


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
@pytest.mark.parametrize("pipeline", PIPELINES)
def test_the_deploy(pipeline: str, checkout: Path) -> None:
    cluster = Cluster()
    with served(cluster, checkout.parent) as config:
        variables = {"KUBE_CONFIG": config.read_text(), "RUNNER_TEMP": str(checkout.parent), "KUBECONFIG": str(config)}
        done = run("\n".join(lines(pipeline, "deploy")), checkout, checkout.parent / "bin", **variables, **SECRETS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "hush-canary" not in done.stdout + done.stderr
    assert cluster.found("Deployment", "web", "notes")["spec"]["replicas"] == 5
    [data] = [each["data"] for each in cluster.objects.values() if "SESSION_KEY" in each.get("data", ())]
    assert {name: base64.b64decode(value).decode() for name, value in data.items()} == SECRETS


def test_jobs_of_gitlab_run_for_merge_requests_and_the_plan_has_its_base() -> None:
    gitlab = jobs(".gitlab-ci.yml")
    # a job without rules is left out of pipelines of merge requests; what is fetched by default is one branch
    assert all("rules" in gitlab[name] for name in ("check", "changes", "deploy"))
    assert gitlab["changes"]["variables"] == {"GIT_DEPTH": "0"}
    assert "slim" not in gitlab["default"]["image"]
