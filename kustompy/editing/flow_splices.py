"""The splices that put entries into a flow collection, and take them out of it with their commas."""

from __future__ import annotations

from kustompy.editing.nodes import UnknownPlace, line_end, line_start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.editing.nodes import Entry, Node, Splice


def inserted_last(text: str, node: Node, new: str) -> list[Splice]:
    """Put new text behind the last entry of a flow collection."""
    if not node.entries:
        return [(node.start + 1, node.start + 1, new)]
    last = node.entries[-1]
    return inserted_behind(text, node, last, max(last.value.end, last.after), new)


def inserted_behind(text: str, node: Node, entry: Entry, at: int, new: str) -> list[Splice]:
    """Put new text behind an entry of a flow collection, on a line of its own if the entry has one."""
    start, end = line_start(text, entry.start), line_end(text, at)
    pad = text[start : entry.start]
    if pad.strip(" ") or line_start(text, node.start) == start:
        # All on one line, or the brackets open on the line of the entry.
        return [(at, at, ", " + new)]
    if text[at:end].lstrip(" ").startswith(",") and end < node.end:
        # An entry a line, with a comma behind the last one.
        return [(end, end, f"{pad}{new},\n")]
    if end < node.end and "," not in text[at:end].partition("#")[0]:
        # An entry a line, without a comma behind the last one: a comment behind it stays on its line.
        return [(at, at, ","), (end, end, f"{pad}{new}\n")]
    return [(at, at, f",\n{pad}{new}")]


def cut(text: str, node: Node, indexes: set[int]) -> list[Splice]:
    """Cut entries of a flow collection with the commas that part them from what stays."""
    if len(indexes) == len(node.entries):
        return [(node.entries[0].start, node.entries[-1].value.end, "")] if indexes else []
    splices: list[Splice] = []
    is_first = True
    for index, each in enumerate(node.entries):
        if index not in indexes:
            is_first = False
            continue
        before = node.entries[index - 1].value.end if index else 0
        # With nothing kept before it an entry goes with the comma behind it, any other one with the comma before it.
        if is_first:
            splices.append((each.start, node.entries[index + 1].start, ""))
        # From the value before to this one there is a comment, which would be cut as well.
        elif "#" in text[before : each.start]:
            splices += _cut_line(text, each, before)
        else:
            splices.append((before, each.value.end, ""))
    return splices


def _cut_line(text: str, entry: Entry, before: int) -> list[Splice]:
    """Cut an entry that has its lines to itself, behind a comment on the line of the one before it."""
    start, end = line_start(text, entry.start), line_end(text, entry.value.end)
    rest = text[entry.value.end : end].partition("#")[0].strip()
    if text[start : entry.start].strip(" ") or rest not in ("", ","):
        raise UnknownPlace
    # The last entry has no comma: the one before it then loses its own.
    is_last = not rest and text[before : before + 1] == ","
    return [*([(before, before + 1, "")] if is_last else []), (start, end, "")]
