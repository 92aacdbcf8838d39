"""Rows of a table of patches: ``== name``, what is patched, ``-- patch``, the patch, ``-- expected``, the golden.

``python -m tools patches`` makes the goldens anew from the real binary.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.reference import Reference

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
