"""Laws of strategic merge."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch as replaced

from hypothesis import given, settings
from hypothesis import strategies as st

from kustompy.fieldspecs.merge_schema import merge_schema
from kustompy.model.values import BARE_NULL, Quoted, copied
from kustompy.patches import strategic_merge as module
from kustompy.patches.strategic_merge import strategic_merge

names = st.sampled_from(["a", "b", "c", Quoted("a"), 1, "", None, BARE_NULL])
protocols = st.sampled_from(["TCP", "UDP", ""])
scalars = st.sampled_from(["x", Quoted("1"), 1, True, 1.5, None, BARE_NULL])


def fields(**optional: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=optional)


containers = st.lists(
    fields(
        name=names,
        image=scalars,
        ports=st.lists(fields(containerPort=st.sampled_from([80, 81]), protocol=protocols, name=names), max_size=3),
        env=st.lists(fields(name=names, value=scalars), max_size=3),
        args=st.lists(scalars, max_size=2),
    ),
    max_size=3,
)
deployments = st.builds(
    lambda finalizers, containers, labels: {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"finalizers": finalizers, "labels": labels},
        "spec": {"template": {"spec": {"containers": containers}}},
    },
    st.lists(names, max_size=4),
    containers,
    st.dictionaries(st.sampled_from("ab"), scalars),
)


def merged(dest: Any, patch: Any) -> Any:
    return strategic_merge(copied(dest), copied(patch), merge_schema())


@settings(derandomize=True)
@given(deployments, deployments)
def test_the_short_way_gives_what_the_long_way_gives(dest: Any, patch: Any) -> None:
    with replaced.object(module._Merge, "_merged_by_index", return_value=False):
        long = merged(dest, patch)
    assert merged(dest, patch) == long


@settings(derandomize=True)
@given(deployments, deployments)
def test_a_patch_stays_as_it_was(dest: Any, patch: Any) -> None:
    before = copied(patch)
    strategic_merge(dest, patch, merge_schema())
    assert patch == before


@settings(derandomize=True)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"name": st.sampled_from("abcd"), "image": scalars.filter(lambda each: each is not BARE_NULL)}
        ),
        unique_by=lambda each: each["name"],
    )
)
def test_what_a_patch_does_not_mention_stays(containers: list[Any]) -> None:
    pod = {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": containers, "volumes": []}}
    assert merged(pod, {}) == pod


@settings(derandomize=True)
@given(st.dictionaries(st.sampled_from("abc"), scalars), st.dictionaries(st.sampled_from("abc"), scalars))
def test_maps_of_scalars_take_what_the_patch_says(dest: Any, patch: Any) -> None:
    after = merged({"kind": "Thing", "data": dest}, {"data": patch})["data"]
    assert after.keys() == {
        *(key for key, value in patch.items() if value is not None and value is not BARE_NULL),
        *(key for key, value in dest.items() if value is not BARE_NULL and key not in patch),
    }
