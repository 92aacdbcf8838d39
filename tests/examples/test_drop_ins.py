"""The hooks, the action, the component and the image: their lines run here, as far as a machine without them can."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

import kustompy
from kustompy.cli import main
from tests.examples.repositories import git, programs, repository_without_secrets
from tests.examples.repositories import run as run_with

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"

pytestmark = pytest.mark.skipif(any(shutil.which(each) is None for each in ("bash", "git")), reason="needs bash, git")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A branch whose last commit changes a count, without what only the pipeline has; programs beside it."""
    repository = repository_without_secrets(tmp_path / "repository")
    programs(tmp_path / "bin", {"python": f'exec "{sys.executable}" "$@"'})
    file = repository / "overlays/prod/kustomization.yaml"
    file.write_text(file.read_text().replace("count: 4", "count: 5"))
    git(repository, "commit", "--quiet", "--all", "--message", "after")
    return repository


def run(script: str, repository: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return run_with(script, repository, repository.parent / "bin", **variables)


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
    git(repository, "commit", "--quiet", "--all", "--message", "an old field")
    [words] = [[*each["entry"].split(), *each["args"]] for each in hooks() if each["id"] == "kustompy-fix"]
    # pre-commit fails a hook that changes files, whatever its exit code
    assert main(words[1:]) == 0
    assert git(repository, "status", "--porcelain") == "M overlays/dev/kustomization.yaml"
    assert "\ncommonLabels:" not in file.read_text()


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


class Notes(BaseHTTPRequestHandler):
    """The notes of a merge request, as GitLab has them."""

    notes: ClassVar[list[dict[str, Any]]] = []
    asked: ClassVar[list[tuple[str, str, str]]] = []

    def answer(self) -> None:
        self.asked.append((self.command, self.path, self.headers["PRIVATE-TOKEN"]))
        given = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "null")
        if self.command == "POST":
            self.notes.append({"id": len(self.notes) + 1, **given})
        elif self.command == "PUT":
            self.notes[int(self.path.rpartition("/")[2]) - 1].update(given)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(self.notes).encode())

    do_GET = do_POST = do_PUT = answer  # noqa: N815  # the names that http.server calls

    def log_message(self, *arguments: object) -> None:
        """Nothing: the test looks at what was asked."""


def test_the_plan_is_one_comment_of_the_merge_request(repository: Path) -> None:
    script = component()[1]["kustompy-plan"]["script"][-1]
    Notes.notes[:], Notes.asked[:] = [{"id": 1, "body": "looks good"}], []
    with ThreadingHTTPServer(("127.0.0.1", 0), Notes) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for text in ("one", "two"):
            (repository / "plan.md").write_text(f"<!-- kustompy plan -->\n{text}\n")
            done = run(
                script, repository, KUSTOMPY_TOKEN="t", CI_PROJECT_ID="7", CI_MERGE_REQUEST_IID="9",
                CI_API_V4_URL=f"http://127.0.0.1:{server.server_port}/api/v4",
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
        server.shutdown()
    assert [each["body"] for each in Notes.notes] == ["looks good", "<!-- kustompy plan -->\ntwo\n"]
    notes = "/api/v4/projects/7/merge_requests/9/notes"
    oldest = f"{notes}?per_page=100&order_by=created_at&sort=asc"
    assert Notes.asked == [
        ("GET", oldest, "t"), ("POST", notes, "t"), ("GET", oldest, "t"), ("PUT", f"{notes}/2", "t")
    ]  # fmt: skip


def test_the_plan_begins_with_what_the_comment_is_found_by(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository)
    assert main(["plan", "--base", "HEAD^", "--format", "markdown", "--placeholder-inputs"]) == 0
    assert capsys.readouterr().out.startswith("<!-- kustompy plan -->")


def test_jobs_of_the_component_run_once_for_a_change() -> None:
    _, jobs = component()
    names = {name: [each["if"] for each in jobs[name]["rules"]] for name in ("kustompy-check", "kustompy-plan")}
    assert names["kustompy-plan"] == names["kustompy-check"][:1] == ['$CI_PIPELINE_SOURCE == "merge_request_event"']
    assert jobs["kustompy-check"]["rules"][1]["when"] == "never"


DOCKERFILE = (EXAMPLES / "Dockerfile").read_text(encoding="utf-8")
LINES = [each for each in DOCKERFILE.replace("\\\n", "").splitlines() if each and not each.startswith("#")]


def test_the_lines_of_the_image() -> None:
    known = {"ARG", "FROM", "SHELL", "WORKDIR", "COPY", "RUN", "ENV", "USER", "ENTRYPOINT", "CMD"}
    assert {each.split()[0] for each in LINES} == known
    # the last user is not root, and everything that writes into the system stands before
    users = [index for index, each in enumerate(LINES) if each.startswith("USER ")]
    assert LINES[users[-1]] == "USER 10001"
    assert not any(each.startswith(("RUN", "COPY")) for each in LINES[users[-1] :])
    # no layer keeps what only the building needed
    assert "pip install --no-cache-dir" in DOCKERFILE
    assert "rm -rf /tmp/* /var/lib/apt/lists/*" in DOCKERFILE


def test_the_image_is_of_a_python_and_of_files_that_the_package_is_made_of() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    [version] = re.findall(r"^ARG PYTHON_VERSION=(.*)$", DOCKERFILE, flags=re.MULTILINE)
    assert f'"Programming Language :: Python :: {version}"' in project
    copied = {
        name for each in LINES if each.startswith("COPY ") and "--from" not in each for name in each.split()[1:-1]
    }
    assert all((ROOT / name).exists() for name in copied)
    packaged = re.findall(r'^"([a-z]+)[^"]*" = "kustompy', project, flags=re.MULTILINE)
    assert copied == {"pyproject.toml", "README.md", "LICENSE", "kustompy", *packaged}
    for extra in re.findall(r'"\[([a-z]+)\]"', DOCKERFILE):
        assert f"\n{extra} = [" in project


STAND_INS = {
    "apt-get": "exit 0",
    "useradd": "exit 0",
    "dpkg": "echo arm64",
    # `curl -fsSLO URL` writes a file, `curl -fsSL URL` prints one
    "curl": 'name="$SITE/$(basename "$2")"; if [ "$1" = -fsSLO ]; then cp "$name" .; else cat "$name"; fi',
}


@pytest.mark.parametrize(
    ("given", "code"),
    [({}, 0), ({"KUBECTL_SHA256": "0" * 64}, 1), ({"HELM_SHA256": "0" * 64}, 1), ({"HELM_VERSION": "v2"}, 1)],
)
def test_programs_of_the_image_are_checked_against_their_sums(given: dict[str, str], code: int, tmp_path: Path) -> None:
    site, work, system = tmp_path / "site", tmp_path / "work", tmp_path / "system"
    (site / "linux-arm64").mkdir(parents=True)
    work.mkdir()
    (system / "bin").mkdir(parents=True)
    for name in ("kubectl", "linux-arm64/helm"):
        (site / name).write_text(f"#!/bin/sh\necho {name}\n")
    subprocess.run(["tar", "-czf", "helm-v3-linux-arm64.tar.gz", "linux-arm64/helm"], cwd=site, check=True)
    for name in ("kubectl", "helm-v3-linux-arm64.tar.gz"):
        (site / f"{name}.sha256").write_text(hashlib.sha256((site / name).read_bytes()).hexdigest())
    [script] = [each.removeprefix("RUN ") for each in LINES if each.startswith("RUN ") and "curl" in each]
    script = script.replace("/usr/local/bin", f"{system}/bin").replace("rm -rf /tmp/* /var/lib/apt/lists/*", "true")
    variables = {
        "KUBECTL_VERSION": "v1", "KUBECTL_SHA256": "", "HELM_VERSION": "v3", "HELM_SHA256": "", "SITE": str(site),
        "GIT_CONFIG_SYSTEM": str(system / "gitconfig"),
    }  # fmt: skip
    done = run_with(script, work, programs(tmp_path / "bin", STAND_INS), **{**variables, **given})
    assert done.returncode == code, done.stderr
    if not code:
        assert (system / "bin/kubectl").stat().st_mode & 0o111
        assert (system / "bin/helm").read_text() == "#!/bin/sh\necho linux-arm64/helm\n"
        assert "directory = *" in (system / "gitconfig").read_text()


def test_the_settings_of_vs_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = json.loads((EXAMPLES / "vscode/settings.json").read_text())
    [(schema, names)] = settings["yaml.schemas"].items()
    assert schema == ".vscode/kustomization.schema.json"
    assert names == ["kustomization.yaml", "kustomization.yml", "Kustomization"]
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["properties"]["resources"]
