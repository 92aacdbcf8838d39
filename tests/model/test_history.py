"""The history of a resource, and the annotations that kustomize keeps it in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kustompy.model.history import INTERNAL, NOTES, claim_history, notes_of, take_notes, with_history
from kustompy.model.resource import Resource

WORDS = st.text("abc-.", min_size=1, max_size=5)
NOTHING = frozenset[tuple[str, str]]()


def resource(annotations: object = None) -> Resource:
    metadata = {"name": "a"} if annotations is None else {"name": "a", "annotations": annotations}
    return Resource({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata}, NOTHING)


@st.composite
def histories(draw: st.DrawFn) -> Resource:
    made = resource()
    made.previous = tuple(draw(st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=3)))
    made.prefixes, made.suffixes = draw(st.tuples(st.lists(WORDS).map(tuple), st.lists(WORDS).map(tuple)))
    flags = draw(st.tuples(*[st.booleans()] * 4))
    made.needs_hash, made.allow_name_change, made.allow_kind_change, made.from_helm = flags
    made.behavior = draw(st.sampled_from(["", "create", "merge", "replace"]))
    return made


@given(histories())
def test_what_was_noted_is_taken_again(made: Resource) -> None:
    again = resource()
    take_notes(again, notes_of(made))
    again.behavior = made.behavior
    assert notes_of(again) == notes_of(made)
    assert (again.previous, again.prefixes, again.suffixes) == (made.previous, made.prefixes, made.suffixes)
    assert (again.needs_hash, again.from_helm) == (made.needs_hash, made.from_helm)


@given(histories())
def test_notes_are_the_known_ones(made: Resource) -> None:
    assert notes_of(made).keys() <= {INTERNAL + name for name in NOTES}
    assert all(notes_of(made).values())


def test_a_resource_without_a_history_has_no_notes() -> None:
    assert notes_of(resource()) == {}
    assert with_history(resource()) is not None
    assert "annotations" not in with_history(resource())["metadata"]


def test_annotations_of_the_manifest_stay_beside_the_notes() -> None:
    made = resource({"mine": "x"})
    made.prefixes = ("p-",)
    shown = with_history(made, {"more": "y"})["metadata"]["annotations"]
    assert shown == {"mine": "x", f"{INTERNAL}prefixes": "p-", "more": "y"}
    assert made.manifest["metadata"]["annotations"] == {"mine": "x"}


def test_a_manifest_claims_its_history() -> None:
    made = resource({
        f"{INTERNAL}previousNames": "a,b", f"{INTERNAL}previousNamespaces": "n,n", f"{INTERNAL}previousKinds": "K,K",
        f"{INTERNAL}prefixes": "p-", f"{INTERNAL}needsHashSuffix": "enabled", f"{INTERNAL}helm-generated": "true",
        f"{INTERNAL}generatorBehavior": "merge",
    })  # fmt: skip
    claim_history(made)
    assert made.previous == (("a", "n", "K"), ("b", "n", "K"))
    assert (made.prefixes, made.needs_hash, made.from_helm) == (("p-",), True, True)
    assert made.behavior == "", "how it was generated is not claimed"


REFUSED = {
    "lists of different lengths": {f"{INTERNAL}previousNames": "a,b", f"{INTERNAL}previousKinds": "K"},
    "other words": {f"{INTERNAL}needsHashSuffix": "true", f"{INTERNAL}helm-generated": "enabled"},
    "no internal ones": {"config.kubernetes.io/origin": "x"},
    "lists": {f"{INTERNAL}prefixes": ["p-"]},
}


@pytest.mark.parametrize("annotations", REFUSED.values(), ids=list(REFUSED))
def test_what_is_not_a_history(annotations: dict[str, object]) -> None:
    made = resource(annotations)
    claim_history(made)
    assert notes_of(made) == {}


@pytest.mark.parametrize("annotations", ["text", ["list"], 1])
def test_annotations_of_another_shape(annotations: object) -> None:
    made = resource(annotations)
    claim_history(made)
    assert notes_of(made) == {}
