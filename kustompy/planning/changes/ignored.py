"""Differences that an Application of Argo CD ignores: fields at JSON pointers and jq paths of some resources."""

from __future__ import annotations

from typing import NamedTuple

from kustompy.model.ids import split_api_version
from kustompy.model.values import plain
from kustompy.planning.changes.jq_path import Each, Either, Index, Key, Select

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value
    from kustompy.planning.changes.jq_path import Step


class Ignored(NamedTuple):
    """The resources that an entry of ``ignoreDifferences`` is about, and the steps to fields of them."""

    group: str
    kind: str
    name: str
    """Empty for any name."""
    namespace: str
    """Empty for any namespace."""
    paths: tuple[tuple[Step, ...], ...]

    def fits(self, manifest: Manifest, path: FieldPath) -> bool:
        """Whether a field is at or below one that is ignored."""
        return self._is_about(manifest) and any(_leads_to(each, manifest, path) for each in self.paths)

    def _is_about(self, manifest: Manifest) -> bool:
        metadata = manifest.get("metadata") or {}
        group = split_api_version(str(manifest.get("apiVersion")))[0]
        return (
            _globbed(self.group, group)
            and _globbed(self.kind, str(manifest.get("kind")))
            and self.name in ("", metadata.get("name"))
            and self.namespace in ("", metadata.get("namespace"))
        )


def _globbed(pattern: str, text: str) -> bool:
    """Whether a text is as a pattern says, in which ``*`` stands for any characters."""
    # Without `re`: patterns are of the tree. Each part is searched once, from left to right, so the time is linear.
    first, *rest = pattern.split("*")
    if not rest:
        return text == pattern
    if not text.startswith(first) or len(text) < len(first) + len(rest[-1]) or not text.endswith(rest[-1]):
        return False
    at, end = len(first), len(text) - len(rest[-1])
    for part in rest[:-1]:
        at = text.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True


def _leads_to(steps: Sequence[Step], manifest: Manifest, path: FieldPath) -> bool:
    value: Value = manifest
    at = 0
    for step in steps:
        # It takes no part of the path: it only lets values pass or not.
        if isinstance(step, Select):
            if not _holds(step, value):
                return False
            continue
        if at == len(path) or not _takes(step, value, path[at]):
            return False
        value = _below(value, path[at])
        at += 1
    return True


def _takes(step: Step, value: Value, key: str | int) -> bool:
    """Whether a step from a value leads to the field with a key."""
    if isinstance(step, Each):
        return True
    if isinstance(step, Either):
        return step.part == str(key)
    if isinstance(step, Index):
        length = len(value) if isinstance(value, list) else 0
        return isinstance(key, int) and key == (step.number if step.number >= 0 else step.number + length)
    return isinstance(step, Key) and isinstance(key, str) and key == step.name


def _holds(step: Select, value: Value) -> bool:
    for each in step.path:
        if isinstance(each, Key) and isinstance(value, dict):
            value = value.get(each.name)
        elif isinstance(each, Index) and isinstance(value, list) and -len(value) <= each.number < len(value):
            value = value[each.number]
        # jq takes a field of null for null, and fails at any other value without fields; a failure ignores nothing.
        elif value is not None or isinstance(each, Each):
            return False
    found = plain(value)
    # In Python true equals 1; in jq it does not.
    is_same = type(found) is type(step.literal) and found == step.literal
    return is_same is step.is_equal


def _below(value: Value, key: str | int) -> Value:
    if isinstance(value, dict):
        return value.get(key)
    return value[key] if isinstance(value, list) and isinstance(key, int) and key < len(value) else None
