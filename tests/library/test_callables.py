"""Python callables in a build: where they run, what they may do, and how errors name them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import kustompy
from kustompy import Resource

WEB = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}}
INGRESS = {
    "apiVersion": "networking.k8s.io/v1",
    "kind": "Ingress",
    "metadata": {"name": "web"},
    "spec": {"defaultBackend": {"service": {"name": "web", "port": {"number": 80}}}},
}


def built(**options: Any) -> kustompy.Build:
    files = {"web.yaml": [WEB, INGRESS]}
    return kustompy.build({"resources": ["web.yaml"], "namePrefix": "a-"}, files=files, disk=False, **options)


def add_team_label(resources: list[Resource]) -> None:
    for each in resources:
        each["metadata"].setdefault("labels", {})["team"] = "a"


def test_a_transformer_runs_after_the_fields_of_the_root() -> None:
    seen: list[str] = []
    result = built(transformers=[lambda resources: seen.extend(each.name for each in resources), add_team_label])
    assert seen == ["a-web", "a-web"]
    assert [each.labels for each in result] == [{"team": "a"}] * 2


def test_only_the_root_runs_them() -> None:
    calls: list[int] = []
    files: dict[str, Any] = {
        "kustomization.yaml": {"resources": ["base"]},
        "base/kustomization.yaml": {"resources": ["web.yaml"]},
        "base/web.yaml": WEB,
    }
    kustompy.build(".", files=files, disk=False, transformers=[lambda resources: calls.append(len(resources))])
    assert calls == [1]


def test_references_follow_a_new_name() -> None:
    def rename(resources: list[Resource]) -> None:
        resources[0]["metadata"]["name"] = "renamed"

    assert built(transformers=[rename]).one("Ingress")["spec"]["defaultBackend"]["service"]["name"] == "renamed"


def test_resources_may_come_and_go() -> None:
    def only_ingress(resources: list[Resource]) -> None:
        resources[:] = [each for each in resources if each.kind == "Ingress"]

    def and_a_map(resources: list[Resource]) -> list[Any]:
        return [*resources, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "added"}}]

    result = built(transformers=[only_ingress, and_a_map])
    assert [each.kind for each in result] == ["ConfigMap", "Ingress"]


def test_what_a_transformer_leaves_alone_is_printed_as_before() -> None:
    text = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: 0x10, b: 'yes', c: 1.10, d: True}}\n---\n"
    text += "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\ndata:\n  c: >\n    x\n     y\n    z\n"
    files = {"kustomization.yaml": "resources: [map.yaml]\n", "map.yaml": text}
    before = kustompy.build(".", files=files, disk=False)
    after = kustompy.build(".", files=files, disk=False, transformers=[add_team_label])
    assert [each.paths for each in kustompy.diff(before, after)] == [[("metadata", "labels")]] * 2


def generated() -> Iterator[dict[str, Any]]:
    annotations = {"kustomize.config.k8s.io/needs-hash": "true"}
    yield {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "made", "annotations": annotations},
        "data": {"a": "b"},
    }


def test_a_generator() -> None:
    made = built(generators=[generated]).one("ConfigMap")
    assert made.name == f"a-made-{kustompy.content_hash(made)}"
    assert made.annotations == {}
    assert made.origin is not None
    assert made.origin["configuredBy"]["kind"] == f"{__name__}.generated"


def test_a_validator_may_refuse() -> None:
    def no_services(resources: list[Resource]) -> Iterator[str]:
        yield from (f"{each.name} is a Service" for each in resources if each.kind == "Service")

    def strict(resources: list[Resource]) -> None:
        assert len(resources) == 2, "there are not two"

    assert len(built(validators=[strict])) == 2
    with pytest.raises(kustompy.FunctionError, match=r"validator .*no_services: a-web is a Service"):
        built(validators=[strict, no_services])


def fails(*_: object) -> None:
    raise KeyError("spec")


def gives_text(*_: object) -> Any:
    return "text"


def gives_sets(*_: object) -> Any:
    return [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"a": {1}}}]


def takes_the_name(resources: list[Resource]) -> None:
    del resources[0]["metadata"]["name"]


def twice(resources: list[Resource]) -> list[Resource]:
    return [*resources, *resources]


@pytest.mark.parametrize(
    ("role", "function", "message"),
    [
        ("generator", fails, "'spec'"),
        ("transformer", fails, "'spec'"),
        ("validator", fails, "'spec'"),
        ("generator", gives_text, "a manifest is a mapping, not a str"),
        ("generator", gives_sets, "data.a: JSON has no value of type `set`"),
        ("transformer", gives_sets, "data.a: JSON has no value of type `set`"),
        ("transformer", takes_the_name, "Service.v1.[noGrp]/a-web.[noNs]: missing metadata.name in object"),
        ("transformer", twice, "may not add resource with an already registered id: Service.v1.[noGrp]/a-web.[noNs]"),
        ("validator", add_team_label, "it changed a resource, which is what transformers are for"),
    ],
)
def test_errors_name_the_callable(role: str, function: Callable[..., Any], message: str) -> None:
    with pytest.raises(kustompy.FunctionError) as caught:
        built(**{f"{role}s": [function]})
    assert f"{role} {__name__}.{function.__name__}: {message}" in str(caught.value)
