"""No command takes a flag that it does not look at."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kustompy.cli import COMMANDS

CLI = Path(__file__).resolve().parents[2] / "kustompy/cli"
AS_KUSTOMIZE = {("fn", "include-subpackages")}
"""What kustomize takes and does not look at either; help says so."""
EVERYWHERE = ("inputs", "reporter", "interruption")
"""Modules that read flags of any command."""


def readers(name: str, known: set[str]) -> set[str]:
    """The module of a command, and the modules of the command line that it uses."""
    if name not in known and (CLI / f"{name}.py").exists():
        known.add(name)
        for other in re.findall(r"from kustompy\.cli\.(\w+) import", (CLI / f"{name}.py").read_text(encoding="utf-8")):
            readers(other, known)
    return known


@pytest.mark.parametrize("command", COMMANDS)
def test_each_flag_is_read(command: str) -> None:
    name = command.replace("-", "_")
    module = __import__(f"kustompy.cli.{name}", fromlist=["main"])
    flags = getattr(module, "FLAGS", ())
    modules = {*readers(name, set()), *EVERYWHERE}
    text = "".join((CLI / f"{each}.py").read_text(encoding="utf-8") for each in sorted(modules))
    for flag in flags if isinstance(flags, tuple) else ():
        is_read = re.search(rf'\["{flag.name}"\]|"{flag.name}":|\.get\("{flag.name}"', text)
        assert is_read or (command, flag.name) in AS_KUSTOMIZE, flag.name


@pytest.mark.parametrize(
    ("command", "flag"),
    [("flux", "exclude"), ("argocd", "exclude"), ("flux-local", "fail-fast"), ("flux-local", "split")],
)
def test_flags_of_many_targets_that_objects_have_no_use_for(command: str, flag: str) -> None:
    module = __import__(f"kustompy.cli.{command.replace('-', '_')}", fromlist=["main"])
    assert flag not in {each.name for each in module.FLAGS}
