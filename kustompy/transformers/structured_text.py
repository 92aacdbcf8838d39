"""Replacements inside of a text that is itself YAML or JSON, as in the data of a ConfigMap (spec section 3.9)."""

from __future__ import annotations

from kustompy.errors import KustompyError, LimitError
from kustompy.model.values import Mistyped, UnprintableMapping, is_scalar, text_of
from kustompy.transformers.field_matcher import Untagged
from kustompy.yamlio.go.go_json import dumps
from kustompy.yamlio.nodes.comments import Comments
from kustompy.yamlio.nodes.node_writer import write_nodes
from kustompy.yamlio.nodes.nodes import Node, ValuedComposer, node_of
from kustompy.yamlio.read.parser import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.model.values import Value
    from kustompy.transformers.field_matcher import Matcher

    Splice = Callable[[str, str], str]
    """Puts the second text into the first."""


def edited(
    text: str, matcher: Matcher, value: Value, spliced: Splice | None = None, *, odd_keys: bool = False
) -> str | None:
    """The text with the value in every place that the path leads to; None where it leads nowhere.

    The value is ``spliced`` into the text that is there, or takes its place. Without ``odd_keys``, JSON is left alone
    that has keys which are no strings.
    """
    try:
        document = ValuedComposer(text)
        if document.root is None:
            return None
        places = matcher.places(document.value)
    # A limit is ours and not kustomize's: it must not look like a text that holds no YAML.
    except LimitError:
        raise
    except KustompyError:
        return None
    if not places:
        return None
    for container, key in places:
        _write(document, container, key, value, spliced)
    # Only now: the nodes of what the path created are made of their values, when these have been set.
    _complete(document, document.value)
    written = write_nodes(document.root, Comments(text, document.leaves))
    # kustomize tells JSON from YAML by the first character of the old text, and writes it back in the same format.
    if text.lstrip()[0] not in "{[":
        return written.strip()
    # json.Marshal of Go refuses keys that are no strings; from 5.8.2 on they are written as texts.
    is_odd = _has_odd_key(document.root)
    if is_odd and not odd_keys:
        return None
    try:
        decoded = _with_written_keys(written) if is_odd else parse(written)
    except KustompyError:
        return None
    if _holds_mistyped(decoded):
        return None
    # Compact or with two blanks: kustomize looks for a line break and for two blanks in the old text, and for no more.
    return dumps(decoded, indent=2 if "\n" in text and "  " in text else 0)


def _write(document: ValuedComposer, container: Value, key: str | int, value: Value, spliced: Splice | None) -> None:
    """Set the value: of a scalar only the text changes, so that its tag may no longer hold."""
    old = container[key]
    if not is_scalar(old):
        container[key] = value
        node = document.node(container)
        if node is not None:
            node.put(key, node_of(value))
        return
    text = text_of(value) if is_scalar(value) else ""
    if spliced is not None:
        text = spliced(text_of(old), text)
    # Without a tag, so that `5` becomes a number in the text whatever it was in the source.
    container[key] = Untagged(text)
    node = document.node(container)
    child = node.child(key) if node is not None else None
    if child is not None and child.kind == "scalar":
        child.text = text


def _complete(document: ValuedComposer, value: Value) -> None:
    """Make nodes for what was created in mappings and sequences of the text."""
    node = document.node(value)
    if node is None:
        return
    for key, each in value.items() if isinstance(value, dict) else enumerate(value):
        child = node.child(key)
        if child is None:
            node.put(key, _created(each))
        elif not is_scalar(each):
            _complete(document, each)


def _created(value: Value) -> Node:
    if type(value) is Untagged:
        return Node("scalar", str(value))
    node = node_of(value) if is_scalar(value) else Node("map" if isinstance(value, dict) else "seq")
    if isinstance(value, dict):
        for key, each in value.items():
            node.items += [Node("scalar", key, "!!str"), _created(each)]
    elif isinstance(value, list):
        node.items = [_created(each) for each in value]
    return node


def _has_odd_key(node: Node) -> bool:
    """Whether a mapping has a key that is no string, which JSON cannot have."""
    if node.kind == "map":
        for key in node.items[::2]:
            if key.kind != "scalar" or (key.tag != "!!str" and key.text != "<<"):
                return True
    return any(map(_has_odd_key, node.items))


def _with_written_keys(text: str) -> Value:
    """The value of the text, with keys that are printed as texts."""
    from kustompy.yamlio.written_keys import written_keys

    # inside of brackets: keys of the outermost mapping pass as they are written
    return written_keys(parse(f"[{text}\n]"))[0]


def _holds_mistyped(value: Value) -> bool:
    if type(value) is UnprintableMapping:
        return True
    if isinstance(value, dict):
        return any(map(_holds_mistyped, value.values()))
    if isinstance(value, list):
        return any(map(_holds_mistyped, value))
    return type(value) is Mistyped
