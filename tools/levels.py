"""Writes the goldens of tests/levels: what each level of kustomize makes of the same tree.

    python -m tools levels [CASE]…

It needs a binary of every level: KUSTOMPY_KUSTOMIZE for 5.8.1, KUSTOMPY_KUSTOMIZE_5_8_3 for 5.8.3.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tools.reference import HOW, Reference, Result, find_reference

CASES = Path(__file__).resolve().parent.parent / "tests/levels"
LEVELS = ("5.8.1", "5.8.3")
"""The levels that a binary is to be had of."""


def main(arguments: list[str]) -> int:
    """Make the goldens of the named cases, or of all."""
    for level in LEVELS:
        reference = find_reference(level)
        if reference is None:
            print(HOW.replace("v5.8.1", f"v{level}"), file=sys.stderr)
            return 1
        for case in cases():
            if not arguments or case.name in arguments:
                (case / f"{level}.txt").write_text(said(reference, case))
    return 0


def cases() -> list[Path]:
    """The folders of the cases."""
    return sorted(each.parent for each in CASES.glob("*/input"))


def said(reference: Reference, case: Path) -> str:
    """What the binary prints for the case, or the first line of its message."""
    return outcome(reference.build(str(case / "input")), case)


def outcome(result: Result, case: Path) -> str:
    """The output, or the first line of the message."""
    if result.code == 0:
        return result.stdout.decode()
    text = result.stderr.decode().replace(str(case / "input"), "<root>").replace(str(case), "<case>")
    if "goroutine 1 [" in text:
        return "panic\n"
    found = re.search(r"^(?:error|Error): (.*)", text, flags=re.MULTILINE)
    return f"error: {found.group(1)}\n" if found else text
