"""What may hold values of Secrets, where nobody can read it: in doubt it does."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.model.secrets import is_of_secrets, may_hold, may_select_secrets, names_secrets

TARGETS = [
    (None, True),
    ({}, True),
    ({"name": "x"}, True),
    ({"kind": ""}, True),
    ({"kind": 5}, True),
    ({"kind": "Secret"}, True),
    ({"kind": "Sec.*"}, True),
    ({"kind": "["}, True),
    ({"kind": "ecret"}, False),
    ({"kind": "ConfigMap"}, False),
]


@pytest.mark.parametrize(("target", "expected"), TARGETS, ids=str)
def test_targets(target: dict[str, Any] | None, expected: bool) -> None:
    assert may_select_secrets(target) is expected
    assert is_of_secrets("- op: add\n  path: /data/a", target) is expected


@pytest.mark.parametrize("text", ["kind: Secret", "{stringData: 1}", "secretGenerator:"])
def test_texts_that_name_secrets(text: str) -> None:
    assert names_secrets(text)
    assert may_hold(text)
    assert is_of_secrets(text, {"kind": "ConfigMap"})


def test_texts_that_hold_variables() -> None:
    assert may_hold("PASSWORD=x")
    assert not may_hold("a b=x\n=y\nz")
    assert not is_of_secrets("- op: add\n  path: /spec/a", None)
    assert is_of_secrets("a: 1\ndata: {}", None)
    assert not is_of_secrets("a: 1\n data: {}", None)
