"""Entries that several mappings share: who writes one writes all, until it is taken away or made anew."""

from __future__ import annotations

from kustompy.fieldspecs.edit import _sharing
from kustompy.model.shared_entries import SharedEntries


def shared(*mappings: dict[str, str]) -> SharedEntries:
    found = SharedEntries()
    found.join("x", list(mappings))
    return found


def test_an_edit_reaches_all_that_share() -> None:
    a, b, other = {"x": "1", "y": "1"}, {"x": "1", "y": "1"}, {"x": "1"}
    edit = _sharing(lambda mapping, key: mapping.update({key: "2"}), shared(a, b))
    edit(a, "x")
    edit(b, "y")
    assert (a, b, other) == ({"x": "2", "y": "1"}, {"x": "2", "y": "2"}, {"x": "1"})


def test_an_edit_of_the_mapping_around() -> None:
    a, b = {"x": "1"}, {"x": "1"}
    around = {"labels": a}
    _sharing(lambda mapping, key: mapping[key].update(x="2"), shared(a, b))(around, "labels")
    assert b == {"x": "2"}


def test_what_was_taken_away_or_made_anew_is_nobody_elses() -> None:
    a, b, c = {"x": "1"}, {"x": "1"}, {"x": "1"}
    entries = shared(a, b, c)
    entries.removed(a, "x")
    entries.set_apart(b)
    c["x"] = "2"
    entries.written(c, "x")
    assert (a, b) == ({"x": "1"}, {"x": "1"})
