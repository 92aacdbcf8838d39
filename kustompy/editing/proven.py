"""The new text of a kustomization, read back before it is written: one that does not read as wanted is given up."""

from __future__ import annotations

from kustompy.editing.node_tree import nodes
from kustompy.editing.nodes import UnknownPlace, end_of_first_document
from kustompy.editing.rewriting import rewritten
from kustompy.errors import KustomizationError, KustompyError
from kustompy.kustomization.file import fold_legacy_fields, parse_kustomization
from kustompy.model.values import copied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

    Fields = dict[str, Value]

# A byte order mark is no part of the text for YAML: it is set aside, and put back in front of whatever is written.
_MARK = "\ufeff"


def proven_text(source: bytes, path: str, before: Fields, after: Fields) -> bytes:
    """The file with as few changes as will do: in place; else with whole fields anew; else all of it."""
    try:
        text = source.decode()
    except UnicodeDecodeError:
        return _reprinted(source, path, after)
    mark = _MARK if text.startswith(_MARK) else ""
    text = text.removeprefix(_MARK)
    # Only where all lines end so do new lines as well. In a file with both kinds each line keeps its own end.
    has_returns = "\r\n" in text and "\n" not in text.replace("\r\n", "")
    if has_returns:
        text = text.replace("\r\n", "\n")
    # First the smallest change. It fails, for instance, where a value that changes holds the anchor of an alias
    # elsewhere; then the fields that change are taken out and written anew below all others.
    for start in (before, _without_changed(before, after)):
        new = _attempt(text, start, before, after)
        if new is None:
            continue
        encoded = (mark + (new.replace("\n", "\r\n") if has_returns else new)).encode()
        if _reads_as(encoded, path, after):
            return encoded
    return _reprinted(source, path, after)


def _attempt(text: str, start: Fields, before: Fields, after: Fields) -> str | None:
    """The text changed in place from ``before``, or by way of ``start``, in which changed fields are left out."""
    try:
        if start is not before:
            text = rewritten(text, nodes(text), before, start)
        return rewritten(text, nodes(text), start, after)
    # The text is a kustomization, so this is about its layout alone: the next way may know it.
    except (UnknownPlace, KustompyError):
        return None


def _without_changed(before: Fields, after: Fields) -> Fields:
    return {field: value for field, value in before.items() if after.get(field) == value}


def _reads_as(content: bytes, path: str, wanted: Fields) -> bool:
    try:
        # Read as kustomize reads: its reader decides what the text says, not what the edit meant to write.
        found = parse_kustomization(content, path)
    except KustompyError:
        return False
    return bool(pruned(found) == pruned(wanted))


def pruned(value: Value) -> Value:
    """The value without what kustomize leaves out when it prints a kustomization."""
    if isinstance(value, dict):
        small = {key: pruned(each) for key, each in value.items()}
        # False and empty texts are kept here though kustomize omits them, too: they were written by somebody, and an
        # edit in place leaves them.
        return {key: each for key, each in small.items() if each is not None and each != [] and each != {}}
    return [pruned(each) for each in value] if isinstance(value, list) else value


def _reprinted(source: bytes, path: str, after: Fields) -> bytes:
    """The file printed anew; one of several documents is refused, since kustomize would lose the others."""
    text = source.decode("utf-8", "replace")
    # kustomize reads the first document only, and prints only that one.
    if text[end_of_first_document(text) :].strip(" \r\n.-"):
        raise KustomizationError(
            "the kustomization cannot be edited in place, and has a second document, which would be lost",
            code="KST858",
            file=path,
            hint="move the second document into another file",
        )
    from kustompy.editing.layout import laid_out

    # kustomize's layout has no places for old fields: they are folded on every read there.
    folded = copied(after)
    fold_legacy_fields(folded)
    return laid_out(source, folded)
