"""Strategies for kustomizations, and for whole trees of them that build."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from hypothesis import strategies as st

from kustompy.api.parts import dump
from kustompy.testing import words
from kustompy.testing.manifests import resources
from kustompy.testing.patches import json_patches, strategic_merge_patches

Manifest: TypeAlias = dict[str, Any]
Tree: TypeAlias = dict[str, Any]
"""Paths and the plain data of the files; ``kustomization.yaml`` at the top is what is built."""
_COMPONENT = {"apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component"}
Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]

_FIELDS = (
    "namePrefix", "nameSuffix", "namespace", "labels", "commonAnnotations", "images", "configMapGenerator",
    "secretGenerator",
)  # fmt: skip
_OF_MANIFESTS = ("replicas", "patches")
# A list shrinks to the fields that matter, where the bits of one number would keep the others, and one without
# duplicates would keep those that stand before them.
_PARTS = st.lists(st.sampled_from(_FIELDS + _OF_MANIFESTS), max_size=10).map(frozenset)
_SOME_PARTS = st.lists(st.sampled_from(_FIELDS), min_size=1, max_size=8).map(frozenset)
_AFFIXES = st.sampled_from(("a-", "prod-", "x"))
_NAMESPACES = st.sampled_from(("shop", "other"))
_SCALABLE = ("Deployment", "StatefulSet", "ReplicaSet")
_GENERATED = st.dictionaries(st.sampled_from(("KEY", "a.b", "level")), st.sampled_from(("value", "", "1", "a=b")))


def kustomizations(for_: Sequence[Mapping[str, Any]] = ()) -> st.SearchStrategy[Manifest]:
    """The fields of a kustomization that builds over the given manifests; ``resources:`` is left to the caller."""
    return _fields(for_)


@st.composite
def _fields(draw: st.DrawFn, for_: Sequence[Mapping[str, Any]]) -> Manifest:
    # a kustomization without resources and without fields does not build
    parts = draw(_PARTS if for_ else _SOME_PARTS)
    fields: Manifest = {}
    if "namePrefix" in parts:
        fields["namePrefix"] = draw(_AFFIXES)
    if "nameSuffix" in parts:
        fields["nameSuffix"] = "-" + draw(_AFFIXES).strip("-")
    if "namespace" in parts:
        fields["namespace"] = draw(_NAMESPACES)
    if "labels" in parts:
        fields["labels"] = [{"pairs": draw(words.labels(min_size=1)), "includeSelectors": draw(st.booleans())}]
    if "commonAnnotations" in parts:
        fields["commonAnnotations"] = draw(words.annotations(min_size=1))
    if "images" in parts:
        image: Manifest = {"name": draw(words.images()).partition(":")[0].partition("@")[0]}
        fields["images"] = [{**image, "newTag": draw(st.sampled_from(("v2", "1.10")))}]
    if "configMapGenerator" in parts:
        fields["configMapGenerator"] = [_generated(draw, "generated-config", for_)]
    if "secretGenerator" in parts:
        fields["secretGenerator"] = [_generated(draw, "generated-secret", for_)]
    scalable = [each["metadata"]["name"] for each in for_ if each["kind"] in _SCALABLE]
    if scalable and "replicas" in parts:
        fields["replicas"] = [{"name": draw(st.sampled_from(scalable)), "count": draw(st.integers(0, 5))}]
    if for_ and "patches" in parts:
        fields["patches"] = [_patch(draw, draw(st.sampled_from(list(for_))))]
    return fields


def _generated(draw: Draw, name: str, for_: Sequence[Mapping[str, Any]]) -> Manifest:
    literals = [f"{key}={value}" for key, value in draw(_GENERATED).items()]
    taken = {each["metadata"]["name"] for each in for_}
    while name in taken:
        name += "-2"
    return {"name": name, "literals": literals or ["a=b"]}


def _patch(draw: Draw, manifest: Mapping[str, Any]) -> Manifest:
    target = {"kind": manifest["kind"], "name": manifest["metadata"]["name"]}
    if draw(st.booleans()):
        return {"target": target, "patch": dump(draw(strategic_merge_patches(for_=manifest)))}
    import json

    operations = draw(json_patches(for_=manifest))
    # a component or a lower layer may have changed what a test looks at
    return {"target": target, "patch": json.dumps([each for each in operations if each["op"] != "test"])}


def trees(
    manifests: st.SearchStrategy[Manifest] | None = None, *, max_resources: int = 4, max_layers: int = 2
) -> st.SearchStrategy[Tree]:
    """A base, and overlays over it: ``kustompy.build(".", files=tree, disk=False)`` builds the outermost."""
    return _tree(resources() if manifests is None else manifests, max_resources, max_layers)


@st.composite
def _tree(draw: st.DrawFn, manifests: st.SearchStrategy[Manifest], max_resources: int, max_layers: int) -> Tree:
    found = draw(st.lists(manifests, min_size=1, max_size=max_resources, unique_by=_identity))
    layers = draw(st.integers(0, max_layers))
    directory = "base/" * layers
    tree: Tree = {f"{directory}resources.yaml": found}
    tree[f"{directory}kustomization.yaml"] = {"resources": ["resources.yaml"], **draw(kustomizations(found))}
    if draw(st.booleans()):
        tree[f"{directory}kustomization.yaml"]["components"] = ["part"]
        part = _without_generators(draw(kustomizations())) or {"namePrefix": "part-"}
        tree[f"{directory}part/kustomization.yaml"] = {**_COMPONENT, **part}
    for layer in reversed(range(layers)):
        tree[f"{'base/' * layer}kustomization.yaml"] = {
            "resources": ["base"],
            **_without_generators(draw(kustomizations())),
        }
    return tree


def _without_generators(fields: Manifest) -> Manifest:
    """The fields but those that could make what another layer has made."""
    return {key: value for key, value in fields.items() if key not in ("configMapGenerator", "secretGenerator")}


def _identity(manifest: Mapping[str, Any]) -> tuple[str, str]:
    # one namespace only: `namespace:` gives its name to all of them
    return manifest["kind"], "" if manifest["kind"] == "Namespace" else manifest["metadata"]["name"]
