"""No command takes a flag that it does not look at."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kustompy.cli import COMMANDS

CLI = Path(__file__).resolve().parents[2] / "kustompy/cli"
AS_KUSTOMIZE = {("fn", "include-subpackages")}
"""What kustomize takes and does not look at either; help says so."""
_SHARED = ("inputs.py", "reporter.py", "level.py", "fleet_targets.py", "interruption.py")


def source(name: str) -> str:
    return (CLI / name).read_text(encoding="utf-8")


OPTIONS = source("build_flags.py").partition("\n_LIMITS = {")[2]
assert OPTIONS, "the table of limits has moved"
ANYWHERE = OPTIONS + "".join(map(source, _SHARED))


@pytest.mark.parametrize("command", COMMANDS)
def test_each_flag_is_read(command: str) -> None:
    name = command.replace("-", "_")
    module = __import__(f"kustompy.cli.{name}", fromlist=["main"])
    flags = getattr(module, "FLAGS", ())
    readers = source(f"{name}.py") + ANYWHERE + (source("validate.py") if command == "build" else "")
    for flag in flags if isinstance(flags, tuple) else ():
        is_read = re.search(rf'\["{flag.name}"\]|"{flag.name}":|\("{flag.name}"\)', readers)
        assert is_read or (command, flag.name) in AS_KUSTOMIZE, flag.name
