"""Trees in one text each, and what lint finds in them: ``cases/*.txt``, with files behind ``=== path``.

Behind ``=== findings`` are lines ``file:line CODE``, in order, and none for a tree in which all is well; what is linted
is ``overlay``, if there is such a directory, or else the tree. Behind ``=== says`` are texts of messages or hints.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kustompy.linting import settings_for
from kustompy.linting.run import lint
from kustompy.session.options import Options

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))
assert CASES, "no cases found"


def parts_of(case: Path) -> dict[str, str]:
    """The texts of a case by the words that stand before them."""
    _, *parts = re.split(r"^=== (.+)\n", case.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_what_lint_finds(case: Path, tmp_path: Path) -> None:
    parts = parts_of(case)
    findings, says = parts.pop("findings"), parts.pop("says", "")
    for name, text in parts.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    root = tmp_path / "overlay" if (tmp_path / "overlay").is_dir() else tmp_path
    found = lint([str(root)], Options(), settings_for(str(root)))
    shown = [f"{Path(each.file).relative_to(tmp_path).as_posix()}:{each.line} {each.code}" for each in found]
    assert shown == findings.splitlines()
    whole = "\n".join(f"{each.message}\n{each.hint}" for each in found)
    assert [each for each in says.splitlines() if each not in whole] == []
