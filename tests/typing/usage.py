"""Typed usage of every public name; mypy --strict and pyright check it, nothing runs it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import kustompy
from kustompy import (
    Build,
    BuildOptions,
    Change,
    Dependencies,
    Diagnostic,
    Diff,
    Finding,
    Gvk,
    Kustomization,
    Limits,
    Resource,
    ResourceId,
    Result,
)
from kustompy.testing import (
    applications,
    assert_deterministic,
    assert_hashes_match,
    assert_idempotent,
    assert_lints,
    assert_no_dangling_references,
    assert_only_changes,
    assert_same_as_kustomize,
    assert_snapshot,
    assert_valid,
    components,
    json_patches,
    kustomizations,
    labels,
    lists,
    names,
    quantities,
    resources,
    strategic_merge_patches,
    texts,
    trees,
)

version: str = kustompy.__version__


def builds(directory: Path) -> list[Build]:
    fields: Kustomization = {
        "resources": ["overlays/prod"],
        "images": [{"name": "app", "newTag": "1"}],
        "configMapGenerator": [{"name": "a", "literals": ["a=b"], "options": {"immutable": True}}],
    }
    data: dict[str, Any] = {"resources": ["base"]}
    return [
        kustompy.build("overlays/prod"),
        kustompy.build(directory, load_restrictions=False, limits=Limits(resources=10), root=directory),
        kustompy.build(fields, base=directory, enable_helm=True, helm_api_versions=["v1"]),
        kustompy.build(data, files={"base/kustomization.yaml": data, "a": b"", "b": "text", "c": [1], "d": None}),
        kustompy.build({"resources": ["base"]}, files={directory / "a.yaml": "text"}, disk=False),
        kustompy.build(".", transformers=[relabel, replaced], generators=[generated], validators=[checked, found]),
    ]


def relabel(given: list[Resource]) -> None:
    for each in given:
        each["metadata"].setdefault("labels", {})["a"] = "b"


def replaced(given: list[Resource]) -> list[Resource]:
    return [each for each in given if each.kind != "Secret"]


def generated() -> Iterator[dict[str, Any]]:
    yield {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}


def checked(given: list[Resource]) -> None:
    assert given


def found(given: list[Resource]) -> Iterator[str]:
    yield from (each.name for each in given)


def of_a_fleet(targets: list[Path], executor: Executor) -> None:
    for result in kustompy.build_many(targets, jobs=2, executor=executor, offline=True):
        build: Build | None = result.build if result.error is None else None
        reached: tuple[str, ...] = result.dependencies.read
        told: tuple[str, float, list[str], str] = result.target, result.seconds, result.warnings, result.text
        del build, reached, told
    results: Iterator[Result] = kustompy.build_many(["overlays/a"])
    found: list[Dependencies] = [each.dependencies for each in results]
    del found


def with_options(target: str) -> list[str]:
    options: BuildOptions = {"offline": True, "function_network": True, "transformers": [relabel]}
    results = kustompy.build_many([target], inputs={"a.env": {"A": "b"}}, **options)
    return [kustompy.build(target, **options).to_yaml(), *(each.text for each in results)]


async def in_a_thread() -> Build:
    return await kustompy.abuild("overlays/prod", offline=True)


def of_a_build(build: Build, directory: str | os.PathLike[str]) -> None:
    text: str = build.to_yaml() + build.to_json(indent=2)
    plain: list[dict[str, Any]] = build.to_dicts()
    paths: list[str] = build.write(directory)
    several: list[Resource] = build.find("Deployment", labels={"a": "b"}) + build.find(labels="a in (b)") + build[1:]
    one: Resource = build.one("Deployment", "web", "shop")
    by_id: dict[ResourceId, Resource] = build.by_id
    read: tuple[str, ...] = build.dependencies.read + build.dependencies.missed + build.dependencies.remotes
    lists: list[str] = build.images() + build.files + build.warnings
    sequence: Sequence[Resource] = build
    names: list[str] = [each.name for each in build]
    del text, plain, paths, several, one, by_id, lists, sequence, names, read


def of_a_resource(resource: Resource) -> None:
    mapping: Mapping[str, Any] = resource
    gvk: Gvk = resource.gvk
    group, version, kind = gvk
    text: str = group + version + kind + resource.kind + resource.name + resource.namespace + resource.to_yaml()
    strings: dict[str, str] = {**resource.labels, **resource.annotations}
    ids: list[ResourceId] = [resource.id, resource.original_id]
    origin: dict[str, Any] | None = resource.origin
    made = Resource({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}})
    plain: dict[str, Any] = made.to_dict() or made.manifest
    del mapping, text, strings, ids, origin, plain


def of_the_parts(manifest: dict[str, Any]) -> None:
    merged: dict[str, Any] | None = kustompy.strategic_merge(manifest, "spec: {}")
    patched: Any = kustompy.json_patch(manifest, [{"op": "remove", "path": "/spec"}])
    text: str = kustompy.dump([manifest]) + kustompy.dump(manifest) + kustompy.content_hash(manifest)
    documents: list[Any] = kustompy.load(text)
    findings: list[Finding] = kustompy.validate([manifest], kubernetes_version="1.30")
    findings += kustompy.validate("overlays/prod", disable=["KST911"])
    odd: list[kustompy.Diagnostic] = kustompy.lint("overlays/prod", disable=["KST957"])
    assert odd
    del merged, patched, documents, findings


def of_a_diff(a: Build, b: Build) -> list[str]:
    changes: Diff = kustompy.diff(a, b.to_yaml(), ignore=[{"kinds": ["Secret"]}])
    causes: list[kustompy.Cause] = [each for change in changes for field in change.fields for each in field.causes]
    fields: list[kustompy.FieldChange] = changes[0].fields
    explained: list[kustompy.Explained] = b.explain_fields("Deployment/web", "spec")
    writers: tuple[kustompy.Writer, ...] = explained[0].writers
    deployed: kustompy.Deployed = kustompy.deploy("overlays/prod", context="prod", may_prune=lambda found: not found)
    failed: list[kustompy.Outcome] = [each for each in deployed.outcomes if each.is_failed]
    parts: tuple[kustompy.Deployed, ...] = kustompy.deploy("clusters#*", prune=True, options={"trust": True}).parts
    assert failed == [] and deployed.is_done and parts
    plan: kustompy.Plan = kustompy.plan("overlays", base="main", findings=False)
    assert causes and fields and writers and plan.overlays
    first: Change = changes[0]
    operations: list[dict[str, Any]] = first.operations
    before: dict[str, Any] | None = first.before
    path: tuple[str | int, ...] = first.paths[0]
    del operations, before, path
    return [each.to_text() for each in (*changes.added, *changes.removed, *changes.changed)]


def of_errors() -> list[Diagnostic]:
    try:
        kustompy.build("overlays/prod")
    except (kustompy.LoadError, kustompy.YamlError, kustompy.PatchError, kustompy.FunctionError) as error:
        return error.diagnostics
    except kustompy.ClusterError as error:
        return error.diagnostics[:1]
    except kustompy.KustompyError as error:
        hint: str = error.diagnostics[0].hint
        return [Diagnostic(hint, file=error.diagnostics[0].file)]
    return []


@given(resources("Deployment"), resources(valid=False), names(), labels(), quantities())
def of_strategies(a: dict[str, Any], b: dict[str, Any], name: str, pairs: dict[str, str], quantity: str) -> None:
    patches: st.SearchStrategy[dict[str, Any]] = strategic_merge_patches(for_=a)
    operations: st.SearchStrategy[list[dict[str, Any]]] = json_patches(for_=b)
    together: st.SearchStrategy[list[dict[str, Any]]] = applications(namespace="shop")
    values: st.SearchStrategy[str] = texts()
    several: st.SearchStrategy[dict[str, Any]] = lists(resources("Job", generate_name=True)) | components([a])
    del together, values, several
    fields: st.SearchStrategy[dict[str, Any]] = kustomizations([a]) | trees(resources("Service"))
    del patches, operations, fields, name, pairs, quantity


def of_laws(build: Build) -> None:
    assert_valid(build)
    assert_hashes_match(build)
    assert_no_dangling_references(build, external=["Secret/*"])
    assert_only_changes(build, build, ["spec"])
    assert_deterministic("overlays/prod", offline=True)
    assert_deterministic(relabel, build)
    assert_idempotent(relabel, build)
    assert_idempotent({"namePrefix": "a"}, [{}])
    assert_lints("overlays/prod", disable=["KST901"])
    assert_same_as_kustomize("overlays/prod")
    assert_snapshot(build, "snapshots", update=True)


def edits(directory: Path) -> list[str]:
    editing: kustompy.Edit = kustompy.edit(directory)
    with editing as change:
        change.add_resource("service.yaml")
    made: str = kustompy.create(str(directory / "new"), resources=["service.yaml"])
    fixed: kustompy.Fixed = kustompy.fix(str(directory))
    localized: kustompy.Localized = kustompy.localize(str(directory))
    apps = {"web": {"image": "nginx:1.27", "port": 8080, "secrets": ["DATABASE_URL"]}}
    scaffold: kustompy.Scaffold = kustompy.scaffold(directory / "shop", {"apps": apps})
    taken = kustompy.scaffold(directory / "taken", from_manifests=directory)
    return [made, *fixed.written, localized.directory, *scaffold.files, *taken.notes]


def empties() -> None:
    kustompy.clear_caches()


inputs = kustompy.declared_inputs("overlays/prod", {"TOKEN": "a"}, placeholders=True)
kustompy.build("overlays/prod", inputs=inputs)
kustompy.build("overlays/prod", inputs={"overlays/prod/secrets.env": {"TOKEN": "a"}, "overlays/prod/key": b"a"})
