"""Laws of positions: what is told from the lines alone is what the full parser says, or nothing is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kustompy.errors import KustompyError
from kustompy.yamlio.read.block_positions import block_positions
from kustompy.yamlio.read.chunks import chunks
from kustompy.yamlio.read.positions import Positions, collect
from tests.yamlio.texts import blocks, mutations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.paths import FieldPath, Span

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(each for top in ("examples", "fixtures", "tests/errors") for each in (ROOT / top).rglob("*.yaml"))
MOST = 0.9


def check_same(text: str) -> bool:
    """Whether the quick way knows the document; what it knows is right, in the same order."""
    known = block_positions(text, 3)
    if known is None:
        return False
    full = Positions()
    collect(full, 0, text, 3)
    values, keys = known
    assert {(0, path): span for path, span in values.items()} == full.values
    assert {(0, path): span for path, span in keys.items()} == full.keys
    assert [(0, path) for path in values] == list(full.values)
    for entry in [path for path in values if path and isinstance(path[-1], int)][:_ENTRIES]:
        check_entry(text, entry, values)
    return True


_ENTRIES = 3


def check_entry(text: str, entry: FieldPath, values: dict[FieldPath, Span]) -> None:
    """What is left out when one entry of a list is asked for is in the others."""
    known = block_positions(text, 3, entry)
    assert known is not None
    for path, span in values.items():
        depth = len(entry)
        is_beside = len(path) >= depth and path[: depth - 1] == entry[:-1] and path[depth - 1] != entry[-1]
        assert (path in known[0]) if is_beside and len(path) == depth else is_beside or known[0][path] == span


@settings(max_examples=400)
@given(text=st.one_of(blocks(), mutations()))
def test_the_quick_way_says_what_the_full_parser_says(text: str) -> None:
    check_same(text)


def test_files_as_people_write_them_go_the_quick_way() -> None:
    asked = told = 0
    for file in FILES:
        try:
            parts = chunks(file.read_bytes())
        except KustompyError:
            continue
        for part in parts:
            if isinstance(part, str) and part.strip():
                asked += 1
                told += check_same(part)
    assert told >= MOST * asked > 0


@pytest.mark.parametrize(
    "text",
    [
        "", "# nothing\n", "a: &x b\n", "a: *x\n", "a: !t b\n", "a: b\n  c\n", "a: 'b\n  c'\n", 'a: "b\\n"\n',
        "a: [b,\n  c]\n", "? a\n: b\n", "a: b\na: c\n", "<<: {a: b}\n", "a: b: c\n", "- a\nb: c\n", "a: {b}\n",
        "a:\n b: c\n  d: e\n", "a: |2\n   b\n", "\ta: b\n", "a: b\r\n", "--- a\n", "a: {b: c} d\n", "a:\n- b\n c: d\n",
    ],
)  # fmt: skip
def test_the_rest_is_for_the_full_parser(text: str) -> None:
    assert block_positions(text, 0) is None


def test_what_begins_before_a_broken_tail_has_its_start() -> None:
    found = Positions()
    with pytest.raises(KustompyError, match="did not find expected node content"):
        collect(found, 0, "a:\n  b: {c: 1}\n  d: [\n", 0)
    assert found.values[0, ("a",)] == (2, 3, 2, 3)
    assert found.values[0, ("a", "b")] == (2, 6, 2, 12)
    assert found.values[0, ("a", "d")] == (3, 6, 3, 7)
