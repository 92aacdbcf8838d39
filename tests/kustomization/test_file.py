"""Fields of older kustomizations that are folded into today's, and kustomizations that are none."""

from __future__ import annotations

from typing import Any

import pytest

from kustompy.errors import KustompyError
from kustompy.kustomization.file import settle_fields

HEAD = {"kind": "Kustomization", "apiVersion": "kustomize.config.k8s.io/v1beta1"}
FOLDED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"resources": []}, {"resources": []}),
    ({"configurations": {}}, {"configurations": {}}),
    ({"kind": "", "apiVersion": "", "namePrefix": "x"}, {"namePrefix": "x"}),
    ({"bases": ["b"], "resources": ["a"]}, {"resources": ["a", "b"]}),
    ({"bases": ["b"]}, {"resources": ["b"]}),
    ({"imageTags": [{"name": "x"}], "images": [{"name": "y"}]}, {"images": [{"name": "y"}, {"name": "x"}]}),
    ({"configMapGenerator": [{"env": "e", "envs": ["d"]}, {"env": ""}]},
     {"configMapGenerator": [{"envs": ["d", "e"]}, {}]}),
    ({"secretGenerator": [{"env": "e"}]}, {"secretGenerator": [{"envs": ["e"]}]}),
    ({"helmChartInflationGenerator": [{"chartName": "c", "chartHome": "h", "helmHome": "g"}, {"chartHome": "i"}]},
     {"helmCharts": [{"name": "c"}, {}], "helmGlobals": {"chartHome": "i", "configHome": "g"}}),
    ({"helmChartInflationGenerator": [{"values": "v", "chartHome": "h"}], "helmGlobals": {}},
     {"helmCharts": [{"valuesFile": "v"}], "helmGlobals": {}}),
    ({"helmChartInflationGenerator": [{"releaseName": "r", "chartHome": ""}], "helmCharts": [{"name": "a"}]},
     {"helmCharts": [{"name": "a"}, {"releaseName": "r"}]}),
]  # fmt: skip


def settled(data: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    warnings: list[str] = []
    found = {**data}
    settle_fields(found, "/tree", "/tree/kustomization.yaml", warnings.append)
    return found, warnings


@pytest.mark.parametrize(("data", "expected"), FOLDED, ids=[str(list(row[0])) for row in FOLDED])
def test_folded(data: dict[str, Any], expected: dict[str, Any]) -> None:
    assert settled(data)[0] == {**HEAD, **expected}


def test_a_component_has_a_version_of_its_own() -> None:
    found, _ = settled({"kind": "Component", "resources": ["a"]})
    assert found["apiVersion"] == "kustomize.config.k8s.io/v1alpha1"


def test_fields_that_are_deprecated_are_told_in_the_order_of_the_list() -> None:
    warnings = settled({"imageTags": [], "bases": [], "resources": []})[1]
    assert [each.split("'")[1] for each in warnings] == ["bases", "imageTags"]
    assert settled({"resources": []})[1] == []


OTHERS = [
    ({}, "kustomization.yaml is empty", (), ""),
    ({"kind": "Kustomization", "namePrefix": ""}, "kustomization.yaml is empty", (), ""),
    ({"kind": "Foo", "namePrefix": "x"}, "kind should be Kustomization or Component", ("kind",), ""),
    ({"apiVersion": "v9", "namePrefix": "x"},
     "apiVersion for Kustomization should be kustomize.config.k8s.io/v1beta1",
     ("apiVersion",), "write `apiVersion: kustomize.config.k8s.io/v1beta1`"),
    ({"kind": "Component", "apiVersion": "kustomize.config.k8s.io/v1beta1", "namePrefix": "x"},
     "apiVersion for Component should be kustomize.config.k8s.io/v1alpha1",
     ("apiVersion",), "write `apiVersion: kustomize.config.k8s.io/v1alpha1`"),
    ({"kind": "Foo", "apiVersion": "v9", "namePrefix": "x"},
     "kind should be Kustomization or Component\napiVersion for Foo should be kustomize.config.k8s.io/v1beta1",
     ("kind",), "write `apiVersion: kustomize.config.k8s.io/v1beta1`"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "problem", "path", "hint"), OTHERS, ids=[str(row[0]) for row in OTHERS])
def test_no_kustomizations(data: dict[str, Any], problem: str, path: tuple[str, ...], hint: str) -> None:
    with pytest.raises(KustompyError) as caught:
        settled(data)
    assert str(caught.value).removeprefix("Failed to read kustomization file under /tree:\n") == problem
    told = caught.value.diagnostics[0]
    assert (told.file, told.path, told.hint) == ("/tree/kustomization.yaml", path, hint)
