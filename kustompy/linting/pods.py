"""What pods refer to, for the checks of what a build gives."""

from __future__ import annotations

from kustompy.upstream import NEWEST
from kustompy.validation.schema.facts import NOTHING, Facts, entries, mapping, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NamedTuple, TypeAlias

    from kustompy.errors import Diagnostic
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest
    from kustompy.provenance.places import Place

    Generated: TypeAlias = tuple[Resource, Place]
    """A generated resource, and the place of its generator."""
    Result: TypeAlias = tuple[Resource | None, FieldPath, Diagnostic]
    """What a finding is about: a resource and the path in it, or neither where the diagnostic has its own place."""

    class Reference(NamedTuple):
        path: FieldPath
        kind: str
        name: str
        keys: frozenset[str] | None
        """The keys that are meant, None for all."""
else:
    from collections import namedtuple

    Reference = namedtuple("Reference", ["path", "kind", "name", "keys"])


def facts_of(resource: Resource) -> Facts:
    """The resource as the rules of validation see it."""
    gvk = resource.gvk
    return Facts(resource.manifest, gvk.group, gvk.version, gvk.kind, NEWEST)


def pod_labels(facts: Facts) -> list[Manifest]:
    """The labels of the pods that a workload makes."""
    if facts.pod is NOTHING:
        return []
    return [mapping(mapping(facts.template, "metadata"), "labels")]


def references(facts: Facts) -> Iterator[Reference]:
    """The config maps and secrets that a pod reads."""
    for path, container in facts.containers:
        for index, source in entries(container, "envFrom"):
            for field, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
                if field in source:
                    yield _reference((*path, "envFrom", index, field, "name"), kind, mapping(source, field), None)
        for index, variable in entries(container, "env"):
            origin = mapping(variable, "valueFrom")
            for field, kind in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")):
                if field in origin:
                    one = mapping(origin, field)
                    keys = frozenset((text(one.get("key")),))
                    yield _reference((*path, "env", index, "valueFrom", field, "name"), kind, one, keys)
    for index, volume in entries(facts.pod, "volumes"):
        here = (*facts.pod_path, "volumes", index)
        yield from _of_volume(volume, here, "secretName")
        for number, source in entries(mapping(volume, "projected"), "sources"):
            yield from _of_volume(source, (*here, "projected", "sources", number), "name")
    for index, secret in entries(facts.pod, "imagePullSecrets"):
        yield _reference((*facts.pod_path, "imagePullSecrets", index, "name"), "Secret", secret, None)


def _of_volume(volume: Manifest, here: FieldPath, secret_key: str) -> Iterator[Reference]:
    for field, kind, key in (("configMap", "ConfigMap", "name"), ("secret", "Secret", secret_key)):
        if field in volume:
            source = mapping(volume, field)
            items = entries(source, "items")
            keys = frozenset(text(item.get("key")) for _, item in items) if items else None
            yield _reference((*here, field, key), kind, source, keys, key)


def _reference(
    path: FieldPath, kind: str, source: Manifest, keys: frozenset[str] | None, name: str = "name"
) -> Reference:
    return Reference(path, kind, text(source.get(name)), keys)
