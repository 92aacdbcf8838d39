"""Parts of the kit: patterns of paths, texts of patterns, patches that apply, and references that lead nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kustompy.golang import regexp
from kustompy.model.ids import Gvk, ResourceId
from kustompy.testing import patches
from kustompy.testing.assertions import _shortened
from kustompy.testing.path_patterns import PathPattern
from kustompy.testing.pattern_texts import texts_of
from kustompy.testing.references import dangling_references, needed

WEB = ResourceId(Gvk("apps", "v1", "Deployment"), "web", "")


@pytest.mark.parametrize(
    ("pattern", "path", "is_covered"),
    [
        ("spec", ("spec", "replicas"), True),
        ("spec.replicas", ("spec",), False),
        ("spec.replicas", ("spec", "other"), False),
        ("spec.list[0].name", ("spec", "list", 0, "name"), True),
        ("spec.list[0].name", ("spec", "list", 1, "name"), False),
        ("spec.list[*].name", ("spec", "list", 1, "name"), True),
        ("spec.*.name", ("spec", "list", 1, "name"), False),
        ("**.name", ("spec", "list", 1, "name"), True),
        ("**.name", ("name",), True),
        ("spec.**", ("spec",), True),
        ("spec.**.list", ("spec", "a", "b"), False),
        ("metadata.labels[a.b/c]", ("metadata", "labels", "a.b/c"), True),
        ('metadata.labels["a.b/c"]', ("metadata", "labels", "a.b/c"), True),
        ("Deployment:spec", ("spec",), True),
        ("Service:spec", ("spec",), False),
        ("Deployment/web:spec", ("spec",), True),
        ("Deployment/w*:spec", ("spec",), True),
        ("Deployment/api:spec", ("spec",), False),
        ("*/web:spec", ("spec",), True),
        ("", ("spec",), True),
    ],
)
def test_patterns_of_paths(pattern: str, path: tuple[str | int, ...], is_covered: bool) -> None:
    assert PathPattern(pattern).covers(WEB, path) is is_covered


@pytest.mark.parametrize("pattern", ["^[a-z]{2,3}$", "^(a|bc)*d?$", "x+", "^[^a-z]$", "^a{3}$"])
@settings(max_examples=5)
@given(data=st.data())
def test_texts_of_patterns(pattern: str, data: st.DataObject) -> None:
    text = data.draw(texts_of(pattern))
    assert regexp.compile(pattern).search(text)


@settings(max_examples=5)
@given(data=st.data())
def test_the_first_repetition_reaches_the_length(data: st.DataObject) -> None:
    longer = data.draw(texts_of("^[a-z]*$", 7))
    assert 7 <= len(longer) <= 10
    assert len(data.draw(texts_of("^[a-z]{0,5}$", 7))) <= 5
    assert len(data.draw(texts_of("^[a-z]{0,7}$", 7))) == 7


def test_texts_of_many_lines_are_shortened() -> None:
    assert _shortened("\n".join("a" * 40)) == "\n".join("a" * 40)
    assert _shortened("\n".join("a" * 42)) == "\n".join([*("a" * 40), "… and 2 lines more"])
    assert _shortened("a\nb\nc", 2) == "a\nb\n… and 1 lines more"


MANIFEST: dict[str, Any] = {
    "apiVersion": "apps/v1", "kind": "Deployment",
    "metadata": {"name": "web", "namespace": "a", "labels": {"a/b": "c"}},
    "spec": {"replicas": 1, "paused": True, "empty": {}, "list": [], "template": {"spec": {
        "containers": [{"name": "a", "image": "i"}, {"name": "b", "image": "j"}], "tolerations": [{"key": "k"}],
    }}},
}  # fmt: skip


def test_places_that_patches_may_change() -> None:
    found = [path for path, _ in patches._places(MANIFEST, "")]
    assert found[:3] == ["/metadata/labels", "/metadata/labels/a~1b", "/spec"]
    assert "/spec/template/spec/containers/0/image" in found
    assert "/spec/template/spec/containers/0/name" not in found
    assert (patches._escaped("a~b/c"), patches._escaped("a")) == ("a~0b~1c", "a")
    assert patches._other_value(None, {"key": 1, "name": "n", "x": 2}) == {"name": "n", "x": 2}  # type: ignore[arg-type]  # draws nothing
    assert patches._other_value(None, [1, 2]) == [2]  # type: ignore[arg-type]  # draws nothing
    assert [patches._other_scalar(None, each) for each in (True, 1, 1.5)] == [False, 2, 2.5]  # type: ignore[arg-type]  # draws nothing
    containers: list[tuple[str, Any]] = [("/list/1", {}), ("/map", {})]
    assert [patches._shifts(each, containers) for each in ("/list/0", "/map/0", "/list/a", "/other/0", "/0")] == [
        True, False, False, False, True,
    ]  # fmt: skip


def test_references_that_lead_nowhere() -> None:
    spec = {
        "serviceAccountName": "default", "priorityClassName": "high", "imagePullSecrets": [{"name": "pull"}],
        "volumes": [
            {"name": "v", "configMap": {"name": "kube-root-ca.crt"}}, {"name": "w", "secret": {"secretName": "s"}},
            {"name": "x", "secret": {"secretName": "o", "optional": True}},
            {"name": "y", "persistentVolumeClaim": {"claimName": "c"}},
        ],
    }  # fmt: skip
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec}
    there = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}}
    assert dangling_references([pod, there], ["*/pull"]) == [
        "Pod/p: spec.volumes[3].persistentVolumeClaim.claimName names PersistentVolumeClaim/c, which is not there"
    ]
    assert needed(pod) == {("Secret", "pull"), ("Secret", "s"), ("PersistentVolumeClaim", "c")}
