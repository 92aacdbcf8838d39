"""What kyaml sees in a value: no node, a null, a scalar with its text, a mapping, a list."""

from __future__ import annotations

from kustompy.errors import PatchError
from kustompy.model.values import Quoted, is_null, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kustompy.model.values import Value

ABSENT: Any = object()
"""No node at all, where None is a null that somebody wrote."""

_NAMES = {"map": "MappingNode", "list": "SequenceNode", "scalar": "ScalarNode"}


class WrongShape(PatchError):
    """There is a mapping, list or scalar where a merge needs one of the others."""

    default_code = "KST513"


def kind_of(node: Value) -> str:
    """What the node is, empty for a null and for none."""
    if isinstance(node, dict):
        return "map"
    if isinstance(node, list):
        return "list"
    return "" if node is ABSENT or is_null(node) else "scalar"


def check_kind(node: Value, expected: str) -> None:
    """Refuse a node that is of another kind than it needs to be."""
    kind = kind_of(node)
    if kind and kind != expected:
        from kustompy.yamlio.go.node_text import node_text

        found = f"expected {_NAMES[expected]} but got {_NAMES[kind]}"
        raise WrongShape(f"wrong node kind: {found}: node contents:\n{node_text(node)}")


def node_value(node: Value) -> str:
    """The text of a node as kyaml compares it: that of a mapping or a list is empty."""
    return "" if isinstance(node, (dict, list)) else text_of(node)


def key_text(element: Value, key: str) -> str:
    """The text of a key that an element can be told by, or an empty one."""
    if not isinstance(element, dict):
        return ""
    value = element.get(key)
    if type(value) is str or type(value) is Quoted:
        return value
    return "" if is_null(value) else node_value(value)
