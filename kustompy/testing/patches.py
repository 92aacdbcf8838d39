"""Strategies for patches that apply to a given manifest."""

from __future__ import annotations

from hypothesis import strategies as st

from kustompy.api.parts import json_patch
from kustompy.model.values import copied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kustompy.model.values import Manifest, Value


# Examples shrink towards 0: the plainest change has the lowest numbers, and directives and deletions the highest.
_CHOICE = st.integers(0, 11)
_IDENTITY = ("apiVersion", "kind", "metadata")
_MERGED_BY_NAME = frozenset(("containers", "initContainers", "volumes", "env"))
_STRINGS = st.sampled_from(("changed", "", "1", "true", "two words"))
_KEYS = st.sampled_from(("added", "example.com/added", "a~b"))
# Copied: sampled_from gives the same list each time, and a test may change what it is given in place.
_VALUES = st.sampled_from(("added", 1, True, ["a", "b"], {"inner": "value"}, 1.5)).map(copied)


def strategic_merge_patches(*, for_: Mapping[str, Value]) -> st.SearchStrategy[Manifest]:
    """Strategic merge patches that name the manifest and change, add or delete some of its fields."""
    return _strategic(for_)


@st.composite
def _strategic(draw: st.DrawFn, for_: Mapping[str, Value]) -> Manifest:
    metadata = for_["metadata"]
    named: Manifest = {key: metadata[key] for key in ("name", "namespace") if key in metadata}
    patch: Manifest = {"apiVersion": for_["apiVersion"], "kind": for_["kind"], "metadata": named}
    if draw(_CHOICE) > 7:
        named["labels"] = {draw(_KEYS).replace("~", "-"): "added"}
    below = {key: value for key, value in for_.items() if key not in _IDENTITY}
    if below:
        patch.update(_changed_mapping(draw, below))
    return patch


def _changed_mapping(draw: st.DrawFn, value: Manifest) -> Manifest:
    """A part of the mapping, changed: one of its keys, sometimes two."""
    keys = list(value)
    chosen = {draw(st.sampled_from(keys))}
    if draw(_CHOICE) == 1:
        chosen.add(draw(st.sampled_from(keys)))
    return {key: _changed(draw, key, value[key]) for key in keys if key in chosen}


def _changed(draw: st.DrawFn, key: str, value: Value) -> Value:
    choice = draw(_CHOICE)
    if choice == 11:
        return None
    # An empty mapping in a patch changes nothing.
    if isinstance(value, dict) and not value:
        return {draw(_KEYS): "added"}
    if isinstance(value, dict):
        return {**_changed_mapping(draw, value), "$patch": "replace"} if choice == 10 else _changed_mapping(draw, value)
    if isinstance(value, list):
        return _changed_list(draw, key, value) if value else []
    return _other_scalar(draw, value)


def _changed_list(draw: st.DrawFn, key: str, value: list[Value]) -> list[Value]:
    if key not in _MERGED_BY_NAME or not all(isinstance(each, dict) and "name" in each for each in value):
        # A list that has no merge key is replaced as a whole: a part of it keeps the type of its elements.
        return [copied(each) for each in value[: draw(st.integers(1, len(value)))]]
    element = draw(st.sampled_from(value))
    name = {"name": element["name"]}
    rest = {field: each for field, each in element.items() if field != "name"}
    choice = draw(_CHOICE)
    if choice == 9:
        return [{**name, "$patch": "delete"}]
    if choice == 10 or not rest:
        # Another merge key makes another element, which joins those that are there.
        return [{**copied(element), "name": f"{element['name']}-2"}]
    return [{**name, **_changed_mapping(draw, rest)}]


def _other_scalar(draw: st.DrawFn, value: Value) -> Value:
    # Asked for first: in Python a bool is an int, and its successor would be a number.
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    return draw(_STRINGS)


def json_patches(*, for_: Mapping[str, Value], max_size: int = 4) -> st.SearchStrategy[list[Manifest]]:
    """JSON 6902 operations that apply to the manifest one after the other; they keep its identity and its types."""
    return _operations(for_, max_size)


@st.composite
def _operations(draw: st.DrawFn, for_: Mapping[str, Value], max_size: int) -> list[Manifest]:
    document = dict(for_)
    operations = []
    for _ in range(draw(st.integers(1, max_size))):
        operation = _operation(draw, document)
        # RFC 6902 applies each operation to what the one before it has left, so each is drawn for that.
        document = json_patch(document, [operation])
        operations.append(operation)
    return operations


def _operation(draw: st.DrawFn, document: Manifest) -> Manifest:
    """One operation that applies to the document as it is now."""
    places = list(_places(document, ""))
    containers = [("", document), *((path, value) for path, value in places if isinstance(value, (dict, list)))]
    choice = draw(_CHOICE)
    if not places or choice < 5:
        parent, container = draw(st.sampled_from(containers))
        return {
            "op": "add",
            "path": _new_place(draw, parent, container),
            "value": _added_value(draw, parent, container),
        }
    path, value = draw(st.sampled_from(places))
    if choice < 7:
        return {"op": "replace", "path": path, "value": _other_value(draw, value)}
    if choice < 8:
        return {"op": "remove", "path": path}
    if choice < 9:
        return {"op": "test", "path": path, "value": copied(value)}
    # a value cannot be moved into itself, and lists and metadata keep elements of one type
    outside = [
        (place, container)
        for place, container in containers
        if not f"{place}/".startswith(f"{path}/")
        and isinstance(container, dict)
        and (not place.startswith("/metadata") or isinstance(value, str))
    ]
    kind = "copy" if choice < 11 or _shifts(path, outside) else "move"
    return {"op": kind, "from": path, "path": _new_place(draw, *draw(st.sampled_from(outside)))}


def _shifts(path: str, containers: list[tuple[str, Value]]) -> bool:
    """Whether taking the value away would shift the indexes that the paths of the containers go by."""
    parent, _, last = path.rpartition("/")
    return last.isdigit() and any(each[0].startswith(f"{parent}/") for each in containers)


def _added_value(draw: st.DrawFn, path: str, container: Value) -> Value:
    """A value that fits in: a string in metadata, in a list another of its elements, anything elsewhere."""
    if path.startswith("/metadata"):
        return draw(_STRINGS)
    if isinstance(container, list) and container:
        return copied(draw(st.sampled_from(container)))
    return draw(_VALUES)


def _other_value(draw: st.DrawFn, value: Value) -> Value:
    """A value of the same type; a mapping keeps its name, since kustomize refuses a subject without one."""
    if isinstance(value, dict):
        return {key: copied(each) for at, (key, each) in enumerate(value.items()) if at or key == "name"}
    if isinstance(value, list):
        return [copied(each) for each in value[1:]]
    return _other_scalar(draw, value)


def _new_place(draw: st.DrawFn, path: str, container: Value) -> str:
    if isinstance(container, list):
        # RFC 6902: `-` is the place behind the last element, as is the index that equals the length.
        return f"{path}/-" if draw(_CHOICE) < 6 else f"{path}/{draw(st.integers(0, len(container)))}"
    return f"{path}/{_escaped(draw(_KEYS))}"


def _places(value: Value, path: str) -> Iterator[tuple[str, Value]]:
    """Path and value of everything below, but for what says which resource, or which element of a list, it is."""
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    in_list = path.rpartition("/")[2].isdigit()
    for key, each in entries:
        place = f"{path}/{_escaped(str(key))}"
        if place in ("/apiVersion", "/kind", "/metadata/name", "/metadata/namespace"):
            continue
        if in_list and key == "name":
            continue
        # A manifest without metadata is no resource, and its fields below may change all the same.
        if place != "/metadata":
            yield place, each
        if isinstance(each, (dict, list)):
            yield from _places(each, place)


def _escaped(key: str) -> str:
    # RFC 6901: the tilde first, else that of an escaped slash would be escaped again.
    return key.replace("~", "~0").replace("/", "~1")
