"""The comments of a YAML text: what stands behind a ``#`` outside of keys and values."""

from __future__ import annotations

from kustompy.editing.node_tree import nodes
from kustompy.editing.nodes import SCALAR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.editing.nodes import Node


def comments(text: str) -> list[str]:
    """Each comment from its ``#`` on, in their order; raises UnknownPlace for a text that is not understood."""
    root = nodes(text)
    found: list[str] = []
    at = 0
    for start, end in [*(() if root is None else _spans(root)), (len(text), len(text))]:
        found += _between(text, at, start)
        at = max(at, end)
    return found


def _spans(root: Node) -> Iterator[tuple[int, int]]:
    """Where each key and each scalar begins and ends, in the order of the text."""
    # A stack of our own: the depth of a text is up to whoever wrote it.
    waiting: list[Node | tuple[int, int]] = [root]
    while waiting:
        each = waiting.pop()
        if isinstance(each, tuple):
            yield each
            continue
        if each.kind == SCALAR:
            yield each.start, each.end
        for entry in reversed(each.entries):
            waiting.append(entry.value)
            if entry.key:
                waiting.append((entry.start, entry.after))


def _between(text: str, start: int, end: int) -> Iterator[str]:
    """The comments in a part of a text that holds no key and no value."""
    at = text.find("#", start, end)
    while at >= 0:
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        # A `#` without space before it is part of an anchor, a tag or an alias, which no key and no value holds.
        if at == 0 or text[at - 1].isspace():
            yield text[at:stop].rstrip()
        at = text.find("#", stop, end)
