"""Paths of fields as people read them: elements of lists by what names them, ``containers[name=web].image``."""

from __future__ import annotations

from kustompy.model.values import is_scalar, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.model.values import Value

NAMING = ("name", "key", "mountPath", "containerPort", "port", "ip", "topologyKey", "type", "uid")
"""Fields that tell elements of lists apart; the first that an element has counts."""
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_$")
_IN_BRACKETS = _PLAIN | frozenset("./:@")


def path_text(path: Sequence[str | int], manifest: Value = None) -> str:
    """The path; ``manifest`` is where the names of elements are looked up, which else are told by their indexes."""
    text = ""
    value = manifest
    for part in path:
        value = _below(value, part)
        if isinstance(part, int):
            text += f"[{_name_of(value) or part}]"
        elif part and _PLAIN.issuperset(part):
            text += f".{part}" if text else part
        else:
            quoted = part.replace("\\", "\\\\").replace('"', '\\"')
            text += f'["{quoted}"]'
    return text


def named_by(element: Value) -> tuple[str, str] | None:
    """The field that tells an element apart from others, and its text."""
    if isinstance(element, dict):
        for field in NAMING:
            if field in element and is_scalar(element[field]) and element[field] is not None:
                return field, text_of(element[field])
    return None


def _name_of(element: Value) -> str:
    named = named_by(element)
    return f"{named[0]}={named[1]}" if named and named[1] and _IN_BRACKETS.issuperset(named[1]) else ""


def _below(value: Value, part: str | int) -> Value:
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list) and isinstance(part, int) and -len(value) <= part < len(value):
        return value[part]
    return None
