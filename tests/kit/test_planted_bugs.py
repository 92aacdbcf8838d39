"""Bugs that somebody planted are found, and shrink to the example that a person would have written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import find, settings

import kustompy
from kustompy.testing import (
    applications,
    assert_no_dangling_references,
    assert_valid,
    json_patches,
    kustomizations,
    resources,
    strategic_merge_patches,
    trees,
)
from tests.kit.test_strategies import DEFINITION

SAME_EVERY_TIME = settings(derandomize=True, deadline=None, database=None, max_examples=300)

WEB: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web"},
    "spec": {
        "replicas": 1,
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "main", "image": "web"}]},
        },
    },
}

CONFIG: dict[str, Any] = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "web"}}


def patched(fields: Any) -> kustompy.Build:
    return kustompy.build({"resources": ["web.yaml"], **fields}, files={"web.yaml": WEB}, disk=False)


def is_lost_by_printing(data: dict[str, str]) -> bool:
    """A writer that quotes nothing."""
    text = "".join(f"{key}: {value}\n" for key, value in data.items())
    try:
        return kustompy.load(text) != [data]
    except kustompy.KustompyError:
        return True


# Each bug is a predicate of what is drawn, beside the fields of a kustomization that the minimal example may have.
OF_FIELDS: list[tuple[Callable[[kustompy.Build], bool], set[str]]] = [
    (lambda built: built.one("Deployment").name.endswith("-prod"), {"nameSuffix"}),
    (lambda built: built.one("Deployment").namespace == "shop", {"namespace"}),
    (lambda built: bool(built.find("Secret")), {"secretGenerator"}),
    (lambda built: built.one("Deployment")["spec"].get("replicas") == 0, {"replicas"}),
    (lambda built: bool(built.one("Deployment").annotations), {"commonAnnotations"}),
]


@pytest.mark.parametrize(("bug", "fields"), OF_FIELDS, ids=[next(iter(fields)) for _, fields in OF_FIELDS])
def test_a_kustomization_shrinks_to_what_matters(bug: Callable[[kustompy.Build], bool], fields: set[str]) -> None:
    without_patches = kustomizations([WEB]).filter(lambda each: "patches" not in each)
    assert find(without_patches, lambda each: bug(patched(each)), settings=SAME_EVERY_TIME).keys() == fields


def test_a_patch_shrinks_to_the_operation_that_matters() -> None:
    def is_without_selector(operations: list[dict[str, Any]]) -> bool:
        spec = kustompy.json_patch(WEB, operations).get("spec")
        return spec is not None and "selector" not in spec

    found = find(json_patches(for_=WEB), is_without_selector, settings=SAME_EVERY_TIME)
    assert found == [{"op": "remove", "path": "/spec/selector"}]


def test_a_strategic_merge_patch_shrinks_to_the_field_that_matters() -> None:
    def changes_replicas(patch: dict[str, Any]) -> bool:
        merged = kustompy.strategic_merge(WEB, patch)
        return merged is not None and merged.get("spec", {}).get("replicas") == 2

    found = find(strategic_merge_patches(for_=WEB), changes_replicas, settings=SAME_EVERY_TIME)
    assert found["spec"] == {"replicas": 2}
    assert found["metadata"] == {"name": "web"}


def test_a_writer_without_quotes_is_found() -> None:
    def is_broken(manifest: dict[str, Any]) -> bool:
        return is_lost_by_printing(manifest.get("data", {}))

    found = find(resources("ConfigMap").filter(lambda each: "data" in each), is_broken, settings=SAME_EVERY_TIME)
    assert found["metadata"] == {"name": "web"}
    assert len(found["data"]) == 1


def test_an_application_shrinks_to_the_parts_that_matter() -> None:
    def forgets_config(manifests: list[dict[str, Any]]) -> bool:
        """A transformation that drops config maps, and not what refers to them."""
        try:
            assert_no_dangling_references([each for each in manifests if each["kind"] != "ConfigMap"])
        except AssertionError:
            return True
        return False

    found = find(applications(), forgets_config, settings=SAME_EVERY_TIME)
    assert [each["kind"] for each in found] == ["Deployment", "ConfigMap"]
    assert len(found[1]["data"]) == 1


PLAIN = trees(resources("ConfigMap"))


def kustomization(tree: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = tree["kustomization.yaml"]
    return fields


def test_a_tool_that_forgets_lists_is_found() -> None:
    def forgets(tree: dict[str, Any]) -> bool:
        """A count of the manifests of a tree that does not look into a List."""
        files = [each for path, each in tree.items() if path.endswith("resources.yaml")]
        return any(isinstance(each, dict) for each in files)

    found = find(PLAIN, forgets, settings=SAME_EVERY_TIME)
    assert found["resources.yaml"] == {"apiVersion": "v1", "kind": "List", "items": [CONFIG]}
    assert kustomization(found) == {"resources": ["resources.yaml"]}


def test_a_tool_that_forgets_components_is_found() -> None:
    def forgets(tree: dict[str, Any]) -> bool:
        fields = {key: each for key, each in kustomization(tree).items() if key != "components"}
        without = {**tree, "kustomization.yaml": fields}
        built = [kustompy.build(".", files=each, disk=False).to_yaml() for each in (tree, without)]
        return built[0] != built[1]

    found = find(PLAIN, forgets, settings=SAME_EVERY_TIME)
    assert found["resources.yaml"] == [CONFIG]
    assert kustomization(found) == {"resources": ["resources.yaml"], "components": ["part"]}
    assert len(found["part/kustomization.yaml"]) == 3


def test_a_tool_that_forgets_replacements_is_found() -> None:
    def forgets(fields: dict[str, Any]) -> bool:
        built = patched(fields), patched({key: each for key, each in fields.items() if key != "replacements"})
        return built[0].to_yaml() != built[1].to_yaml()

    found = find(kustomizations([WEB]), forgets, settings=SAME_EVERY_TIME)
    assert found.keys() == {"replacements"}
    [replacement] = found["replacements"]
    assert replacement["source"] == {"kind": "Deployment", "name": "web", "fieldPath": "metadata.name"}


def test_a_transformer_that_reads_names_is_found() -> None:
    def fails(manifest: dict[str, Any]) -> bool:
        return manifest["metadata"].get("name") is None

    found = find(resources("ConfigMap", generate_name=True), fails, settings=SAME_EVERY_TIME)
    assert found == {**CONFIG, "metadata": {"generateName": "web-"}}
    assert_valid([found])


def test_a_bug_of_a_custom_kind_shrinks_to_the_field_that_matters() -> None:
    def is_lost(manifest: dict[str, Any]) -> bool:
        """A transformer that takes members for texts."""
        return any(isinstance(each, dict) for each in manifest["spec"].get("members", ()))

    found = find(resources(crd=DEFINITION), is_lost, settings=settings(SAME_EVERY_TIME, max_examples=60))
    assert found["metadata"] == {"name": "web"}
    assert found["spec"] == {"size": 2, "region": "eu-north-1", "members": [{"name": "web"}]}


def test_applications_are_sound() -> None:
    def is_unsound(manifests: list[dict[str, Any]]) -> bool:
        assert_valid(manifests)
        assert_no_dangling_references(manifests)
        return False

    from hypothesis.errors import NoSuchExample

    with pytest.raises(NoSuchExample):
        find(
            applications() | applications(namespace="shop"),
            is_unsound,
            settings=settings(SAME_EVERY_TIME, max_examples=60),
        )


def test_modules_are_loaded_before_the_first_example() -> None:
    from kustompy.testing.warm import warm_up

    assert warm_up.cache_info().currsize == 1
