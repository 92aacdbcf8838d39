"""What may hold values of Secrets, where nobody can read it: in doubt it does."""

from __future__ import annotations

import pytest

from kustompy.model.secrets import is_of_secrets, kind_in, may_hold, may_select_secrets, names_secrets

KINDS = [("", True), ("Secret", True), ("Sec.*", True), ("[", True), ("ecret", False), ("ConfigMap", False)]


@pytest.mark.parametrize(("kind", "expected"), KINDS, ids=str)
def test_targets(kind: str, expected: bool) -> None:
    assert may_select_secrets(kind) is expected
    assert is_of_secrets("- op: add\n  path: /data/a", kind) is expected


@pytest.mark.parametrize("target", [None, {}, {"name": "x"}, {"kind": 5}, "Secret", ["kind"]], ids=str)
def test_a_target_that_nobody_has_checked_may_say_no_kind(target: object) -> None:
    assert kind_in(target) == ""


def test_the_kind_of_a_target_that_nobody_has_checked() -> None:
    assert kind_in({"kind": "Secret"}) == "Secret"


@pytest.mark.parametrize("text", ["kind: Secret", "{stringData: 1}", "secretGenerator:"])
def test_texts_that_name_secrets(text: str) -> None:
    assert names_secrets(text)
    assert may_hold(text)
    assert is_of_secrets(text, "ConfigMap")


def test_texts_that_hold_variables() -> None:
    assert may_hold("PASSWORD=x")
    assert not may_hold("a b=x\n=y\nz")
    assert not is_of_secrets("- op: add\n  path: /spec/a")
    assert is_of_secrets("a: 1\ndata: {}")
    assert not is_of_secrets("a: 1\n data: {}")
