"""An annotation of one object in a file of several, set by the smallest change of the text that does it."""

from __future__ import annotations

from kustompy.editing.node_tree import nodes
from kustompy.editing.nodes import UnknownPlace, end_of_first_document
from kustompy.editing.rewriting import rewritten
from kustompy.errors import KustomizationError, KustompyError, YamlError
from kustompy.yamlio.read.reader import read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

_MARK = "\ufeff"


def documents_in(source: bytes) -> list[Value]:
    """The values of the documents in a file, in the order of :func:`with_annotation`; None for an empty one."""
    return [read_config(each) for each in _parts(_text(source)) if each.strip()]


def with_annotation(source: bytes, path: str, document: int, name: str, value: str) -> bytes:
    """The file at a path in which a document has the annotation, and nothing else is different.

    Comments, order and quotes of the rest stay. Raises KustomizationError if the text is written in a way that cannot
    be changed in place.
    """
    text = _text(source)
    # As for kustomizations: new lines end as all lines do, if they all end alike.
    returns = "\r\n" in text and "\n" not in text.replace("\r\n", "")
    parts = _parts(text.replace("\r\n", "\n") if returns else text)
    index = [at for at, each in enumerate(parts) if each.strip()][document]
    before = documents_in(source)
    try:
        after = _annotated(before[document], name, value)
        parts[index] = rewritten(parts[index], nodes(parts[index]), before[document], after)
    except (UnknownPlace, KustompyError):
        raise _unknown(path, name, value) from None
    whole = "".join(parts)
    made = source[: len(source) - len(text.encode())] + (whole.replace("\n", "\r\n") if returns else whole).encode()
    # Read back before anybody sees it: the other documents of the file must be what they were.
    if documents_in(made) != [*before[:document], after, *before[document + 1 :]]:
        raise _unknown(path, name, value)
    return made


def _annotated(manifest: dict[str, Value], name: str, value: str) -> dict[str, Value]:
    metadata = manifest.get("metadata") or {}
    annotations = {**(metadata.get("annotations") or {}), name: value}
    return {**manifest, "metadata": {**metadata, "annotations": annotations}}


def _unknown(path: str, name: str, value: str) -> KustomizationError:
    return KustomizationError(
        f"the annotation {name} cannot be written in place", code="KST858", file=path,
        hint=f"write it by hand: {name}: {value}",
    )  # fmt: skip


def _text(source: bytes) -> str:
    try:
        return source.decode("utf-8").removeprefix(_MARK)
    except UnicodeDecodeError:
        raise YamlError("the file is no UTF-8", code="KST100") from None


def _parts(text: str) -> list[str]:
    """The text cut at the lines that begin documents, which stay with what is behind them."""
    parts = []
    while text:
        end = end_of_first_document(text)
        # `...` ends a document and begins none, so it stays with the one before; `---` begins the next one.
        if text[end : end + 3] == "...":
            end = text.find("\n", end) + 1 or len(text)
        parts.append(text[:end])
        text = text[end:]
    return parts
