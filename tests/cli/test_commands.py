"""The commands: what they print, where, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kustompy._version import __version__
from kustompy.cli import COMMANDS, main
from kustompy.upstream import DEFAULT_LEVEL, LEVELS

ROOT = Path(__file__).resolve().parents[2]

NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: Web\n"
TREE = {
    "kustomization.yaml": "resources: [all.yaml]\n",
    "all.yaml": (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n---\n"
        f"{NAMESPACE}---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\n"
    ),
    "warns/kustomization.yaml": "commonLabels: {a: b}\nresources: [missing.yaml]\n",
    "two/kustomization.yaml": "resources: [../.]\n",
    "spaces/kustomization.yaml": "resources: [a.yaml]\n",
    "spaces/a.yaml": (
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a.b\n  namespace: N1\n---\n"
        f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a.b\n---\n{NAMESPACE}"
    ),
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


RENDERED = (
    f"{NAMESPACE}---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\n---\n"
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n"
)
AS_IT_STANDS = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n---\n"
    f"{NAMESPACE}---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\n"
)
REORDER = "Flag --reorder has been deprecated, use the new 'sortOptions' field in kustomization.yaml instead.\n"
SPOKEN = [
    # arguments, exit code, stdout, stderr
    ("build", 0, RENDERED, ""),
    ("build .", 0, RENDERED, ""),
    ("build --reorder none .", 0, AS_IT_STANDS, REORDER),
    ("build --reorder legacy .", 0, RENDERED, REORDER),
    ("build --load-restrictor none .", 0, RENDERED, ""),
    ("build --load_restrictor=rootOnly .", 0, RENDERED, ""),
    ("build --stack-trace .", 0, RENDERED, ""),
    ("build --network-name bridge --network .", 0, RENDERED, ""),
    (
        "build a b",
        1,
        "",
        "Error: specify one path to kustomization.yaml\n   = help: several targets are built with -o OUT/\n",
    ),
    ("build --foo", 1, "", "Error: unknown flag: --foo\n"),
    ("build --enable-hlem", 1, "", "Error: unknown flag: --enable-hlem\n   = help: did you mean --enable-helm?\n"),
    (
        "validate --format jsn",
        2,
        "",
        "Error: illegal flag value --format jsn; legal values: [text json github gitlab sarif junit tap concise"
        " kubeconform]\n   = help: did you mean `json`?\n",
    ),
    (
        "build --load-restrictor foo",
        1,
        "",
        "Error: illegal flag value --load-restrictor foo; "
        "legal values: [LoadRestrictionsRootOnly LoadRestrictionsNone]\n",
    ),
    ("build --reorder x", 1, "", f"{REORDER}Error: illegal flag value --reorder x; legal values: [legacy none]\n"),
    ("build -o missing/out.yaml .", 1, "", "Error: open missing/out.yaml: no such file or directory\n"),
    ("version", 0, f"v{DEFAULT_LEVEL}\n", ""),
    (
        "version --short",
        0,
        f"{{v{DEFAULT_LEVEL}  {LEVELS[DEFAULT_LEVEL]}   }}\n",
        "Flag --short has been deprecated, and will be removed in the future.\n",
    ),
    ("--version", 0, f"kustompy {__version__}\n", ""),
    (
        "biuld",
        1,
        "",
        'Error: unknown command "biuld" for "kustompy"\n\nDid you mean this?\n\tbuild\n\n'
        "Run 'kustompy --help' for usage.\n",
    ),
]


@pytest.mark.parametrize(("arguments", "code", "stdout", "stderr"), SPOKEN, ids=[each[0] for each in SPOKEN])
def test_says(
    arguments: str, code: int, stdout: str, stderr: str, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (main(arguments.split()), *capsys.readouterr()) == (code, stdout, stderr)


def test_warnings_come_before_the_error(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "warns"]) == 1
    stdout, stderr = capsys.readouterr()
    assert stdout == ""
    assert [line.split(":")[0] for line in stderr.splitlines()][:2] == ["# Warning", "Error"]


@pytest.mark.parametrize("arguments", ["--help", "help", "build --help", "help build", "version -h", ""])
def test_help_is_on_stdout(arguments: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(arguments.split())
    stdout, stderr = capsys.readouterr()
    assert (code, stderr, "Usage:\n  kustompy" in stdout) == (0, "", True)


def test_every_command_has_its_module() -> None:
    for name in COMMANDS:
        module = name.replace("-", "_")
        assert callable(__import__(f"kustompy.cli.{module}", fromlist=["main"]).main)


def test_version_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["version", "-o", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["version"], list(shown)) == (
        f"v{DEFAULT_LEVEL}",
        ["version", "gitCommit", "buildDate", "goOs", "goArch", "goVersion"],
    )


def test_output_into_a_file(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-o", "out.yaml", "build", "--load-restrictor=LoadRestrictionsNone", "."]) == 0
    assert ((tree / "out.yaml").read_text(), capsys.readouterr().out) == (RENDERED, "")


DIRECTORIES = {
    ".": ["apps_v1_deployment_web.yaml", "v1_namespace_web.yaml", "v1_service_web.yaml"],
    "spaces": ["default_v1_configmap_a.b.yaml", "n1_v1_configmap_a.b.yaml", "v1_namespace_web.yaml"],
}


@pytest.mark.parametrize("directory", DIRECTORIES)
def test_output_into_a_directory(directory: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "out").mkdir()
    assert main(["build", directory, "--output", "out"]) == 0
    assert sorted(each.name for each in (tree / "out").glob("*.yaml")) == DIRECTORIES[directory]
    assert ((tree / "out/v1_namespace_web.yaml").read_text(), capsys.readouterr().out) == (NAMESPACE, "")


def test_a_failed_build_writes_nothing(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "warns", "-o", "out.yaml"]) == 1
    assert not (tree / "out.yaml").exists()


def test_the_environment_can_ask_for_the_label(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KUSTOMIZE_ENABLE_MANAGEDBY_LABEL", "on")
    assert main(["build"]) == 0
    assert capsys.readouterr().out.count(f"app.kubernetes.io/managed-by: kustomize-v{DEFAULT_LEVEL}") == 3


def test_a_flag_can_ask_for_the_label(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--enable-managedby-label"]) == 0
    out, err = capsys.readouterr()
    assert out.count(f"app.kubernetes.io/managed-by: kustomize-v{DEFAULT_LEVEL}") == 3
    assert err.startswith("Flag --enable-managedby-label has been deprecated, ")


@pytest.mark.parametrize(("problem", "code"), [(RecursionError, 1), (MemoryError, 1), (KeyboardInterrupt, 130)])
def test_no_traceback(
    problem: type[BaseException], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(arguments: list[str]) -> int:
        raise problem

    monkeypatch.setattr("kustompy.cli._run_command", fails)
    assert main(["build"]) == code
    stdout, stderr = capsys.readouterr()
    assert (stdout, stderr.count("\n")) == ("", int(code == 1))
