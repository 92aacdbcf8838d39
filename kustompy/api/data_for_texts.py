"""A kustomization made in code may have data wherever its file has a text: patches, and configs of plugins."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kustompy.model.values import Value

_OF_TEXTS = ("patchesStrategicMerge", "generators", "transformers", "validators")
"""Fields that list texts, or paths of files."""
_OF_PATCHES = ("patches", "patchesJson6902")
"""Fields that list mappings whose `patch` is a text."""


def with_texts(fields: Mapping[str, Value]) -> dict[str, Value]:
    """The fields with a YAML text for each mapping or list that stands where kustomize reads a text."""
    return {
        **fields,
        **{name: _each(fields[name], _text) for name in _OF_TEXTS if name in fields},
        **{name: _each(fields[name], _patch) for name in _OF_PATCHES if name in fields},
    }


def _each(entries: Value, change: Callable[[Value], Value]) -> Value:
    return [change(each) for each in entries] if isinstance(entries, list | tuple) else entries


def _patch(entry: Value) -> Value:
    return {**entry, "patch": _text(entry["patch"])} if isinstance(entry, dict) and "patch" in entry else entry


def _text(value: Value) -> Value:
    from collections.abc import Mapping

    from kustompy.api.parts import text_of_data

    # a list would be one of manifests: operations of a JSON patch are one document
    return text_of_data(value) if isinstance(value, Mapping | list | tuple) else value
