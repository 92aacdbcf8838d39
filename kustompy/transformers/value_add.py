"""``kind: ValueAddTransformer`` writes one value into fields of targets, or a part of a path (spec section 3.16)."""

from __future__ import annotations

import os

from kustompy.errors import KustomizationError
from kustompy.fieldspecs.edit import is_of_sequence, not_of_mapping
from kustompy.fieldspecs.tables import split_path
from kustompy.model.selector import Selector
from kustompy.model.values import is_null, is_scalar, text_of
from kustompy.yamlio.restyle import string_in_place_of, text_in_place_of, wrong_node_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kustompy.kustomization.records import ValueAddTarget, ValueAddTransformer
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Value
    from kustompy.provenance.places import Place
    from kustompy.provenance.record import Record

    Spot = tuple[Record, Place]
    """The record of a traced build, and the place of the value."""
    from kustompy.session.context import Context


def _targets_in(path: str, context: Context) -> Sequence[ValueAddTarget]:
    """The targets that a file lists."""
    from kustompy.kustomization.builtins import TARGET
    from kustompy.kustomization.configs import as_record
    from kustompy.yamlio.go.go_struct import Problem, Struct, decode, json_word, refused

    loaded, struct = context.config(path), Struct("", {"targets": [TARGET]})
    decoded, problems = decode(loaded, struct, lenient=True)
    if loaded is not None and not isinstance(loaded, dict):
        text = f"json: cannot unmarshal {json_word(loaded)} into Go value of type {_GO_STRUCT}"
        problems = [Problem(text, (), "")]
    if problems:
        raise refused(problems[0], "KST235", context.root.path_of(path))
    targets: Sequence[ValueAddTarget] = as_record(decoded, struct).targets
    return targets


_GO_STRUCT = """struct { Targets []builtins.Target "json:\\"targets,omitempty\\" yaml:\\"targets,omitempty\\"" }"""


def add_value(config: ValueAddTransformer, context: Context) -> Callable[[ResourceSet], None]:
    """Write ``value`` (else the name of the kustomization's directory) into each target's field."""
    # ValueAddTransformer falls back on the name of the directory that it stands in, of the root of the loader.
    value = config.value.strip() or os.path.basename(context.root.directory)
    trace = context.session.trace
    spot = None if trace is None else (trace, trace.spot(config, "value"))
    targets = [*config.targets, *(_targets_in(config.targetFilePath, context) if config.targetFilePath else ())]
    if not targets:
        raise KustomizationError("must specify at least one target")
    for target in targets:
        if not target.fieldPath:
            raise KustomizationError("fieldPath cannot be empty")

    def run(resources: ResourceSet) -> None:
        for target in targets:
            selector = target.selector
            context.session.hold(len(resources))
            chosen = list(resources) if selector is None else Selector(selector, context.session).selected(resources)
            # This one path goes through the filter of namespace:, so that cluster-scoped objects stay as they are.
            if target.fieldPath == "metadata/namespace":
                _move(resources, chosen, value, spot)
                continue
            for resource in chosen:
                _write(resource, split_path(target.fieldPath), target.filePathPosition, value, spot)
                resource.ids_changed()
        resources.ids_changed()

    return run


def _move(resources: ResourceSet, chosen: list[Resource], value: str, spot: Spot | None) -> None:
    for resource in chosen:
        if not resource.is_cluster_scoped:
            metadata = resource.manifest["metadata"]
            metadata["namespace"] = string_in_place_of(metadata.get("namespace"), value)
            if spot is not None:
                spot[0].over(metadata, "namespace", spot[1])
            resource.ids_changed()
    resources.ids_changed()


def _write(resource: Resource, segments: tuple[str, ...], position: int, value: str, spot: Spot | None = None) -> None:
    node: Value = resource.manifest
    # Mappings that are missing on the way are created; an index or a condition is refused in a mapping.
    for segment in segments[:-1]:
        if is_of_sequence(segment):
            raise not_of_mapping(segment, node)
        node = node.setdefault(segment, {})
        if is_null(node):
            return  # what kustomize adds below a null is never printed
        if not isinstance(node, dict):
            raise wrong_node_kind("MappingNode", node)
    if is_of_sequence(segments[-1]):
        raise not_of_mapping(segments[-1], node)
    old = node.get(segments[-1], "")
    if not is_scalar(old):
        raise wrong_node_kind("ScalarNode", old)
    # filePathPosition counts from 1: 0 means that the whole field is set.
    if position > 0:
        node[segments[-1]] = text_in_place_of(old, inserted(text_of(old), position - 1, value))
        if spot is not None:
            spot[0].derive(node, segments[-1], spot[1])
    else:
        node[segments[-1]] = text_in_place_of(old, value)
        if spot is not None:
            spot[0].over(node, segments[-1], spot[1])
    resource.written(node, segments[-1])
    resource.wrote_untagged(node, segments[-1])


def inserted(path: str, position: int, part: str) -> str:
    """The path with one more part at a position, counted from 0."""
    # filesys.InsertPathPart takes the path apart and joins it anew: empty parts go, and an absolute path stays one.
    lead = "/" if path.startswith("/") else ""
    parts = [each for each in path.split("/") if each]
    return lead + "/".join([*parts[:position], part, *parts[position:]])
