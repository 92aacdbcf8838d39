"""``record`` gives what ``collections.namedtuple`` gives, without that module."""

from __future__ import annotations

import pickle
from collections import namedtuple

import pytest

from kustompy.limits import NamedTuple, record
from kustompy.model.ids import Gvk

Ours = record("Point", "x y z", defaults=(3,))
Point = namedtuple("Point", "x y z", defaults=(3,))


@pytest.mark.parametrize(("values", "named"), [((1, 2), {}), ((1, 2, 4), {}), ((1,), {"y": 5}), ((), {"y": 1, "x": 0})])
def test_made_as_a_namedtuple_is(values: tuple[int, ...], named: dict[str, int]) -> None:
    ours, theirs = Ours(*values, **named), Point(*values, **named)
    assert tuple(ours) == tuple(theirs)
    assert (ours.x, ours.y, ours.z) == (theirs.x, theirs.y, theirs.z)
    assert repr(ours) == repr(theirs)
    assert ours._asdict() == theirs._asdict()
    assert tuple(ours._replace(y=9)) == tuple(theirs._replace(y=9))
    assert Ours._fields == Point._fields


@pytest.mark.parametrize(("values", "named"), [((1,), {}), ((1, 2, 3, 4), {}), ((1, 2), {"y": 3}), ((1, 2), {"w": 3})])
def test_refused_as_by_a_namedtuple(values: tuple[int, ...], named: dict[str, int]) -> None:
    for kind in (Ours, Point):
        with pytest.raises(TypeError):
            kind(*values, **named)


def test_a_subclass_is_pickled_and_cannot_be_changed() -> None:
    gvk = Gvk("apps", "v1", "Deployment")
    assert pickle.loads(pickle.dumps(gvk)) == gvk
    assert type(gvk._replace(kind="Pod")) is Gvk
    with pytest.raises(AttributeError):
        gvk.kind = "Pod"  # type: ignore[misc]


class Place(NamedTuple):
    """In the form of a class."""

    file: str
    lines: tuple[int, ...] = ()
    """Counted from 1."""

    @property
    def first(self) -> int:
        return self.lines[0]


def test_the_form_of_a_class() -> None:
    place = Place("a.yaml", lines=(3, 4))
    assert (place.file, place.lines, place.first) == ("a.yaml", (3, 4), 3)
    assert repr(place) == "Place(file='a.yaml', lines=(3, 4))"
    assert Place("a.yaml")._replace(lines=(1,)) == ("a.yaml", (1,))
    assert Place.__doc__ == "In the form of a class."
    assert pickle.loads(pickle.dumps(place)) == place
    with pytest.raises(TypeError):
        Place()  # type: ignore[call-arg]
