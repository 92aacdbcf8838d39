"""Help and the man page are made from one table, and no flag is taken and ignored."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from kustompy.cli import COMMANDS, main
from kustompy.cli.flags import HELP, LIST, TEXT, Flag, flags_help, rows_of
from kustompy.cli.head import line_unless_help
from kustompy.cli.help_pages import EXAMPLES, GROUPS, grouped, grouped_help, page, table

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


def test_flags_stand_in_groups_when_there_are_many() -> None:
    few = [Flag(f"f{number}", "") for number in range(8)]
    old = Flag("old", "", deprecated="and gone")
    assert grouped([*few, old]) == [("Flags", few)]
    output, jobs, excluded = Flag("output", ""), Flag("jobs", ""), Flag("exclude", "")
    assert grouped([output, *few, jobs, old, excluded]) == [
        ("What is checked", [excluded, jobs]), ("Output", [output]), ("Other flags", few),
    ]  # fmt: skip
    known = [Flag(name, "") for name in GROUPS["Limits"].split()]
    assert len(known) > 8
    assert [heading for heading, _ in grouped(known)] == ["Limits"]


def test_the_columns_of_flags() -> None:
    flags = (
        Flag("zebra", "last", TEXT, short="z", default="1"),
        Flag("all", "first"),
        Flag("form", "which", LIST, choices=("a", "b")),
        Flag("old", "", deprecated="and gone"),
    )
    assert rows_of(flags) == [
        ("      --all", "first"),
        ("      --form stringArray", "which: a, b"),
        ("  -z, --zebra string", 'last (default "1")'),
    ]
    assert flags_help(flags).splitlines()[0] == "      --all                first"
    assert grouped_help(flags) == f"Flags:\n{flags_help(flags)}"


def test_a_page_has_examples_and_exit_codes_if_there_are_any() -> None:
    assert page("nothing", "Do it.\n\nFlags:\n", (HELP,)) == (
        "Do it.\n\nFlags:\n  -h, --help   show what the command does and takes\n"
    )
    text = page("rollback", "Do it.\n\nFlags:\n", (HELP,))
    assert (
        "\nExamples:\n  # Deploy the overlay as it is at a tag\n  kustompy rollback overlays/prod --to v1.4\n" in text
    )
    assert "\nExit codes:\n  0  everything is applied and ready\n  1  " in text


def test_only_commands_of_kustomize_list_its_stack_trace(capsys: pytest.CaptureFixture[str]) -> None:
    for is_kustomize in (True, False):
        assert line_unless_help("nothing", ["--help"], (), "Flags:\n", is_kustomize=is_kustomize) is None
        assert ("--stack-trace" in capsys.readouterr().out) == is_kustomize
    line = line_unless_help("nothing", ["x"], (), "Flags:\n")
    assert line is not None
    assert (line.positional, line.place, capsys.readouterr().out) == (["x"], "x", "")
