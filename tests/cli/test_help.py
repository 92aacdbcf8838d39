"""Help and the man page are made from one table, and no flag is taken and ignored."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from kustompy.cli import COMMANDS, main
from kustompy.cli.help_pages import EXAMPLES, GROUPS, table

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"


@pytest.mark.parametrize("command", sorted(EXAMPLES))
def test_help_has_groups_examples_and_exit_codes(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command.split(), "--help"]) == 0
    text = capsys.readouterr().out
    assert "\nExamples:\n" in text
    assert "\nExit codes:\n  0  " in text
    if command not in COMMANDS:
        return  # a word of a command: its flags are its own
    listed = [line.split("--")[1].split()[0] for line in text.splitlines() if line.startswith(("      --", "  -"))]
    assert sorted(listed) == sorted({flag.name for flag in table()[command][1]} | set(listed))
    assert len(listed) == len(set(listed))


def test_every_group_names_flags_that_there_are() -> None:
    known = {flag.name for _, flags in table().values() for flag in flags}
    known |= {"enable-managedby-label", "reorder"}  # deprecated ones are not listed
    assert {name for names in GROUPS.values() for name in names.split()} - known == set()


def test_the_man_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["man"]) == 0
    text = capsys.readouterr().out
    for name in COMMANDS:
        assert f".SH {name.upper()}\n" in text
    for examples in EXAMPLES.values():
        assert all(example.replace("-", "\\-") in text for example, _ in examples)
    if shutil.which("groff"):
        done = subprocess.run(
            ["groff", "-man", "-Tutf8", "-ww"], input=text, capture_output=True, text=True, check=True
        )
        assert done.stderr == ""


IDLE = [
    "--crd crds.yaml",
    "--kubernetes-version 1.31",
    "--disable KST900",
    "--schema-location x",
    "--ignore-missing-schemas",
]


@pytest.mark.parametrize("flags", IDLE)
def test_what_only_validation_looks_at(
    flags: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kustomization.yaml").write_text("resources: [a.yaml]\n")
    (tmp_path / "a.yaml").write_text(CONFIG_MAP)
    assert main(["build", ".", *flags.split()]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"Error: {flags.split()[0]} has no effect without --validate\n")


@pytest.mark.parametrize("command", ["lint", "validate", "targets"])
def test_no_command_takes_flags_that_it_has_no_use_for(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    for flag in ("--output x", "--strict", "--validate"):
        assert main([command, *flag.split()]) == 2
        assert f"unknown flag: {flag.split()[0]}" in capsys.readouterr().err
