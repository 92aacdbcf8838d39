"""A document as kustomize's errors show it: in the styles it was written in, keys that are there twice included."""

from __future__ import annotations

from kustompy.model.secrets import FIELDS, HIDDEN
from kustompy.yamlio.nodes.comments import Comments
from kustompy.yamlio.nodes.node_writer import write_nodes
from kustompy.yamlio.nodes.nodes import Composer
from kustompy.yamlio.read.chunks import chunks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.paths import FieldPath
    from kustompy.yamlio.nodes.nodes import Node


def document_text(text: bytes | str, index: int, path: FieldPath = ()) -> str:
    """What is at the path in the document with this index of a text, without values that may be of a Secret."""
    chunk = chunks(text)[index]
    written = chunk if isinstance(chunk, str) else chunk.decode("utf-8", "replace")
    document = Composer(written)
    root = document.root
    for part in path:
        root = root and root.child(part)
    assert root is not None, "a value that was read"
    if "Secret" in written or "stringData" in written:
        # By the words in the text, not by `kind`: the document failed, and may not say its kind where it should.
        _hide(root, is_data=False)
    return write_nodes(root, Comments(written, document.leaves))


def _hide(node: Node, *, is_data: bool) -> None:
    if node.kind == "scalar" and is_data:
        node.text, node.style = HIDDEN, '"'
    for at, each in enumerate(node.items):
        is_value = node.kind == "seq" or at % 2
        if is_value:
            named = node.kind == "map" and node.items[at - 1].text in FIELDS
            _hide(each, is_data=is_data or named)
