"""Strategies for kustomizations, and for whole trees of them that build."""

from __future__ import annotations

from hypothesis import strategies as st

from kustompy.api.parts import dump
from kustompy.testing import words
from kustompy.testing.manifests import identity_of, list_of, resources
from kustompy.testing.patches import json_patches, strategic_merge_patches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TypeAlias

    from kustompy.model.values import Manifest, Value

    Tree: TypeAlias = dict[str, Value]
    """Paths and the plain data of the files; ``kustomization.yaml`` at the top is what is built."""

_COMPONENT = {"apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component"}

_FIELDS = (
    "namePrefix", "nameSuffix", "namespace", "labels", "commonAnnotations", "images", "configMapGenerator",
    "secretGenerator",
)  # fmt: skip
_OF_MANIFESTS = ("replicas", "patches", "replacements")
# A list shrinks to the fields that matter, where the bits of one number would keep the others, and one without
# duplicates would keep those that stand before them.
_PARTS = st.lists(st.sampled_from(_FIELDS + _OF_MANIFESTS), max_size=10).map(frozenset)
_SELDOM = st.integers(0, 3).map(lambda number: number == 1)
_COPIES = st.sampled_from(("copy", "other"))
_DELIMITERS = st.sampled_from(("-", ":", "."))
_AFFIXES = st.sampled_from(("a-", "prod-", "x"))
_NAMESPACES = st.sampled_from(("shop", "other"))
_SCALABLE = ("Deployment", "StatefulSet", "ReplicaSet")
_GENERATED = st.dictionaries(st.sampled_from(("KEY", "a.b", "level")), st.sampled_from(("value", "", "1", "a=b")))


def kustomizations(for_: Sequence[Mapping[str, Value]] = ()) -> st.SearchStrategy[Manifest]:
    """The fields of a kustomization that builds over the given manifests; ``resources:`` is left to the caller."""
    return _fields(for_)


@st.composite
def _fields(draw: st.DrawFn, for_: Sequence[Mapping[str, Value]]) -> Manifest:
    parts = draw(_PARTS)
    if not for_:
        # without resources and without fields it would not build
        parts = parts.difference(_OF_MANIFESTS) or frozenset(("namePrefix",))
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
        # An entry names neither tag nor digest. Of a registry with a port its host is left, which then fits no image.
        image: Manifest = {"name": draw(words.images()).partition(":")[0].partition("@")[0]}
        fields["images"] = [{**image, "newTag": draw(st.sampled_from(("v2", "1.10")))}]
    if "configMapGenerator" in parts:
        fields["configMapGenerator"] = [_generated(draw, "generated-config", for_)]
    if "secretGenerator" in parts:
        fields["secretGenerator"] = [_generated(draw, "generated-secret", for_)]
    # An entry of `replicas:` that fits no resource fails the build, and so does one of another kind.
    scalable = [each["metadata"]["name"] for each in for_ if each["kind"] in _SCALABLE]
    if scalable and "replicas" in parts:
        fields["replicas"] = [{"name": draw(st.sampled_from(scalable)), "count": draw(st.integers(0, 5))}]
    if for_ and "patches" in parts:
        fields["patches"] = [_patch(draw, draw(st.sampled_from(list(for_))))]
    if for_ and "replacements" in parts:
        fields["replacements"] = [_replacement(draw, for_, is_patched="patches" in parts)]
    return fields


def components(for_: Sequence[Mapping[str, Value]] = ()) -> st.SearchStrategy[Manifest]:
    """The fields of a component that builds as one of ``components:`` over the given manifests."""
    return kustomizations(for_).map(_as_component)


def _as_component(fields: Manifest) -> Manifest:
    # one without fields is refused as empty
    return {**_COMPONENT, **(fields or {"namePrefix": "part-"})}


def _generated(draw: st.DrawFn, name: str, for_: Sequence[Mapping[str, Value]]) -> Manifest:
    literals = [f"{key}={value}" for key, value in draw(_GENERATED).items()]
    taken = {each["metadata"]["name"] for each in for_}
    # Generating what is there already fails the build, unless `behavior:` says otherwise.
    while name in taken:
        name += "-2"
    return {"name": name, "literals": literals or ["a=b"]}


def _patch(draw: st.DrawFn, manifest: Mapping[str, Value]) -> Manifest:
    target = {"kind": manifest["kind"], "name": manifest["metadata"]["name"]}
    if draw(st.booleans()):
        return {"target": target, "patch": dump(draw(strategic_merge_patches(for_=manifest)))}
    import json

    operations = draw(json_patches(for_=manifest))
    # a component or a lower layer may have changed what a test looks at
    return {"target": target, "patch": json.dumps([each for each in operations if each["op"] != "test"])}


def _replacement(draw: st.DrawFn, for_: Sequence[Mapping[str, Value]], *, is_patched: bool) -> Manifest:
    """One that copies a text of a manifest into an annotation of a manifest, whole or a part of it."""
    source = draw(st.sampled_from(list(for_)))
    # a patch may take any other field away
    path = "metadata.name" if is_patched else draw(st.sampled_from(list(_text_paths(source, ""))))
    target: Manifest = {
        "select": _selected(draw(st.sampled_from(list(for_)))),
        "fieldPaths": [f"metadata.annotations.{draw(_COPIES)}"],
        # Few manifests have the annotation, and a field that is not there fails the build without `create`.
        "options": {"create": True},
    }
    where = {**_selected(source), "fieldPath": path}
    if draw(st.booleans()):
        # Index 0 is there in every text, whether the delimiter is in it or not; any other may fail the build.
        where["options"] = {"delimiter": draw(_DELIMITERS), "index": 0}
    return {"source": where, "targets": [target]}


def _selected(manifest: Mapping[str, Value]) -> Manifest:
    metadata = manifest["metadata"]
    return {"kind": manifest["kind"], **{key: metadata[key] for key in ("name", "namespace") if key in metadata}}


def _text_paths(value: Mapping[str, Value], path: str) -> Iterator[str]:
    """The paths of texts that lie in no list and below no key that needs quotes; the name is the first of them."""
    if not path:
        yield "metadata.name"
    for key, each in value.items():
        place = f"{path}.{key}".removeprefix(".")
        if not str(key).isalnum() or place == "metadata.name":
            continue
        if isinstance(each, str):
            yield place
        elif isinstance(each, dict):
            yield from _text_paths(each, place)


def trees(
    manifests: st.SearchStrategy[Manifest] | None = None, *, max_resources: int = 4, max_layers: int = 2
) -> st.SearchStrategy[Tree]:
    """A base, and overlays over it: ``kustompy.build(".", files=tree, disk=False)`` builds the outermost."""
    return _tree(resources() if manifests is None else manifests, max_resources, max_layers)


@st.composite
def _tree(draw: st.DrawFn, manifests: st.SearchStrategy[Manifest], max_resources: int, max_layers: int) -> Tree:
    found = draw(st.lists(manifests, min_size=1, max_size=max_resources, unique_by=identity_of))
    layers = draw(st.integers(0, max_layers))
    tree: Tree = {}
    directory = ""
    # The outermost first: whatever it is about stays where it is while examples shrink to fewer layers.
    for _ in range(layers):
        tree[f"{directory}kustomization.yaml"] = {
            "resources": ["base"],
            **_without_generators(draw(kustomizations())),
        }
        directory += "base/"
    fields = draw(kustomizations(found))
    tree[f"{directory}kustomization.yaml"] = {"resources": ["resources.yaml"], **fields}
    if draw(st.booleans()):
        tree[f"{directory}kustomization.yaml"]["components"] = ["part"]
        # patches see what those of a component have left
        given = [] if "patches" in fields or "replacements" in fields else found
        part = _without_generators(draw(kustomizations(given)))
        tree[f"{directory}part/kustomization.yaml"] = _as_component(part)
    tree[f"{directory}resources.yaml"] = list_of(found) if draw(_SELDOM) else found
    return tree


def _without_generators(fields: Manifest) -> Manifest:
    """The fields but those that could make what another layer has made."""
    return {key: value for key, value in fields.items() if key not in ("configMapGenerator", "secretGenerator")}
