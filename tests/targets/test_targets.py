"""What lint and validate check below a directory, and that a check of nothing is no success."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from kustompy.cli import main
from kustompy.targets.overlays import NOTHING_CHOSEN, find_targets
from kustompy.yamlio.read.reader import read

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: many}]}\n"
COMPONENT = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: c-\n"
TREES: dict[str, tuple[dict[str, str], list[str], list[str]]] = {
    # files, kustomizations, loose manifests
    "overlays over a base": (
        {
            "base/kustomization.yaml": "resources: [a.yaml]\n",
            "base/a.yaml": CONFIG_MAP,
            "overlays/dev/kustomization.yaml": "resources: [../../base]\ncomponents: [../../comp]\n",
            "overlays/prod/kustomization.yaml": "resources: [../../base]\npatches: [{path: p.yaml}]\n",
            "overlays/prod/p.yaml": CONFIG_MAP,
            "comp/kustomization.yaml": COMPONENT,
        },
        ["overlays/dev", "overlays/prod"],
        [],
    ),
    "loose manifests beside": (
        {
            "app/kustomization.yaml": "resources: [a.yaml, ../shared/named.yaml]\n",
            "app/a.yaml": CONFIG_MAP,
            "app/below/owned.yaml": CONFIG_MAP,
            "shared/named.yaml": CONFIG_MAP,
            "shared/loose.yaml": CONFIG_MAP,
            "values.yaml": "a: b\n",
        },
        ["app"],
        ["shared/loose.yaml"],
    ),
    "a pattern of directories": (
        {
            ".gitignore": "a.yaml/\nkustomization.yaml/\nout/\n",
            "a.yaml": CONFIG_MAP,
            "app/kustomization.yaml": "",
            "out/kustomization.yaml": "",
        },
        ["app"],
        ["a.yaml"],
    ),
    "what is no manifest": (
        {
            "app/kustomization.yaml": "resources: [a.yaml]\n",
            "app/a.yaml": CONFIG_MAP,
            ".github/workflows/ci.yaml": "on: push\n",
            ".gitlab-ci.yml": "check: {script: x}\n",
            "docker-compose.yml": "services: {}\n",
            "compose.prod.yaml": "services: {}\n",
            "chart/Chart.yaml": "name: c\n",
            "chart/templates/a.yaml": "kind: {{ .Values.kind }}\napiVersion: v1\n",
            ".git/config": "",
            ".gitignore": "rendered/\n",
            "rendered/kustomization.yaml": "resources: [a.yaml]\n",
            "package.json": '{"kind": "x", "apiVersion": "y"}',
        },
        ["app"],
        [],
    ),
    "a folder of manifests": (
        {"a.yaml": CONFIG_MAP, "sub/b.yml": CONFIG_MAP, "c.txt": ""},
        [],
        ["a.yaml", "sub/b.yml"],
    ),
    "a circle": (
        {"a/kustomization.yaml": "resources: [../b]\n", "b/kustomization.yaml": "resources: [../a]\n"},
        ["a"],
        [],
    ),
    "fields in other letters": (
        {"a/kustomization.yaml": "Bases: [../b]\n", "b/kustomization.yml": "resources: [x.yaml]\n"},
        ["a"],
        [],
    ),
    "one that cannot be read": ({"a/kustomization.yaml": "resources: [\n"}, ["a"], []),
    "targets of the settings": (
        {
            "kustompy.toml": 'targets = ["overlays/*"]\nexclude = ["overlays/old"]\n',
            "overlays/a/kustomization.yaml": "namePrefix: a-\n",
            "overlays/old/kustomization.yaml": "namePrefix: a-\n",
            "overlays/nothing/x.yaml": CONFIG_MAP,
            "other/kustomization.yaml": "namePrefix: a-\n",
        },
        ["overlays/a"],
        [],
    ),
    "exclude of pyproject.toml": (
        {
            "pyproject.toml": '[tool.kustompy]\nexclude = ["old", "loose/**/x.yaml"]\n',
            "a/kustomization.yaml": "namePrefix: a-\n",
            "old/kustomization.yaml": "namePrefix: a-\n",
            "loose/deep/x.yaml": CONFIG_MAP,
            "loose/deep/y.yaml": CONFIG_MAP,
        },
        ["a"],
        ["loose/deep/y.yaml"],
    ),
}


def lay(files: dict[str, str], root: Path) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    pipe(monkeypatch, None)
    return tmp_path


def pipe(monkeypatch: pytest.MonkeyPatch, text: str | None) -> None:
    """Let the text be piped in; None is a stdin that is no pipe."""
    content = io.BytesIO((text or "").encode())
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=content))
    monkeypatch.setattr("kustompy.cli.inputs.is_piped", lambda: text is not None)


@pytest.mark.parametrize("name", TREES)
@pytest.mark.parametrize("argument", ["", "."])
def test_targets(name: str, argument: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files, kustomizations, manifests = TREES[name]
    lay(files, folder)
    assert main(["targets", *argument.split(), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["kustomizations"], found["files"]) == (kustomizations, manifests)


def test_targets_as_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(TREES["loose manifests beside"][0], folder)
    assert main(["targets", "--verbose"]) == 0
    assert capsys.readouterr().out == "app\nshared/loose.yaml\n# left out: values.yaml\n"


def test_paths_begin_as_the_directory_was_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(TREES["overlays over a base"][0], folder / "repo")
    assert main(["targets", "repo"]) == 0
    assert main(["targets", "repo/overlays/dev", "repo"]) == 0
    assert capsys.readouterr().out.split() == ["repo/overlays/dev", "repo/overlays/prod"] * 2


def test_what_is_ignored_and_named_is_looked_at(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(TREES["what is no manifest"][0], folder)
    lay({"rendered/deep/kustomization.yaml": "namePrefix: a-\n"}, folder)
    assert main(["targets", "rendered"]) == 0
    assert capsys.readouterr().out == "rendered\n"
    assert main(["targets", "rendered/deep"]) == 0


def test_a_target_of_the_settings_that_fits_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay({"kustompy.toml": 'targets = ["overlay/*"]\n', "overlays/a/kustomization.yaml": "namePrefix: a-\n"}, folder)
    assert main(["targets"]) == 2
    assert "'overlay/*', which matches no directory with a kustomization" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["validate", "lint", "targets"])
@pytest.mark.parametrize("files", [{}, {"README.md": "hello\n"}], ids=["empty", "readme"])
def test_nothing_to_check(
    command: str, files: dict[str, str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(files, folder)
    assert main([command]) == 2
    assert "nothing to check in .: no kustomizations, no YAML or JSON files" in capsys.readouterr().err
    assert main([command, "--allow-empty"]) == 0


@pytest.mark.parametrize("command", ["validate", "lint"])
@pytest.mark.parametrize("argument", ["", "-"])
def test_an_empty_pipe(
    command: str, argument: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay({"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": CONFIG_MAP}, folder)
    pipe(monkeypatch, "")
    assert main([command, *argument.split()]) == 2
    assert "nothing to check: no document on stdin" in capsys.readouterr().err


@pytest.mark.parametrize("argument", ["", "-"])
def test_validate_reads_a_pipe(
    argument: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe(monkeypatch, SERVICE)
    assert main(["validate", *argument.split()]) == 1
    assert "stdin:4:" in capsys.readouterr().out
    pipe(monkeypatch, CONFIG_MAP)
    assert main(["validate", *argument.split()]) == 0


def test_lint_reads_a_pipe_and_a_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n  selector: {app: wbe}\n---\n"
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: web}}\nspec: {}\n"
    )
    pipe(monkeypatch, text)
    assert main(["lint"]) == 1
    out = capsys.readouterr().out
    assert "KST953" in out
    assert "stdin:5:" in out
    (folder / "all.yaml").write_text(text)
    assert main(["lint", "all.yaml"]) == 1
    assert "all.yaml:5:" in capsys.readouterr().out


def test_a_kustomization_file_stands_for_its_directory(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay({"kustomization.yaml": "resources: [s.yaml]\n", "s.yaml": SERVICE}, folder)
    assert main(["validate", "kustomization.yaml"]) == 1
    assert "s.yaml:4:" in capsys.readouterr().out


def test_validate_builds_each_overlay_and_reads_loose_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay({"app/kustomization.yaml": "resources: [s.yaml]\n", "app/s.yaml": SERVICE, "loose.yaml": SERVICE}, folder)
    assert main(["validate", "--summary"]) == 1
    out = capsys.readouterr().out
    assert out.count("KST900") == 2
    assert "2 resources found in 2 files" in out


def test_build_names_the_kustomizations_below(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(TREES["overlays over a base"][0], folder)
    assert main(["build", "--error-format", "text"]) == 1
    assert "build one of those below: `overlays/dev`, `overlays/prod`" in capsys.readouterr().err


def test_kubeconform_without_files_and_without_a_pipe(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kubeconform"]) == 1
    assert capsys.readouterr().err == "failing to read data from stdin\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX")
def test_a_fifo_in_the_tree_is_no_manifest(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay({"a/kustomization.yaml": "namePrefix: a-\n"}, folder)
    os.mkfifo(folder / ".gitignore")
    assert main(["targets"]) == 0
    assert capsys.readouterr().out == "a\n"


IN_OTHER_WORDS = {
    "UTF-16, little-endian": b"\xff\xfe" + CONFIG_MAP.encode("utf-16-le"),
    "UTF-16, big-endian": b"\xfe\xff" + CONFIG_MAP.encode("utf-16-be"),
    "escapes of JSON": b'{"api\\u0056ersion": "v1", "\\u006bind": "ConfigMap", "metadata": {"name": "a"}}',
    "escapes of YAML": b'"\\x61piVersion": v1\n"\\U0000006bind": ConfigMap\nmetadata: {name: a}\n',
    "a line that goes on": b'? "api\\\n  Version"\n: v1\n? "k\\\r\n\tind"\n: ConfigMap\nmetadata: {name: a}\n',
    "escapes in UTF-16": b"\xff\xfe"
    + '"api\\u0056ersion": v1\nkind: ConfigMap\nmetadata: {name: a}\n'.encode("utf-16-le"),
}
OTHERS = {
    "no escapes": b"a: b\n",
    "backslashes": b"path: C:\\users\\x\\u12\nkind: a\n",
    "one of the words": b'"k\\u0069nd": a\n',
    "UTF-16": b"\xff\xfe" + "a: b\n".encode("utf-16-le"),
}


@pytest.mark.parametrize("name", [*IN_OTHER_WORDS, *OTHERS])
def test_a_manifest_in_other_words(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app").mkdir()
    (tmp_path / "app/kustomization.yaml").write_text("namePrefix: a-\n")
    (tmp_path / "loose.yaml").write_bytes({**IN_OTHER_WORDS, **OTHERS}[name])
    found = find_targets(["."], NOTHING_CHOSEN)
    assert found.files == (("loose.yaml",) if name in IN_OTHER_WORDS else ())
    if found.files:
        (manifest,) = read(Path("loose.yaml").read_bytes())
        assert isinstance(manifest, dict)
        assert {name: manifest[name] for name in ("apiVersion", "kind")} == {"apiVersion": "v1", "kind": "ConfigMap"}
