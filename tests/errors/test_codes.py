"""Every code that the package can give has a meaning, and every meaning a code that is given."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kustompy.messages.codes import AREAS, codes, explanation

PACKAGE = Path(__file__).resolve().parents[2] / "kustompy"
GIVEN = {
    code: path.relative_to(PACKAGE).as_posix()
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.parent.name != "codes"
    for code in re.findall(r'"(KST\d{3})"', path.read_text(encoding="utf-8"))
}
assert GIVEN, "no codes found"
_EMPTY_WORDS = (
    "see the message",
    "the message tells",
    "see what it said",
    "correct it",
    "correct the",
    "follow the message",
    "mend it.",
)


def test_each_code_has_a_meaning_and_each_meaning_a_code() -> None:
    assert set(GIVEN) == set(codes())


@pytest.mark.parametrize("code", codes())
def test_the_page_of_a_code(code: str) -> None:
    page = explanation(code)
    assert page.startswith(f"{code}: ")
    assert page.count("\n\n") == 2
    assert not [each for each in _EMPTY_WORDS if each in page.lower()], "say what to write"
    assert code[:4] in AREAS
