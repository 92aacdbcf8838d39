"""``record`` gives what ``collections.namedtuple`` gives, without that module."""

from __future__ import annotations

import pickle
from collections import namedtuple

import pytest

from kustompy.limits import record
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
