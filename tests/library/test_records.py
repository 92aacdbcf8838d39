"""Records are made once, and equal by value."""

from __future__ import annotations

import pickle

import pytest

from kustompy import Limits
from kustompy.session.options import Options

RECORDS = [Limits(depth=3), Options(enable_helm=True, environment={"A": "b"})]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_cannot_be_changed(record: Limits | Options) -> None:
    for name in record.__slots__:
        with pytest.raises(AttributeError, match="make another one"):
            setattr(record, name, 1)
        with pytest.raises(AttributeError, match="make another one"):
            delattr(record, name)


def test_equal_by_value() -> None:
    assert Limits(depth=3) == Limits(depth=3)
    assert len({Limits(), Limits(), Limits(depth=3)}) == 2
    assert Limits() != Limits(depth=3)
    assert Options(environment={"A": "b"}) == Options(environment={"A": "b"})
    assert Options() != Options(offline=True)
    assert Options() != Limits()


def test_a_record_travels() -> None:
    assert pickle.loads(pickle.dumps(Limits(depth=3))) == Limits(depth=3)
