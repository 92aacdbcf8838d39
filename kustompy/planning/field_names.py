"""Paths of fields as people read them: elements of lists by what names them, ``containers[name=web].image``."""

from __future__ import annotations

from kustompy.model.values import is_scalar, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.model.values import Value

# Ordered from what names an element best; `type` and `uid` tell conditions and owners apart.
NAMING = ("name", "key", "mountPath", "containerPort", "port", "ip", "topologyKey", "type", "uid")
"""Fields that tell elements of lists apart; the first that an element has counts."""
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_$")
_MANY = 200
"""Elements of longer lists are shown by their indexes."""
_IN_BRACKETS = _PLAIN | frozenset("./:@")


def path_text(path: Sequence[str | int], manifest: Value = None) -> str:
    """The path; names of elements are looked up in ``manifest``, and without one their indexes are shown."""
    text = ""
    value = manifest
    for part in path:
        around, value = value, _below(value, part)
        if isinstance(part, int):
            text += f"[{_name_of(value, around) or part}]"
        elif part and _PLAIN.issuperset(part):
            text += f".{part}" if text else part
        else:
            # Written as jq and JavaScript write such keys.
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


def _name_of(element: Value, elements: Value) -> str:
    """What names the element alone, if something does."""
    named = named_by(element)
    # A name that is not unique in its list would point to two elements, and one with brackets or dots in it would not
    # read back. Long lists would be searched once for each of their elements.
    if named is None or not named[1] or not _IN_BRACKETS.issuperset(named[1]) or len(elements) > _MANY:
        return ""
    return f"{named[0]}={named[1]}" if sum(named_by(each) == named for each in elements) == 1 else ""


def _below(value: Value, part: str | int) -> Value:
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list) and isinstance(part, int) and -len(value) <= part < len(value):
        return value[part]
    return None
