"""References between resources, looked up where kustomize itself knows that names stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from kustompy.fieldspecs.tables import DEFAULT_TABLES
from kustompy.results.resource import Resource

LOOKED_FOR = frozenset(
    ("ConfigMap", "Secret", "ServiceAccount", "PersistentVolumeClaim", "Service", "Role", "Deployment", "StatefulSet")
)
"""What a build usually brings along; the rest (storage classes, cluster roles, nodes…) is the cluster's."""
GIVEN = frozenset((("ServiceAccount", "default"), ("ConfigMap", "kube-root-ca.crt")))
"""What every namespace has."""


def dangling_references(manifests: Sequence[Mapping[str, Any]], external: Sequence[str]) -> list[str]:
    """A line for each reference to something that is not among the manifests."""
    resources = [each if isinstance(each, Resource) else Resource(each) for each in manifests]
    there = {(each.kind, each.name, each.effective_namespace) for each in resources}
    found: dict[str, None] = {}
    for referrer in resources:
        for kind, name, namespace, path in references(referrer):
            if (kind, name) in GIVEN or (kind, name, namespace) in there:
                continue
            if not any(fnmatchcase(f"{kind}/{name}", pattern) for pattern in external):
                found[f"{referrer.kind}/{referrer.name}: {path} names {kind}/{name}, which is not there"] = None
    return list(found)


def references(referrer: Resource) -> Iterator[tuple[str, str, str, str]]:
    """Kind, name and namespace of everything that a resource needs, and the path where it says so."""
    for target, specs in DEFAULT_TABLES.name_references:
        if target.kind not in LOOKED_FOR:
            continue
        for spec in specs:
            if not spec.selects(referrer.gvk):
                continue
            segments = [each.removesuffix("[]") for each in spec.segments]
            for container, value in _leaves(referrer.manifest, segments):
                named = value if isinstance(value, dict) else container
                name = value.get("name") if isinstance(value, dict) else value
                if (
                    isinstance(name, str)
                    and named.get("kind", target.kind) == target.kind
                    and not named.get("optional")
                ):
                    namespace = named.get("namespace") or referrer.effective_namespace
                    yield target.kind, name, namespace, ".".join(segments)


def _leaves(node: Any, segments: Sequence[str]) -> Iterator[tuple[dict[str, Any], Any]]:
    """What the path leads to, through lists as well, each with the mapping that it stands in."""
    if isinstance(node, list):
        for each in node:
            yield from _leaves(each, segments)
    elif isinstance(node, dict) and segments[0] in node:
        value = node[segments[0]]
        if len(segments) > 1:
            yield from _leaves(value, segments[1:])
        else:
            yield from ((node, each) for each in (value if isinstance(value, list) else [value]))
