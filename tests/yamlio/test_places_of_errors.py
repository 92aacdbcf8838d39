"""The place of a character that the reader of libyaml refuses, whatever stands before it."""

from __future__ import annotations

import pytest

from kustompy.yamlio.read.events import events
from kustompy.yamlio.scalars.problems import SyntaxProblem

TEXTS: dict[str | bytes, tuple[int, int]] = {
    "a: x\nb: \x01\n": (2, 4),
    "a: x\u00a0y\nb: \x01\n": (2, 4),
    "a: \ue000\nb: \x7f\n": (2, 4),
    "a: \u3000\U0001f600\nb: \ufffe\n": (2, 4),
    "a: \u2028\tb\x02\n": (1, 7),
    b"a: \xc3\xa4\nb: \xff\n": (2, 4),
}


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_place_of_a_character(text: str | bytes) -> None:
    with pytest.raises(SyntaxProblem) as found:
        list(events(text))
    assert found.value.place == TEXTS[text]
