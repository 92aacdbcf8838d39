"""Laws of printing: what is printed reads back as it was, and printing that changes nothing."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from kustompy.model.values import plain
from kustompy.yamlio.go.go_json import dumps, through_json, through_json_numbers
from kustompy.yamlio.go.key_order import ordered, precedes
from kustompy.yamlio.go.natural_order import naturally_ordered
from kustompy.yamlio.go.node_text import node_text
from kustompy.yamlio.read.reader import read, read_config
from kustompy.yamlio.writer import write, write_document

# what go-yaml refuses or changes on its way through JSON: C1 controls, non-characters; and lone surrogates
TEXTS = st.text(
    st.one_of(
        st.sampled_from(" \n\t:#-'\"\\|>aA1é\u2028😀\ufeff"),
        st.characters(exclude_categories=["Cs"], exclude_characters=[*map(chr, range(0x7F, 0xA0)), "\ufffe", "\uffff"]),
    ),
    max_size=120,
)
SCALARS = st.one_of(
    TEXTS,
    st.none(),
    st.booleans(),
    st.integers(-(1 << 63), (1 << 64) - 1),
    st.floats(allow_nan=False, allow_infinity=False),
)
KEYS = TEXTS.filter(lambda text: text != "<<" and len(text) < 200)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=12,
)
MANIFESTS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)


def as_read(value: object) -> object:
    """The value as YAML tells it: a whole float is an integer there."""
    if isinstance(value, dict):
        return {key: as_read(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_read(each) for each in value]
    if isinstance(value, float) and value.is_integer():
        # Go prints the shortest digits that tell the float
        whole = int(Decimal(repr(value)))
        return whole if -(1 << 63) <= whole < 1 << 64 else value
    return value


@settings(max_examples=300)
@given(manifest=MANIFESTS)
def test_reading_back_what_was_written(manifest: dict[str, object]) -> None:
    assert plain(read(write([manifest]))[0]) == as_read(manifest)


@settings(max_examples=100)
@given(manifests=st.lists(MANIFESTS, max_size=3))
def test_documents_stay_apart(manifests: list[dict[str, object]]) -> None:
    assert [plain(each) for each in read(write(manifests)) if each] == [as_read(each) for each in manifests]


@settings(max_examples=100)
@given(manifest=MANIFESTS)
def test_printing_what_was_printed_changes_nothing(manifest: dict[str, object]) -> None:
    text = write_document(manifest)
    assert write(read(text)) == text


@settings(max_examples=100)
@given(manifest=MANIFESTS)
def test_node_text_reads_back(manifest: dict[str, object]) -> None:
    assert plain(read(node_text(manifest))[0]) == plain(manifest)


@settings(max_examples=100)
@given(manifest=MANIFESTS)
def test_go_json_is_json(manifest: dict[str, object]) -> None:
    import json

    for indent in (0, 2):
        # whole floats are written without a point, so that only float64 compares
        assert json.loads(dumps(manifest, indent), parse_int=float) == json.loads(json.dumps(manifest), parse_int=float)


@settings(max_examples=100)
@given(manifest=MANIFESTS)
def test_json_keeps_what_is_printed(manifest: dict[str, object]) -> None:
    assert write_document(through_json_numbers(manifest)) == write_document(manifest)
    once = through_json(manifest)
    assert through_json(once) == once


@given(keys=st.lists(st.text(st.sampled_from("abAB019-._ é"), max_size=5), unique=True))
def test_the_order_of_keys_does_not_depend_on_their_order(keys: list[str]) -> None:
    assert ordered(keys) == ordered(reversed(keys))


@given(text=TEXTS.filter(lambda text: "\ufeff" not in text and "\r" not in text))
def test_configuration_reads_what_is_written(text: str) -> None:
    assert read_config(write_document({"k": text})) == {"k": text}


@settings(max_examples=300)
@given(keys=st.lists(st.text("ab0129._-", max_size=6), unique=True, max_size=12))
def test_many_keys_are_in_the_order_of_any_two(keys: list[str]) -> None:
    found = naturally_ordered(sorted(keys))
    for at, key in enumerate(found or ()):
        assert not any(precedes(after, key) for after in (found or ())[at:])


def test_keys_that_have_no_order_are_compared_two_by_two() -> None:
    assert naturally_ordered(["a10", "a1b", "a2"]) is None
    many = [f"k{at}" for at in range(120)]
    assert ordered(reversed(many)) == many == naturally_ordered(sorted(many))
