"""Laws of reading: the fast reader knows what the full parser knows, or gives way to it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kustompy.errors import KustompyError
from kustompy.yamlio.read.block import FastPathMiss, read_block
from kustompy.yamlio.read.chunks import is_plain_text
from kustompy.yamlio.read.config import parse_config
from kustompy.yamlio.read.lexicon import CONFIGURATION, MANIFESTS
from kustompy.yamlio.read.parser import parse
from kustompy.yamlio.read.positions import positions
from kustompy.yamlio.read.reader import read, read_config
from tests.yamlio.texts import blocks, mutations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.model.values import Value
    from kustompy.yamlio.read.lexicon import Lexicon

READERS: dict[str, tuple[Lexicon, Callable[[str], Value]]] = {
    "manifests": (MANIFESTS, parse),
    "configuration": (CONFIGURATION, parse_config),
}


def written_form(value: Value) -> object:
    """The value with its types and its texts, which ``==`` does not look at."""
    if isinstance(value, dict):
        return [(key, written_form(each)) for key, each in value.items()]
    if isinstance(value, list):
        return [written_form(each) for each in value]
    return type(value), repr(value), getattr(value, "text", None)


def fast(text: str, lexicon: Lexicon) -> Value:
    if not is_plain_text(text):
        raise FastPathMiss
    return read_block(text, lexicon)


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=300)
@given(text=st.one_of(blocks(), mutations()))
def test_the_fast_reader_reads_what_the_full_parser_reads(reader: str, text: str) -> None:
    lexicon, full = READERS[reader]
    check_same(text, lexicon, full)


def check_same(text: str, lexicon: Lexicon, full: Callable[[str], Value]) -> None:
    try:
        value = fast(text, lexicon)
    except FastPathMiss:
        return
    assert written_form(value) == written_form(full(text))


@settings(max_examples=200)
@given(text=mutations())
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    for reader in (read, read_config):
        try:
            reader(text)
        except KustompyError as error:
            assert str(error)


@settings(max_examples=100)
@given(text=mutations())
def test_bytes_read_as_their_text(text: str) -> None:
    assert outcome(text) == outcome(text.encode())


def outcome(text: str | bytes) -> object:
    try:
        return [written_form(each) for each in read(text)]
    except KustompyError as error:
        return str(error)


@given(text=blocks())
def test_every_value_that_is_read_has_a_place(text: str) -> None:
    try:
        value = parse(text)
    except KustompyError:
        return
    found = positions(text)
    if isinstance(value, dict):
        assert {(0, (key,)) for key in value if key != "<<"} <= set(found.values)
    assert all(line >= 1 and column >= 1 for line, column, _, _ in found.values.values())


@pytest.mark.parametrize(
    ("text", "is_fast"),
    [
        ("a: 1\nb:\n- x\n- y: z\n", True),
        ("a: |\n  x\n\n  y\nb: >-\n  x\n", True),
        ("a: 'x\n\n  y'\nb: x\n  y\n", True),
        ('a: [x, {b: "c"}]\n', True),
        ("---\n# c\na:   # c\n  b: ~\n", True),
        ("a: &x 1\nb: *x\n", True),
        ("a: &x\n  b: c\nd:\n- *x\n- &y z\n", True),
        ("a: &x\n  b: c\nd:\n  <<: *x\n", True),
        ("a: [\n  x,\n  {b: c}\n]\nb: c\n", True),
        ("a: x\n  'y' z\n  `w`\n", True),
        ("a: |\n  x", True),
        ("patch.yaml", True),
        ("a: *x\n", False),
        ("a: &x\n  b: *x\n", False),
        ("<<: *x\n", False),
        ("a: &x 1\n<<: *x\n", False),
        ("a: [x\n  y]\n", False),
        ("a: [x, # c\n  y]\n", False),
        ("a: *x\n  y\n", False),
        ("patch.yaml\nb: c\n", False),
        ("a: !!str 1\n", False),
        ("a: 1\na: 2\n", False),
        ("1: a\n", False),
        ("<<: {}\n", False),
        ("a: {b: }\n", False),
        ("? a\n: b\n", False),
        ("a:\tb\n", False),
        ("a: b\n...\n", False),
        ("{a: b}\n", False),
        ("a: \u2028\n", False),
        ("a: \x00\n", False),
    ],
)
def test_what_the_fast_reader_takes(text: str, is_fast: bool) -> None:
    try:
        fast(text, MANIFESTS)
    except FastPathMiss:
        assert not is_fast
    else:
        assert is_fast
