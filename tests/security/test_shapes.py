"""Whatever stands where something else is wanted: a build ends well or in an error of ours."""

from __future__ import annotations

from itertools import product

import pytest

import kustompy
from kustompy.errors import KustompyError

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
VALUES = ("null", "[]", "[1]", "5", "abc", "true", "{}", "{a: }", "{a: b}", "{a: [b]}", "{a: {b: c}}", "[[a]]",
          "[{a: b}]", "{1: 2}", "2020-01-01", "1.5", "!!binary aGk=")  # fmt: skip
PATCH = "patches: [{patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: y}}'}]\n"
OPENAPI, CRDS = f"openapi: {{path: c.yaml}}\n{PATCH}", "crds: [c.yaml]\n"
OWN = "x-kubernetes-group-version-kind: [{group: '', version: v1, kind: ConfigMap}]"
TYPED = "kind: {}, apiVersion: {}, metadata: {}"
FILES = {
    OPENAPI: (
        "@", "definitions: @", "paths: @", "paths: {/a: @}", "paths: {/a: {get: @}}",
        "paths: {/a: {get: {x-kubernetes-group-version-kind: @}}}", "definitions: {a: @}",
        "definitions: {a: {properties: @}}", "definitions: {a: {properties: {b: @}}}",
        "definitions: {a: {x-kubernetes-group-version-kind: @}}",
        "definitions: {a: {x-kubernetes-group-version-kind: [@]}}",
        "definitions: {a: {x-kubernetes-group-version-kind: [{group: @, version: @, kind: @}]}}",
        f"definitions: {{a: {{{OWN}, properties: {{data: @}}}}}}",
        f"definitions: {{a: {{{OWN}, properties: {{data: {{properties: @}}}}}}}}",
        f"definitions: {{a: {{{OWN}, properties: {{data: {{$ref: @}}}}}}}}",
        f"definitions: {{a: {{{OWN}, properties: {{data: {{items: @, type: @, additionalProperties: @}}}}}}}}",
        f"definitions: {{a: {{{OWN}, x-kubernetes-patch-strategy: @, x-kubernetes-patch-merge-key: @}}}}",
        f"definitions: {{a: {{{OWN}, x-kubernetes-patch-strategy: merge, x-kubernetes-list-map-keys: @}}}}",
    ),
    CRDS: (
        "@", "a: @", "a: {Schema: @}", "a: {Schema: {properties: @}}", "a: {schema: {properties: {a: @}}}",
        "a: {Schema: {properties: {kind: @, apiVersion: @, metadata: @}}}",
        f"a: {{Schema: {{properties: {{{TYPED}, b: {{$ref: @}}}}}}}}",
        f"a: {{Schema: {{properties: {{{TYPED}, b: {{x-kubernetes-object-ref-kind: @,"
        " x-kubernetes-object-ref-api-version: @, x-kubernetes-object-ref-name-key: @}}}}",
    ),
    "configurations: [c.yaml]\n": ("@", "namePrefix: @", "nameReference: @", "nameReference: [{fieldSpecs: @}]"),
    "replacements: [{path: c.yaml}]\n": ("@", "source: @\ntargets: @", "source: {}\ntargets: [@]"),
    "patches: [{path: c.yaml}]\n": (
        "@", f"{HEAD}data: @", "apiVersion: v1\nkind: ConfigMap\nmetadata: @",
    ),
    "patchesJson6902: [{path: c.yaml, target: {version: v1, kind: ConfigMap, name: a}}]\n": (
        "@", "- @", "- {op: @, path: @, value: @}", "- {op: add, path: /data, value: @}",
        "- {op: copy, from: @, path: @}",
    ),
    "transformers: [c.yaml]\n": ("@",),
    "generators: [c.yaml]\n": ("@",),
    "validators: [c.yaml]\n": ("@",),
    "components: [c]\n": ("@",),
}  # fmt: skip
CASES = [(field, text) for field, texts in FILES.items() for text in texts]


def build_or_refuse(fields: str, files: dict[str, str]) -> None:
    """Build a resource with more fields of a kustomization; whatever else leaves the build fails the test."""
    tree = {"kustomization.yaml": f"resources: [a.yaml]\n{fields}", **files}
    try:
        kustompy.build(".", files=tree, disk=False).to_yaml()
    except KustompyError as error:
        assert str(error)


@pytest.mark.parametrize(("field", "text"), CASES, ids=[f"{field.partition(':')[0]} {text}" for field, text in CASES])
def test_a_file(field: str, text: str) -> None:
    for value in VALUES:
        content = text.replace("@", value) + "\n"
        files = {"a.yaml": HEAD, "c.yaml": content, "c/kustomization.yaml": content}
        try:
            kustompy.build(
                ".", files={"kustomization.yaml": f"resources: [a.yaml]\n{field}", **files}, disk=False
            ).to_yaml()
        except KustompyError as error:
            assert str(error)


FIELDS = ("apiVersion", "kind", "metadata", "spec", "data")
CHANGES = ("namePrefix: x\n", "commonLabels: {a: b}\n", "images: [{name: a, newTag: b}]\n", "namespace: x\n", PATCH,
           "replicas: [{name: a, count: 1}]\n", "buildMetadata: [originAnnotations, transformerAnnotations]\n",
           "configMapGenerator: [{name: a, behavior: merge, literals: [a=b]}]\n")  # fmt: skip


@pytest.mark.parametrize(("field", "change"), list(product(FIELDS, CHANGES)))
def test_a_manifest(field: str, change: str) -> None:
    for value in VALUES:
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": "{name: a}", field: value}
        files = {"a.yaml": "".join(f"{name}: {each}\n" for name, each in body.items())}
        try:
            kustompy.build(
                ".", files={"kustomization.yaml": f"resources: [a.yaml]\n{change}", **files}, disk=False
            ).to_yaml()
        except KustompyError as error:
            assert str(error)
