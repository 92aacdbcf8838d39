"""A build does what its Purpose says, which is given once and never changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kustompy.errors import KustompyError
from kustompy.rendering.pipeline import build, rendered
from kustompy.session.options import COLLECT, PRINT, Options, Purpose
from kustompy.session.session import Session
from kustompy.system.files import Files

TWO_MISTAKES = {"kustomization.yaml": b"resources: [one.yaml, two.yaml]\nnamePrefix: a-\n"}


def session(purpose: Purpose) -> Session:
    return Session(Files(TREE, disk=False), Options(), purpose)


TREE = {f"/{name}": content for name, content in TWO_MISTAKES.items()}


def test_it_is_frozen() -> None:
    with pytest.raises(AttributeError):
        PRINT.collects = True  # type: ignore[misc]  # it is what is tested
    assert Purpose() == PRINT


def test_to_print_is_to_stop_at_the_first_mistake() -> None:
    here = session(PRINT)
    with pytest.raises(KustompyError, match=r"one\.yaml"):
        rendered("/", here)
    assert here.problems == []


def test_to_collect_is_to_go_on() -> None:
    here = session(COLLECT)
    assert rendered("/", here) == []
    assert [each.diagnostics[0].path for each in here.problems] == [("resources", 0), ("resources", 1)]


@pytest.mark.parametrize(("diagnoses", "told"), [(True, 2), (False, 1)])
def test_only_who_wants_an_explanation_gets_one(diagnoses: bool, told: int) -> None:
    with pytest.raises(KustompyError) as caught:
        build("/", files=Files(TREE, disk=False), purpose=Purpose(diagnoses=diagnoses))
    assert len(caught.value.diagnostics) == told
    assert bool(caught.value.diagnostics[0].line) == diagnoses


@pytest.mark.parametrize("origins", [False, True])
def test_origins_are_noted_for_who_asks(origins: bool, tmp_path: Path) -> None:
    (tmp_path / "kustomization.yaml").write_text("resources: [map.yaml]\n")
    (tmp_path / "map.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    (resource,) = rendered(str(tmp_path), Session(Files(), Options(), Purpose(origins=origins)))
    assert resource.origin == ({"path": "map.yaml"} if origins else None)
