"""The tables that come with kustompy, and how configurations are merged into them."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kustompy.errors import KustomizationError
from kustompy.fieldspecs.merge_schema import MergeSchema, merge_schema
from kustompy.fieldspecs.tables import (
    DEFAULT_TABLES,
    LISTS,
    NO_TABLES,
    FieldSpec,
    cluster_scoped,
    default_list,
    field_spec,
    gvk_sort_key,
    is_cluster_scoped,
    kind_order,
    merged_specs,
    scopes,
    split_path,
    tables_of,
)
from kustompy.model.ids import Gvk

SPEC_LISTS = sorted(LISTS.keys() - {"name_references"})


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("name_prefix", 1),
        ("name_suffix", 1),
        ("namespace", 3),
        ("common_annotations", 9),
        ("common_labels", 32),
        ("labels", 0),
        ("template_labels", 10),
        ("var_reference", 72),
        ("name_references", 16),
        ("images", 6),
        ("replicas", 4),
    ],
)
def test_sizes(name: str, count: int) -> None:
    assert len(getattr(DEFAULT_TABLES, name)) == count


@pytest.mark.parametrize("name", SPEC_LISTS)
def test_field_specs_are_in_order(name: str) -> None:
    specs = getattr(DEFAULT_TABLES, name)
    assert list(specs) == sorted(specs, key=lambda spec: gvk_sort_key(spec.gvk))


def test_name_references_are_in_order() -> None:
    targets = [gvk for gvk, _ in DEFAULT_TABLES.name_references]
    assert targets == sorted(targets, key=gvk_sort_key)
    assert len(set(targets)) == len(targets)
    assert sum(len(referrers) for _, referrers in DEFAULT_TABLES.name_references) == 167


def test_kind_order() -> None:
    first, last = kind_order()
    assert (len(first), len(last)) == (22, 2)
    assert first[0] == "Namespace"
    assert last[-1] == "ValidatingWebhookConfiguration"


def test_scopes() -> None:
    assert (len(scopes()), len(cluster_scoped())) == (82, 36)
    assert is_cluster_scoped("v1", "Namespace")
    assert is_cluster_scoped("rbac.authorization.k8s.io/v1", "ClusterRole")
    assert not is_cluster_scoped("v1", "Pod")
    assert not is_cluster_scoped("example.com/v1", "Unheard")


@pytest.mark.parametrize(
    ("path", "segments"),
    [
        ("metadata/name", ("metadata", "name")),
        ("/metadata/name", ("metadata", "name")),
        ("spec/containers[]/image", ("spec", "containers[]", "image")),
        (r"metadata/annotations/a.io\/b", ("metadata", "annotations", "a.io/b")),
        (r"a\/b\/c", ("a/b/c",)),
        ("one", ("one",)),
        ("a//b", ("a", "", "b")),
    ],
)
def test_segments(path: str, segments: tuple[str, ...]) -> None:
    assert split_path(path) == segments


def test_merging_nothing_makes_no_new_tables() -> None:
    assert DEFAULT_TABLES.merged(DEFAULT_TABLES) is DEFAULT_TABLES
    assert DEFAULT_TABLES.merged(NO_TABLES) is DEFAULT_TABLES
    assert NO_TABLES.merged(DEFAULT_TABLES) is DEFAULT_TABLES
    assert DEFAULT_TABLES.merged(tables_of({})) is DEFAULT_TABLES
    same = tables_of({"commonLabels": [{"path": "spec/selector", "version": "v1", "kind": "Service", "create": True}]})
    assert DEFAULT_TABLES.merged(same) is DEFAULT_TABLES


@pytest.mark.parametrize("name", SPEC_LISTS)
def test_the_shortcut_gives_what_merging_gives(name: str) -> None:
    specs = cast("tuple[FieldSpec, ...]", default_list(name))
    assert merged_specs((), specs) == merged_specs(specs, specs) == specs


def test_a_new_spec_takes_its_place_in_the_order() -> None:
    config = {"commonLabels": [{"path": "spec/labels", "kind": "Certificate", "group": "cert-manager.io"}]}
    merged = DEFAULT_TABLES.merged(tables_of(config))
    added = field_spec("spec/labels", "cert-manager.io", "", "Certificate")
    assert [each for each in merged.common_labels if each not in DEFAULT_TABLES.common_labels] == [added]
    assert list(merged.common_labels) == sorted(merged.common_labels, key=lambda spec: gvk_sort_key(spec.gvk))
    assert merged.images is DEFAULT_TABLES.images
    assert merged.merged(DEFAULT_TABLES) is merged


def test_an_incoming_wildcard_is_the_same_as_any_spec_of_its_path() -> None:
    narrow, wide = field_spec("a/b", kind="X"), field_spec("a/b")
    assert merged_specs((narrow,), (wide,)) == (narrow,)
    assert merged_specs((wide,), (narrow,)) == (narrow, wide)


@pytest.mark.parametrize(
    ("key", "words"),
    [("commonLabels", "CommonLabels"), ("namespace", "NameSpace"), ("varReference", "VarReference")],
)
def test_conflicts(key: str, words: str) -> None:
    one, other = ({key: [{"path": "a/b", "kind": "X", "create": create}]} for create in (True, False))
    with pytest.raises(KustomizationError) as error:
        tables_of(one).merged(tables_of(other))
    assert str(error.value) == f"failed to merge {words} fieldSpec: conflicting fieldspecs"


def test_name_references_merge_by_target() -> None:
    config = {
        "nameReference": [
            {"kind": "ConfigMap", "version": "v1", "fieldSpecs": [{"path": "spec/config", "kind": "Thing"}]},
            {"kind": "Widget", "fieldSpecs": [{"path": "spec/widget", "kind": "Thing"}]},
        ]
    }
    merged = dict(DEFAULT_TABLES.merged(tables_of(config)).name_references)
    before = dict(DEFAULT_TABLES.name_references)
    config_map = Gvk("", "v1", "ConfigMap")
    assert merged[config_map] == (*before[config_map], field_spec("spec/config", kind="Thing"))
    assert merged[Gvk("", "", "Widget")] == (field_spec("spec/widget", kind="Thing"),)
    assert len(merged) == len(before) + 1


specs = st.builds(
    field_spec,
    st.sampled_from(["a", "a/b"]),
    group=st.sampled_from(["", "g"]),
    version=st.sampled_from(["", "v1"]),
    kind=st.sampled_from(["", "Service", "Thing"]),
)


# the first example pays for what is read and imported, and the machine may be busy
@settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(specs).map(tuple), st.lists(specs).map(tuple))
def test_merging_twice_is_merging_once(mine: tuple[FieldSpec, ...], theirs: tuple[FieldSpec, ...]) -> None:
    once = merged_specs(mine, theirs)
    assert merged_specs(once, theirs) is once
    assert set(mine) <= set(once)


@pytest.mark.parametrize(
    ("api_version", "kind", "path", "keys"),
    [
        ("apps/v1", "Deployment", "spec template spec containers", ("name",)),
        ("apps/v1", "Deployment", "spec template spec containers [] ports", ("containerPort", "protocol")),
        ("batch/v1beta1", "CronJob", "spec jobTemplate spec template spec volumes", ("name",)),
        ("v1", "Service", "spec ports", ("port", "protocol")),
        ("v1", "ConfigMap", "metadata finalizers", ("",)),
        ("v1", "Pod", "spec tolerations", None),
        ("networking.k8s.io/v1", "Ingress", "spec rules", None),
    ],
)
def test_merge_keys(api_version: str, kind: str, path: str, keys: tuple[str, ...] | None) -> None:
    assert keys_at(merge_schema(), api_version, kind, path) == keys


def keys_at(schema: MergeSchema, api_version: str, kind: str, path: str) -> tuple[str, ...] | None:
    found = schema.root(api_version, kind)
    for name in path.split():
        found = found and (found.items if name == "[]" else found.field(name))
    return found.keys if found else None


def test_an_openapi_document_takes_the_place_of_the_builtin_types() -> None:
    listed = {"type": "array", "items": {"$ref": "#/definitions/Port"}}
    document = {
        "definitions": {
            "Thing": {
                "x-kubernetes-group-version-kind": [{"group": "example.com", "version": "v1", "kind": "Thing"}],
                "properties": {"spec": {"$ref": "#/definitions/Spec"}, "loop": {"$ref": "#/definitions/Loop"}},
            },
            "Loop": {"$ref": "#/definitions/Loop"},
            "Spec": {
                "properties": {
                    "ports": {
                        **listed,
                        "x-kubernetes-patch-strategy": "retainKeys,merge",
                        "x-kubernetes-list-map-keys": ["port", "protocol"],
                        "x-kubernetes-patch-merge-key": "port",
                    },
                    "names": {**listed, "x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "name"},
                    "set": {"type": "array", "x-kubernetes-patch-strategy": "merge"},
                    "bare": {**listed, "x-kubernetes-list-map-keys": ["name"]},
                    "more": {"additionalProperties": {"$ref": "#/definitions/Spec"}},
                }
            },
            "Port": {"properties": {"deep": {"$ref": "#/definitions/Spec"}}},
        },
        "paths": {
            "/apis/example.com/v1/things": {
                "get": {"x-kubernetes-group-version-kind": {"group": "example.com", "version": "v1", "kind": "Thing"}}
            },
            "/apis/example.com/v1/namespaces/{namespace}/parts": {
                "get": {"x-kubernetes-group-version-kind": {"group": "example.com", "version": "v1", "kind": "Part"}}
            },
        },
    }
    schema = MergeSchema.from_openapi(document)

    def keys(path: str) -> tuple[str, ...] | None:
        return keys_at(schema, "example.com/v1", "Thing", path)

    assert keys("spec ports") == ("port", "protocol")
    assert keys("spec names") == ("name",)
    assert keys("spec set") == ("",)
    assert keys("spec bare") is None
    assert keys("spec more anything names [] deep names") == ("name",)
    assert schema.root("apps/v1", "Deployment") is None
    assert keys_at(schema, "kustomize.config.k8s.io/v1beta1", "Kustomization", "configMapGenerator") == ("name",)
    assert schema.cluster_scoped == {("example.com/v1", "Thing")}
