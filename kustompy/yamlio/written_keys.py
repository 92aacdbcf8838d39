"""Keys that are no strings, as kustomize prints them from 5.8.2 on: an integer or timestamp as its text."""

from __future__ import annotations

from kustompy.model.values import CONTAINERS, Retyped, UnprintableMapping, tag_of
from kustompy.yamlio.restyle import KEY_IS_NO_STRING
from kustompy.yamlio.scalars.scalars import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kustompy.model.resource import Resource
    from kustompy.model.values import Value


def write_keys(resources: Iterable[Resource]) -> None:
    """Give the resources mappings that can be printed, where this is done with keys alone."""
    for resource in resources:
        resource.manifest = written_keys(resource.manifest)


def written_keys(value: Value) -> Value:
    """The value, changed in place where it can be, with keys that are printed as texts."""
    if isinstance(value, list):
        for index, each in enumerate(value):
            if type(each) in CONTAINERS:
                value[index] = written_keys(each)
        return value
    for key, each in value.items():
        if type(each) in CONTAINERS:
            value[key] = written_keys(each)
    if type(value) is not UnprintableMapping or value.problem != KEY_IS_NO_STRING:
        return value
    texts = {key: value.odd_keys[key] if key in value.odd_keys else _text(key, value) for key in value}
    # encoding/json takes strings, integers and types that marshal to text as keys: a float or a boolean still fails.
    if None in texts.values():
        return value
    return {texts[key]: each for key, each in value.items()}


def _text(key: str, mapping: UnprintableMapping) -> str | None:
    """A key that was read as a string, or one that kustomize wrote itself, without a tag."""
    return key if mapping.odd_keys else key_text(resolve(key))


def key_text(key: Value) -> str | None:
    """The key as it is printed, None if JSON has no word for it."""
    if isinstance(key, str):
        return key.text if type(key) is Retyped and key.tag != "!!timestamp" else str(key)
    return str(int(key)) if tag_of(key) == "!!int" else None
