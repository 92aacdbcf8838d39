"""The compact schemas judge as those of the package ``kubernetes-validate`` do, from which they are made.

Every known difference is a line of DIFFERENCES: where the original says otherwise, for one of these reasons.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kustompy.model.values import plain
from kustompy.validation.sources.schemas import Schemas
from tests.validation.corpus import manifests, mutant

kubernetes_validate = pytest.importorskip("kubernetes_validate", reason="needs kubernetes-validate 1.37")

DIFFERENCES = {
    "oneOf": "null for IntOrString and Quantity, which both branches of the original take: Kubernetes drops it",
    "required": "a status without its required fields, which the API server drops as a whole",
}
MUTANTS = 600


def original(version: str, kind_file: str) -> Any:
    """The original strict schema of a kind, as one JSON schema."""
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    folder = os.path.join(
        os.path.dirname(kubernetes_validate.__file__), "kubernetes-json-schema", f"v{version}.0-local-strict"
    )
    schema, definitions = (
        json.loads(Path(folder, name).read_text(encoding="utf-8")) for name in (kind_file, "_definitions.json")
    )
    registry = Registry().with_resources((each["$id"], Resource.from_contents(each)) for each in (schema, definitions))
    return Draft202012Validator(schema, registry=registry.crawl())


def file_of(manifest: dict[str, Any]) -> str:
    group, _, version = manifest["apiVersion"].rpartition("/")
    prefix = f"{group.split('.')[0]}-" if group else ""
    return f"{manifest['kind'].lower()}-{prefix}{version}.json"


@pytest.mark.parametrize("version", ["1.25", "1.37"])
def test_judged_as_by_the_original(version: str) -> None:
    schemas, random = Schemas(version, formats=()), Random(version)
    seeds = [plain(each) for each in manifests() if each["kind"] != "Garden"]
    validators = [original(version, file_of(seed)) for seed in seeds]
    for number in range(MUTANTS):
        manifest = mutant(seeds[number % len(seeds)], random)
        seed = seeds[number % len(seeds)]
        found = schemas.of(seed["apiVersion"], seed["kind"])
        assert found is not None
        errors = list(validators[number % len(seeds)].iter_errors(manifest))
        if found.valid_alone(manifest) != (not errors):
            assert not found.explained(manifest, secret=False), "never stricter than the original"
            assert all(is_known(error) for error in errors), errors


def is_known(error: Any) -> bool:
    """Whether the original refuses for one of the reasons that are listed."""
    assert error.validator in DIFFERENCES
    return (error.validator == "oneOf" and error.instance is None) or (
        error.validator == "required" and "status" in error.absolute_path
    )
