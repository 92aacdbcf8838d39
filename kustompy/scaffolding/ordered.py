"""Manifests as people write them: YAML with the keys in the order given, and comments above."""

from __future__ import annotations

from kustompy.yamlio.writer import write_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Value


def text_of(manifest: dict[str, Value], *, comment: str = "") -> str:
    """The manifest as a YAML document below its comment, whose lines become lines of the document."""
    lines = [f"# {each}" for each in comment.split("\n") if each]
    return "\n".join([*lines, *_mapping(manifest)]) + "\n"


def _mapping(value: dict[str, Value]) -> Iterator[str]:
    # An empty mapping or list has no lines of its own: the writer prints it as `{}` or `[]` behind the key.
    for key, each in value.items():
        if each and isinstance(each, dict):
            yield f"{key}:"
            yield from (f"  {line}" for line in _mapping(each))
        elif each and isinstance(each, list):
            yield f"{key}:"
            yield from _sequence(each)
        else:
            yield from _scalar(key, each)


def _sequence(value: list[Value]) -> Iterator[str]:
    for each in value:
        first, *others = _mapping(each) if isinstance(each, dict) else _item(each)
        yield f"- {first}"
        yield from (f"  {line}" for line in others)


def _item(value: Value) -> list[str]:
    return [line.partition(": ")[2] for line in _scalar("item", value)]


def _scalar(key: str, value: Value) -> list[str]:
    # The writer knows when a scalar needs quotes, and sorts the keys of a mapping: so it gets one key at a time.
    return write_document({key: value}).rstrip("\n").split("\n")
