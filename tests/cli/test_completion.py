"""``completion`` and what its scripts ask for; ``drop-in``."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from kustompy.cli import COMMANDS, main
from kustompy.upstream import LEVELS, NEWEST, OLDEST

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["buil"], ["build"]),
        (["edit", ""], ["add", "alpha-list-builtin-plugin", "fix", "remove", "set"]),
        (["edit", "set", "na"], ["nameprefix", "namespace", "namesuffix"]),
        (
            ["edit", "add", "label", "--"],
            ["--force", "--help", "--include-templates", "--reprint", "--without-selector"],
        ),
        (["edit", "fix", "--v"], ["--vars"]),
        (["cfg", "t"], ["tree"]),
        (["cfg", "grep", "--inv"], ["--invert-match"]),
        (["build", "--load"], ["--load-restrictor"]),
        (["completion", "z"], ["zsh"]),
        (["nothing", ""], []),
        (["cfg", "tree", ""], []),
        (["cfg", "grep", "x", "--inv"], ["--invert-match"]),
        (["help", "buil"], ["build"]),
        (["hel"], ["help"]),
        (["edit", "add", "label", ""], []),
        (["edit", "add", "label", "x", "--wi"], ["--without-selector"]),
        (["edit", "fix", "x", "--v"], ["--vars"]),
        (["edit", "fix", ""], []),
        (["lint", "--format", '""'], ["concise", "github", "gitlab", "json", "junit", "sarif", "tap", "text"]),
        (["lint", "-format", "s"], []),
        (["lint", "--format=", "sar"], []),
        (["lint", "--", "--form"], ["--format"]),
        (["--format", "s"], ["schema"]),
        (["kubeconform", "--sum"], ["--summary"]),
        (["lint", "--format", "s"], ["sarif"]),
        (["lint", "--format=s"], ["--format=sarif"]),
        (["lint", "--format", "=", "s"], ["sarif"]),
        (["lint", "--format", "="], ["concise", "github", "gitlab", "json", "junit", "sarif", "tap", "text"]),
        (["edit", "add", "patch", "--pa"], ["--patch", "--path"]),
        (["edit", "add", "--"], ["--help"]),
        (["edit", "nothing", "--"], ["--help"]),
        (["edit", "set", "image", ""], []),
        (["cache", "info", ""], []),
        (["help", "help", ""], []),
        (["validate", "-n", "4"], []),
        (["validate", "--fail-fast", "--lenien"], ["--lenient"]),
        (["build", "--error-format", "tex"], ["text"]),
        (["validate", ".", "--fail-on", ""], ["error", "warning"]),
        (["validate", "--kubernetes-version", "1.25"], ["1.25"]),
        (["validate", "--kubernetes-version", ""], [f"1.{minor}" for minor in range(OLDEST, NEWEST + 1)]),
        (["version", "--kustomize-version", ""], [*LEVELS]),
        (["validate", "--policy-set", "b"], ["baseline", "best-practice"]),
        (["lint", "--explain", "KST950"], ["KST950"]),
        (["build", "--kustomize-version", "5.8.1"], ["5.8.1"]),
        (["build", "--load-restrictor", "LoadRestrictionsN"], ["LoadRestrictionsNone"]),
        (["build", "-o", ""], []),
        (["build", "--enable-helm", "--helm-d"], ["--helm-debug"]),
    ],
)
def test_what_may_come_next(words: list[str], found: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["__completeNoDesc", *words]) == 0
    assert capsys.readouterr().out.splitlines() == [*found, ":4"]
    assert main(["__complete", *words]) == 0
    described = capsys.readouterr().out.splitlines()
    assert [each.split("\t")[0] for each in described] == [*found, ":4"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["cache", ""], ["clear", "info"]),
        (["validate", "--len"], ["--lenient\ttake fields that the schema does not name"]),
        (["edit", "set", "namep"], ["nameprefix\tSets namePrefix"]),
        (["lin"], ["lint\tFind likely mistakes in kustomizations, and in what they build"]),
        (["help", "lin"], ["lint\tFind likely mistakes in kustomizations, and in what they build"]),
        (["lint", "--format", "sa"], ["sarif"]),
        # what PowerShell makes of an empty word
        (["cache", '""'], ["clear", "info"]),
    ],
)
def test_what_words_mean(words: list[str], found: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["__complete", *words]) == 0
    assert capsys.readouterr().out.splitlines() == [*found, ":4"]


def test_all_commands_can_be_completed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["__completeNoDesc", ""])
    assert set(capsys.readouterr().out.splitlines()) == {*COMMANDS, "help", ":4"}
    for name in COMMANDS:
        assert main(["__complete", name, "--"]) == 0
        assert "--help" in capsys.readouterr().out


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_the_script_works_in_bash(tmp_path: Path) -> None:
    from kustompy.cli.drop_in import main as drop_in

    drop_in(["install", str(tmp_path)])
    code = (
        "source <(kustomize completion bash); COMP_WORDS=(kustomize edit set imag); COMP_CWORD=3; _kustompy; "
        'echo "${COMPREPLY[@]}"'
    )
    environment = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "image\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "accepts 1 arg(s), received 0"),
        (["bash", "zsh"], "accepts 1 arg(s), received 2"),
        (["tcsh"], 'invalid argument "tcsh" for "kustompy completion"'),
        (["zsh", "--install"], "zsh looks into no folder of its users for completions"),
    ],
)
def test_refused(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", *words]) == 1
    assert capsys.readouterr().err.splitlines()[0] == f"Error: {message}"


def test_a_program_called_kustomize(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drop-in", "install", str(tmp_path)]) == 0
    path = Path(capsys.readouterr().out.strip())
    done = subprocess.run(
        [path, "version"],
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("v5.")
    assert main(["drop-in", "install", str(tmp_path)]) == 0
    assert main(["drop-in", "uninstall", str(tmp_path)]) == 0
    assert list(tmp_path.iterdir()) == []


def test_another_program_is_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / ("kustomize.cmd" if os.name == "nt" else "kustomize")
    path.write_text("the real one\n")
    for word in ("install", "uninstall"):
        assert main(["drop-in", word, str(tmp_path)]) == 1
        assert capsys.readouterr().err.splitlines()[0] == f"Error: {path} is another program"
    assert path.read_text() == "the real one\n"
    assert main(["drop-in", "install", str(tmp_path), "--force"]) == 0
    assert path.read_text() != "the real one\n"


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_values_in_bash(tmp_path: Path) -> None:
    """bash takes ``=`` for a word of its own."""
    from kustompy.cli.drop_in import main as drop_in

    drop_in(["install", str(tmp_path)])
    code = (
        "source <(kustomize completion bash); COMP_WORDS=(kustomize lint --format = sa); COMP_CWORD=4; _kustompy; "
        'echo "${COMPREPLY[@]}"'
    )
    environment = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "sarif\n"


@pytest.mark.parametrize(
    ("shell", "path"),
    [("bash", ".local/share/bash-completion/completions/kustompy"), ("fish", ".config/fish/completions/kustompy.fish")],
)
def test_installing_a_script(
    shell: str, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for _ in range(2):
        assert main(["completion", shell, "--install"]) == 0
        assert capsys.readouterr().out == f"{tmp_path / path}\n"
        assert (tmp_path / path).read_text() == script
