"""Laws of reading and printing, of files and of builds."""

from __future__ import annotations

import json
import pickle
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import kustompy
from kustompy.testing import assert_deterministic, resources, trees

Manifest = dict[str, Any]

# kustomize refuses to print control characters and what is no character
CHARACTERS = st.characters(
    exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\n\t"
)
TEXTS = st.text(CHARACTERS, max_size=40)
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXTS
# without "<": in JSON, too, "<<" is a merge
KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="<"), min_size=1, max_size=10)
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=12
)
DOCUMENTS = st.dictionaries(KEYS, DATA, min_size=1, max_size=4)


@given(DOCUMENTS)
def test_reading_back_what_was_printed(document: Manifest) -> None:
    assert kustompy.load(kustompy.dump(document)) == [document]


@given(st.lists(DOCUMENTS, min_size=1, max_size=3))
def test_printing_again_changes_nothing(documents: list[Manifest]) -> None:
    text = kustompy.dump(documents)
    assert kustompy.dump(kustompy.load(text)) == text


@given(DOCUMENTS)
def test_json_is_yaml(document: Manifest) -> None:
    assert kustompy.load(json.dumps(document, ensure_ascii=False)) == [document]


@given(trees())
def test_a_build_is_what_its_text_says(tree: dict[str, Any]) -> None:
    built = kustompy.build(".", files=tree, disk=False)
    text = built.to_yaml()
    assert kustompy.load(text) == built.to_dicts()
    assert built.to_yaml() == text
    assert not kustompy.diff(built, text)
    assert pickle.loads(pickle.dumps(built)).to_yaml() == text


@given(trees())
def test_building_twice_gives_the_same(tree: dict[str, Any]) -> None:
    assert_deterministic(".", files=tree, disk=False)


@given(st.lists(resources(), min_size=1, max_size=4, unique_by=lambda each: (each["kind"], each["metadata"]["name"])))
def test_one_file_or_many(manifests: list[Manifest]) -> None:
    together = {"resources": ["all.yaml"]}
    apart = {f"{index}.yaml": each for index, each in enumerate(manifests)}
    assert kustompy.build(together, files={"all.yaml": manifests}, disk=False) == kustompy.build(
        {"resources": list(apart)}, files=apart, disk=False
    )
