"""Which kinds keep their names under ``namePrefix:``, by what they were once."""

from __future__ import annotations

import pytest

from kustompy.rendering.pipeline import build
from kustompy.system.files import Files

PREFIXED = "resources: [object.yaml]\nnamePrefix: p-\n"


@pytest.mark.parametrize(
    ("api_version", "kind", "name"),
    [
        ("v1", "Service", "p-x"),
        ("v1", "Namespace", "x"),
        ("example.com/v1", "Namespace", "x"),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", "x"),
        ("example.com/v1", "CustomResourceDefinition", "x"),
        ("apiregistration.k8s.io/v1", "APIService", "x"),
        ("example.com/v1", "APIService", "p-x"),
        ("apiregistration.k8s.io/v1", "Other", "p-x"),
    ],
)
def test_names(api_version: str, kind: str, name: str) -> None:
    manifest = f"apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: x}}\n"
    files = Files({"/tree/kustomization.yaml": PREFIXED.encode(), "/tree/object.yaml": manifest.encode()}, disk=False)
    assert [resource.name for resource in build("/tree", files=files)] == [name]
