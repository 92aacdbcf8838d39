"""Where findings stand, with what else has a part in the value, and how values are explained: a folder for each case.

``findings.txt`` has what ``validate`` finds in the tree, ``explained.txt`` who wrote the values that ``asked.txt``
names.

    WRITE_PLACES=1 pytest tests/provenance/test_places.py     writes what is said; a reader has to say if it is right
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import kustompy
from kustompy.validation.schema.finding import path_text

CASES = sorted(each for each in (Path(__file__).parent / "cases").iterdir() if each.is_dir())
ASKED = [each for each in CASES if (each / "asked.txt").exists()]
assert len(CASES) > 20, "no cases found"
assert ASKED, "nothing is asked"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def built(case: Path) -> kustompy.Build:
    root = (case / "root").read_text().strip() if (case / "root").exists() else "."
    return kustompy.build(str(case / "tree" / root))


def compared(case: Path, name: str, said: str) -> None:
    """Hold what was said against the golden, or make it the golden."""
    if os.environ.get("WRITE_PLACES"):
        (case / name).write_text(said)
    assert said == (case / name).read_text()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_places_of_findings(case: Path) -> None:
    lines = []
    for each in kustompy.validate(built(case)):
        file = Path(each.file).relative_to(case / "tree")
        also = f" ({each.also[0]} {Path(each.also[1]).relative_to(case / 'tree')}:{each.also[2]})" if each.also else ""
        lines.append(f"{file}:{each.line}:{each.column}{also}: {each.code} {each.resource}: {path_text(each.path)}\n")
    compared(case, "findings.txt", "".join(lines))


@pytest.mark.parametrize("case", ASKED, ids=lambda case: case.name)
def test_how_values_are_explained(case: Path) -> None:
    build = built(case)
    lines = []
    for line in (case / "asked.txt").read_text().splitlines():
        resource, _, path = line.partition(" ")
        writers = build.explain(resource, path)
        file, *place = build.written_at(resource, path)
        lines += [line, *(f"  {each.how} {each}" for each in writers), f"  = {file}:{place[0]}:{place[1]}"]
    compared(case, "explained.txt", "\n".join(lines).replace(f"{case / 'tree'}/", "") + "\n")
