"""Writes what the real kustomize makes of the patches in the tables under tests/patches."""

from __future__ import annotations

import sys
from dataclasses import replace

from tests.patch_cases import FOLDER, cases, expected_by
from tools.reference import HOW, find_reference


def main(arguments: list[str]) -> int:
    """Make the goldens of both tables."""
    reference = find_reference()
    if reference is None:
        print(HOW, file=sys.stderr)
        return 1
    for file in ("strategic_merge.txt", "json_patch.txt"):
        rows = [replace(each, expected=expected_by(reference, each)) for each in cases(file)]
        (FOLDER / file).write_text("\n".join(map(str, rows)))
    return 0
