"""Patches, the rows of the tables and drawn ones, merge as the real binary merges them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kustompy.errors import KustompyError
from kustompy.fieldspecs.merge_schema import merge_schema
from kustompy.patches.strategic_merge import strategic_merge
from kustompy.yamlio.read.reader import read
from kustompy.yamlio.writer import write_document
from tests.patch_cases import Case, cases, expected_by
from tools.reference import Reference

SEPARATOR = "---\n"


@pytest.mark.parametrize("file", ["strategic_merge.txt", "json_patch.txt"])
def test_rows_are_what_kustomize_prints(file: str, reference: Reference) -> None:
    for case in cases(file):
        assert expected_by(reference, case) == case.expected, case.name


def text(value: Any, indent: str = "") -> str:
    """Block YAML of a drawn tree, whose strings are scalars as they are written."""
    if isinstance(value, dict) and value:
        return "\n" + "".join(f"{indent}{key}:{text(each, indent + '  ')}" for key, each in value.items())
    if isinstance(value, list) and value:
        return "\n" + "".join(f"{indent}-{text(each, indent + '  ')}" for each in value)
    return f" {value if isinstance(value, str) else '{}' if isinstance(value, dict) else '[]'}".rstrip() + "\n"


def fields(**optional: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=optional)


scalars = st.sampled_from(["a", '"a"', "1", '"1"', "2", "null", "~", "", "true", '"true"', "1.0", "0x1F", "yes", '""'])
names = st.sampled_from(["a", "b", "c", '"a"', "1", '"1"', "null", "", "{}"])
ports = st.sampled_from(["80", "81", '"80"', "0x50"])
protocols = st.sampled_from(["TCP", "UDP"])
maps = st.recursive(
    st.dictionaries(st.sampled_from("abc"), scalars, max_size=3),
    lambda below: st.dictionaries(st.sampled_from("abc"), st.one_of(scalars, below), max_size=3),
    max_leaves=6,
)


def objects(patch: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Objects of a few kinds; those of a patch may hold directives."""
    directives = st.sampled_from(["replace", "delete", "merge"])

    def element(**optional: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
        return fields(**optional, **({"$patch": directives} if patch else {}))

    def elements(of: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
        directive = st.fixed_dictionaries({"$patch": directives})
        return st.lists(st.one_of(of, of, of, of, directive) if patch else of, max_size=3)

    container = element(
        name=names,
        image=scalars,
        args=st.lists(scalars, max_size=2),
        ports=elements(element(containerPort=ports, protocol=protocols, name=names)),
        env=elements(element(name=names, value=scalars, valueFrom=maps)),
        volumeMounts=elements(element(mountPath=names, name=names)),
        resources=maps,
    )
    pod = element(
        containers=elements(container),
        volumes=elements(element(name=names, emptyDir=maps)),
        topologySpreadConstraints=elements(element(topologyKey=names, whenUnsatisfiable=names, maxSkew=scalars)),
        nodeSelector=maps,
    )
    metadata = fields(
        labels=st.dictionaries(st.sampled_from("ab"), scalars), finalizers=st.lists(names.filter(lambda n: n != "{}"))
    )
    deployment = fields(metadata=metadata, spec=fields(replicas=scalars, strategy=maps, template=fields(spec=pod)))
    service_ports = elements(element(port=ports, protocol=protocols, name=names, targetPort=scalars))
    service = fields(metadata=metadata, spec=fields(ports=service_ports, selector=maps))
    embedded = deployment.map(lambda each: {"apiVersion": "apps/v1", "kind": "Deployment", **each})
    thing = fields(metadata=metadata, spec=fields(a=maps, template=embedded, containers=st.lists(container)))
    return st.fixed_dictionaries({"Deployment": deployment, "Service": service, "Thing": thing})


VERSIONS = {"Deployment": "apps/v1", "Service": "v1", "Thing": "example.com/v1"}


def document(kind: str, drawn: dict[str, Any], name: str) -> str:
    metadata = {"name": name, **drawn.get("metadata", {})}
    return text({"apiVersion": VERSIONS[kind], "kind": kind, **drawn, "metadata": metadata}).lstrip("\n")


@settings(deadline=None, max_examples=60, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(objects(patch=False), objects(patch=True)), min_size=8, max_size=8))
def test_drawn_patches_merge_as_kustomize_merges_them(
    reference: Reference, pairs: list[tuple[dict[str, Any], dict[str, Any]]]
) -> None:
    """Many patches a build, since each build takes the binary a tenth of a second."""
    drawn = [
        Case(f"{kind} {i}", document(kind, dest[kind], f"n{i}"), document(kind, patch[kind], f"n{i}"))
        for i, (dest, patch) in enumerate(pairs)
        for kind in VERSIONS
    ]
    merged = [(case, merged_by_kustompy(case)) for case in drawn]
    whole = [(case, result) for case, result in merged if result and not result.startswith("error: ")]
    assert built(reference, [case for case, _ in whole]) == [result for _, result in whole]
    for case, result in merged:
        if result.startswith("error: "):
            assert expected_by(reference, case).startswith(result.partition(": node contents")[0].rstrip())


def merged_by_kustompy(case: Case) -> str:
    try:
        merged = strategic_merge(read(case.dest)[0], read(case.patch)[0], merge_schema())
    except KustompyError as error:
        return f"error: {error}\n"
    return "" if merged is None else write_document(merged)


def built(reference: Reference, drawn: list[Case]) -> list[str]:
    with TemporaryDirectory() as tree:
        root = Path(tree)
        (root / "resources.yaml").write_text(SEPARATOR.join(case.dest for case in drawn))
        kustomization = "resources: [resources.yaml]\nsortOptions: {order: fifo}\npatches:\n"
        for i, case in enumerate(drawn):
            (root / f"patch{i}.yaml").write_text(case.patch)
            kustomization += f"- path: patch{i}.yaml\n"
        (root / "kustomization.yaml").write_text(kustomization)
        result = reference.build(tree)
    assert result.code == 0, result.stderr.decode()
    return result.stdout.decode().split(SEPARATOR)
