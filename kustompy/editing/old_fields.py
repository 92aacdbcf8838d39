"""Old fields of a kustomization written as today's where they stand: lines below a key stay, and so do comments."""

from __future__ import annotations

from kustompy.editing.node_tree import nodes
from kustompy.editing.nodes import MAP, NULL, SCALAR, SEQ, UnknownPlace, line_end, line_start, spliced

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.editing.nodes import Entry, Node, Splice

_STEP = 2
_PATCHES = ("patchesStrategicMerge", "patches", "patchesJson6902")
"""The lists of patches in the order in which they are applied."""
_RESOURCES = ("resources", "bases")


def modernized(text: str) -> str:
    """The text with today's fields; a field whose layout is not understood stays as it is."""
    # Lines are moved as wholes, so the last one gets a line end for the while.
    if not text.endswith("\n"):
        return modernized(text + "\n").removesuffix("\n")
    # Each conversion reads the text anew, since the one before it has moved all places.
    for convert in (_patches, _resources, _labels):
        root = nodes(text)
        if root is not None and root.kind == MAP and not root.in_flow:
            try:
                text = convert(text, root)
            except UnknownPlace:
                continue
    return text


def _patches(text: str, root: Node) -> str:
    merges = _entry(root, "patchesStrategicMerge")
    if merges is not None:
        text = spliced(text, _as_patches(text, merges.value))
        root = _root(text)
    return _joined(text, root, _PATCHES, "patches")


def _resources(text: str, root: Node) -> str:
    return _joined(text, root, _RESOURCES, "resources")


def _root(text: str) -> Node:
    root = nodes(text)
    if root is None:
        raise UnknownPlace
    return root


def _entry(root: Node, name: str) -> Entry | None:
    found = [each for each in root.entries if each.key == name]
    # Go takes the last of two fields with one name; to convert one of them would bring the other back to life.
    if len(found) > 1:
        raise UnknownPlace
    return found[0] if found else None


def _as_patches(text: str, merges: Node) -> list[Splice]:
    """The splices that make items of ``patches`` of the entries: a file is a path, a text is a patch."""
    splices: list[Splice] = []
    for each in merges.entries:
        value = each.value
        # An anchor or a tag belongs to the text of the patch, and not to the mapping that is put around it.
        if merges.kind != SEQ or value.kind != SCALAR or text[value.start] in "&!":
            raise UnknownPlace
        lines = text.count("\n", value.start, value.end)
        if merges.in_flow:
            if lines:
                raise UnknownPlace
            splices += [(value.start, value.start, "{path: "), (value.end, value.end, "}")]
            continue
        # A block, or a text over several lines, is the patch itself; on one line it is taken for the name of a file.
        key = "patch" if value.style in ("|", ">") or lines else "path"
        splices.append((value.start, value.start, f"{key}: "))
        splices += _shifted(text, line_end(text, value.start), value.end, _STEP)
    return splices


def _shifted(text: str, start: int, end: int, by: int) -> list[Splice]:
    """The splices that indent the lines which begin between two places."""
    splices: list[Splice] = []
    while start < end:
        # Blank lines stay as they are: white space at their ends would be a change that nobody asked for.
        if text[start : line_end(text, start)].strip():
            splices.append((start, start, " " * by))
        start = line_end(text, start)
    return splices


def _joined(text: str, root: Node, names: tuple[str, ...], name: str) -> str:
    """One list of several fields, at the place of the first in the text, in the order of the names."""
    present = [(each, entry) for each in names if (entry := _entry(root, each)) is not None]
    if all(each == name for each, _ in present):
        return text
    if len(present) == 1:
        entry = present[0][1]
        return spliced(text, [(entry.start, entry.after, f"{name}:")])
    # Lists in brackets have no lines to move.
    if any(entry.value.kind != SEQ or entry.value.in_flow for _, entry in present):
        raise UnknownPlace
    first = min((entry for _, entry in present), key=lambda each: each.start)
    column = first.value.column
    parts = [_items(text, entry, column, is_first=entry is first) for _, entry in present]
    splices: list[Splice] = [(first.start, first.after, f"{name}:")]
    start = line_end(text, first.after)
    splices.append((start, _end_of_block(text, first), "".join(parts)))
    for _, entry in present:
        if entry is not first:
            splices.append((_above(text, line_start(text, entry.start)), _end_of_block(text, entry), ""))
    return spliced(text, splices)


def _items(text: str, entry: Entry, column: int, *, is_first: bool) -> str:
    """The lines of a list, moved to a column; with the comments at its key, if this goes."""
    start, end = line_end(text, entry.after), _end_of_block(text, entry)
    by = column - entry.value.column
    lines = [_moved(line, by) for line in text[start:end].splitlines(keepends=True)]
    if is_first:
        return "".join(lines)
    at = line_start(text, entry.start)
    above = [line.strip() for line in text[_above(text, at) : at].splitlines()]
    behind = text[entry.after : start].strip()
    comments = [each for each in (*above, behind) if each]
    if any(not each.startswith("#") for each in comments):
        raise UnknownPlace
    return "".join([*(f"{' ' * column}{each}\n" for each in comments), *lines])


def _moved(line: str, by: int) -> str:
    if by >= 0:
        return " " * by + line if line.strip() else line
    # A comment that is indented less than the list would lose a part of its text.
    if line[:-by].strip(" "):
        raise UnknownPlace
    return line[-by:]


def _end_of_block(text: str, entry: Entry) -> int:
    """Where the line begins behind a block, and behind the comments below it that are indented as it is."""
    at = end = line_end(text, entry.value.end - 1)
    # A comment at the first column stands between fields, and belongs to the next one.
    column = max(entry.value.column, 1)
    while at < len(text):
        line = text[at : line_end(text, at)]
        if line.strip() and not (line.lstrip().startswith("#") and len(line) - len(line.lstrip()) >= column):
            break
        at = line_end(text, at)
        if line.strip():
            end = at
    return end


def _above(text: str, at: int) -> int:
    """Where the comments begin that stand right above a line."""
    while at:
        before = line_start(text, at - 1)
        if not text[before:at].lstrip().startswith("#"):
            return at
        at = before
    return at


def _labels(text: str, root: Node) -> str:
    """``commonLabels`` as an entry of ``labels`` that has the selectors as well."""
    common, labels = _entry(root, "commonLabels"), _entry(root, "labels")
    if common is None or common.value.kind != MAP:
        return text
    if labels is not None and labels.value.kind not in (SEQ, NULL):
        raise UnknownPlace
    if labels is not None:
        return _labels_joined(text, common, labels)
    head = "labels:{}\n- includeSelectors: true\n  pairs:"
    if common.value.in_flow:
        moved = _shifted(text, line_end(text, common.value.start), common.value.end, 2 * _STEP)
        return spliced(text, [(common.start, common.after, head.format("")), *moved])
    start = line_end(text, common.after)
    # A comment behind `commonLabels:` goes behind the new key.
    behind = text[common.after : start].rstrip()
    splices: list[Splice] = [(common.start, start, f"{head.format(behind)}\n")]
    return spliced(text, [*splices, *_deeper(text, common, start, _STEP)])


def _deeper(text: str, common: Entry, start: int, column: int) -> list[Splice]:
    """What moves the pairs, and the comments among them, behind the column of their key."""
    by = max(0, column + _STEP - common.value.column)
    return _shifted(text, start, _end_of_block(text, common), by) if by else []


def _labels_joined(text: str, common: Entry, labels: Entry) -> str:
    """The same at the end of a list that is there."""
    if labels.value.in_flow or labels.value.kind != SEQ or common.value.in_flow:
        raise UnknownPlace
    column = labels.value.column
    start, end = line_end(text, common.after), _end_of_block(text, common)
    behind = text[common.after : start].strip()
    pairs = spliced(text, _deeper(text, common, start, column + _STEP))
    moved = pairs[start : len(pairs) - (len(text) - end)]
    above = _above(text, line_start(text, common.start))
    comments = "".join(
        f"{' ' * column}{each.strip()}\n" for each in text[above : line_start(text, common.start)].splitlines()
    )
    pad = " " * column
    lines = f"{comments}{pad}- includeSelectors: true\n{pad}  pairs:{' ' if behind else ''}{behind}\n{moved}"
    at = _end_of_block(text, labels)
    return spliced(text, [(above, end, ""), (at, at, lines)])
