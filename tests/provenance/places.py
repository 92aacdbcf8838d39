"""What stands at a place: the value that a reader finds there, without looking at any positions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from kustompy.errors import KustompyError
from kustompy.model.values import is_null, text_of
from kustompy.provenance.places import WHOLE, Place
from kustompy.yamlio.read.reader import read, read_config

Path = tuple[str | int, ...]
OLD_NAMES = {"resources": "bases", "images": "imageTags", "envs": "env"}


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every scalar of a value, and every mapping and list with nothing in it."""
    if isinstance(value, (dict, list)) and value:
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(each, (*path, key))
    else:
        yield path, value


def values_at(place: Place, load: Callable[[str], bytes]) -> list[Any]:
    """The value at a place as each reader of texts finds it: as one of a manifest, of a configuration, of JSON."""
    text = load(place.file)
    if place.line:
        return [text.decode("utf-8", "replace").split("\n")[0 if place.line == WHOLE else place.line - 1]]
    found = _parts(text, place.document, place.path)
    for document, path in place.inner:
        found = [each for outer in found for each in _parts(str(outer), document, path)]
    return found


def _parts(text: bytes | str, document: int, path: Path) -> list[Any]:
    found = []
    whole = text if isinstance(text, str) else text.decode("utf-8", "replace")
    of_configs = (lambda: read_config(text), lambda: json.loads(whole)) if not document else ()
    for reader in (lambda: read(text)[document], *of_configs):
        try:
            value: Any = reader()
            for depth, part in enumerate(path):
                value = _child(value, part, path, depth)
            found.append(value)
        except (KustompyError, KeyError, IndexError, TypeError, ValueError):
            continue
    return found


def _child(value: Any, part: str | int, path: Path, depth: int) -> Any:
    if isinstance(value, list):
        assert isinstance(part, int)
        return value[part]
    if part in value:
        following = path[depth + 1] if depth + 1 < len(path) else None
        if part in OLD_NAMES and isinstance(following, int) and following >= len(value[part]):
            return [*value[part], *_list(value[OLD_NAMES[str(part)]])]
        return value[part]
    names = {key.lower(): key for key in value}
    if str(part).lower() in names:
        return value[names[str(part).lower()]]
    return _list(value[OLD_NAMES[str(part)]])


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def same(found: Any, value: Any) -> bool:
    """Whether the value is what was found, however each is written; among strings a list has no text."""
    if isinstance(found, (dict, list)):
        return bool(found == value) or value == "" or is_null(value)
    if isinstance(value, (dict, list)):
        return False
    if is_null(found) or is_null(value):
        return is_null(found) == is_null(value) or {text_of(found), text_of(value)} <= {"", "null", "~"}
    if text_of(found).split() == text_of(value).split() or str(found) == str(value):
        return True
    try:
        return float(found) == float(value)
    except (TypeError, ValueError):
        return text_of(found).lower() == text_of(value).lower()
