"""Rows of a table of patches: ``== name``, what is patched, ``-- patch``, the patch, ``-- expected``, the golden.

``python tests/patch_cases.py`` makes the goldens anew from the real binary.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from reference import HOW, Reference, find_reference

FOLDER = Path(__file__).parent / "patches"


@dataclass(frozen=True)
class Case:
    """A patch, what it is applied to, and what comes of it: a manifest, or ``error: …``."""

    name: str
    dest: str
    patch: str
    expected: str = ""

    def __str__(self) -> str:
        return f"== {self.name}\n{self.dest}-- patch\n{self.patch}-- expected\n{self.expected}"


def cases(file: str) -> list[Case]:
    """All rows of a table."""
    found = []
    for block in ("\n" + (FOLDER / file).read_text()).split("\n== ")[1:]:
        head, expected = f"{block}\n".split("-- expected\n")
        head, patch = head.split("-- patch\n")
        name, dest = head.split("\n", 1)
        found.append(Case(name, dest, patch, expected.removesuffix("\n")))
    return found


def expected_by(reference: Reference, case: Case) -> str:
    """What the real binary prints for a tree of the patch and its target."""
    with tempfile.TemporaryDirectory() as tree:
        root = Path(tree)
        (root / "resource.yaml").write_text(case.dest)
        (root / "patch.yaml").write_text(case.patch)
        entry = "path: patch.yaml, target: {kind: .*}" if "kind:" not in case.patch else "path: patch.yaml"
        (root / "kustomization.yaml").write_text(f"resources: [resource.yaml]\npatches: [{{{entry}}}]\n")
        result = reference.build(tree)
    return (result.stdout if result.code == 0 else result.stderr).decode()


def main() -> int:
    reference = find_reference()
    if reference is None:
        sys.stderr.write(HOW + "\n")
        return 1
    for file in ("strategic_merge.txt", "json_patch.txt"):
        rows = [replace(each, expected=expected_by(reference, each)) for each in cases(file)]
        (FOLDER / file).write_text("\n".join(map(str, rows)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
