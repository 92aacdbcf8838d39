"""Texts of images: how they are taken apart, what an entry of ``images:`` makes of them, and which it means."""

from __future__ import annotations

import pytest

from kustompy.errors import KustompyError
from kustompy.kustomization.configs import as_record
from kustompy.kustomization.structs import IMAGE
from kustompy.model.levels import ANY_DIGEST, NAMES_THAT_MATCH_NOTHING
from kustompy.model.steps import Steps
from kustompy.transformers.images import _matcher_at, matcher, split_image, updated

SPLIT = [
    ("a", ("a", "", "")),
    ("a:1", ("a", "1", "")),
    ("a@d:1", ("a", "", "d:1")),
    ("a:1@d:2", ("a", "1", "d:2")),
    ("host:5000/a", ("host:5000/a", "", "")),
    ("host:5000/a:1", ("host:5000/a", "1", "")),
    ("/a:1", ("/a", "1", "")),
    ("a:", ("a", "", "")),
    ("", ("", "", "")),
    ("@d", ("", "", "d")),
]
UPDATED = [
    ("a:1@d", {"newName": "b"}, "b:1@d"),
    ("a:1@d", {"newTag": "2"}, "a:2"),
    ("a:1@d", {"digest": "e"}, "a@e"),
    ("a:1@d", {"newTag": "2", "digest": "e"}, "a:2@e"),
    ("a:1@d", {"tagSuffix": "-x"}, "a:1-x"),
    ("a", {"tagSuffix": "-x"}, "a:-x"),
    ("a:1", {"newTag": "2", "tagSuffix": "-x"}, "a:2"),
    ("a:1", {}, "a:1"),
]
MEANT = [
    ("a.b/c", "a.b/c", True), ("a.b/c", "axb/c", True), ("a.b/c", "a\nb/c", False), ("a.b/c", "a.b/c:1", True),
    ("a", "ab", False), ("a", "a:", True), ("a", "a:1@sha256:d", True), ("a", "a@sha256:d", True),
    ("a", "a@sha512:d", False), ("a", "a:1@sha512:d", False), ("a", "a:1/b", False), ("a", "a@sha256:d/e", False),
    ("a", "a@sha256", False), ("a", "b", False), ("a", "", False), ("a.", "a", False), ("[ab]", "b:1", True),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), SPLIT)
def test_split(text: str, parts: tuple[str, str, str]) -> None:
    assert split_image(text) == parts


@pytest.mark.parametrize(("text", "entry", "after"), UPDATED, ids=str)
def test_updated(text: str, entry: dict[str, str], after: str) -> None:
    assert updated(text, as_record({"name": "a", **entry}, IMAGE)) == after


@pytest.mark.parametrize(("name", "image", "expected"), MEANT)
def test_meant(name: str, image: str, expected: bool) -> None:
    assert matcher(name)(image) is expected


def test_levels_that_take_other_digests_and_odd_names() -> None:
    steps = Steps(1000, "patterns", "")
    assert _matcher_at("a", frozenset({ANY_DIGEST}), steps)("a:1@sha512:d")
    assert not _matcher_at("a", frozenset({NAMES_THAT_MATCH_NOTHING}), steps)("a:1@sha512:d")
    assert not _matcher_at("a", frozenset(), steps)("a:1@sha512:d")
    for changes in ({NAMES_THAT_MATCH_NOTHING}, {NAMES_THAT_MATCH_NOTHING, ANY_DIGEST}):
        assert not _matcher_at("a(", frozenset(changes), steps)("a(")
    for changes in (set(), {ANY_DIGEST}):
        with pytest.raises(KustompyError):
            _matcher_at("a(", frozenset(changes), steps)
