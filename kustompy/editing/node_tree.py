"""The nodes of a YAML text, by the reader that can tell their places."""

from __future__ import annotations

from kustompy.editing.block_nodes import block_nodes
from kustompy.editing.nodes import UnknownPlace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.editing.nodes import Node


def nodes(text: str) -> Node | None:
    """The root of the first document, None for an empty one; raises UnknownPlace or YamlError if it cannot be read."""
    try:
        return block_nodes(text)
    except UnknownPlace:
        # The YAML library behind the events takes longer to import than a whole edit. Kustomizations with anchors, tags
        # or odd layouts pay for it; all others start without it (tests/editing/test_effort.py).
        from kustompy.editing.event_nodes import event_nodes

        return event_nodes(text)
