"""The text of a kustomization, changed at the places where its values change, and nowhere else.

``rewritten`` compares the values of a text with the wanted ones. Pairs and elements that stay keep their bytes; what is
new stands behind what was there; an element that moves takes the comments above it along.
"""

from __future__ import annotations

from kustompy.editing.alignment import alignment
from kustompy.editing.emission import (
    Style,
    element,
    flow,
    holds_block,
    inline,
    is_block,
    mapping,
    pair,
    scalar_in_flow,
    style_of,
)
from kustompy.editing.flow_splices import cut, inserted_behind, inserted_last
from kustompy.editing.nodes import (
    MAP,
    NULL,
    SCALAR,
    SEQ,
    Entry,
    Node,
    UnknownPlace,
    end_of_first_document,
    entry_named,
    line_end,
    line_start,
    spliced,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.editing.nodes import Splice
    from kustompy.model.values import Value

# kustomize prints none of these (omitempty): a field with such a value and a field that is not there are the same.
_EMPTY: tuple[Value, ...] = (None, [], {})


def rewritten(text: str, root: Node | None, before: dict[str, Value], after: dict[str, Value]) -> str:
    """Change a text that reads as ``before`` so that it reads as ``after``; without a last newline it stays without."""
    # All places behind a line need its line end. The one that the text lacks is added here and taken away at the end.
    is_ended = not text or text.endswith("\n")
    rewriter = _Rewriter(text if is_ended else text + "\n", root, is_ended=is_ended)
    if root is None:
        rewriter.append_to_empty(after)
    elif root.kind != MAP:
        raise UnknownPlace
    else:
        rewriter.mapping(root, before, after)
    changed = spliced(rewriter.text, rewriter.splices)
    return changed if is_ended else changed.removesuffix("\n")


class _Rewriter:
    __slots__ = ("is_ended", "root", "splices", "style", "text")

    def __init__(self, text: str, root: Node | None, *, is_ended: bool) -> None:
        self.text, self.root, self.is_ended = text, root, is_ended
        self.style = style_of(root)
        self.splices: list[Splice] = []

    def splice(self, start: int, end: int, new: str) -> None:
        self.splices.append((start, end, new))

    def append_to_empty(self, after: dict[str, Value]) -> None:
        """Put all fields at the end of a document without any, above what ends it."""
        lines = mapping({key: each for key, each in after.items() if each not in _EMPTY}, 0, self.style)
        at = end_of_first_document(self.text)
        self.splice(at, at, "".join(f"{line}\n" for line in lines))

    # ---- mappings ----

    def mapping(self, node: Node, old: dict[str, Value], new: dict[str, Value]) -> None:
        removed = [name for name in old if name not in new or (new[name] in _EMPTY and old[name] not in _EMPTY)]
        # With its last pair gone a key would be left with nothing below it, which is null and no mapping.
        if len(removed) == len(node.entries) and node is not self.root:
            raise _Whole
        # Before anything is removed: a value that goes to another key (`patchesJson6902` to `patches`) keeps its lines
        # and comments, and only the key is written anew.
        renamed = self.rename(node, old, new, removed)
        for name in removed:
            self.remove(node, name, is_dropped=name not in new)
        added: dict[str, Value] = {}
        for name, value in new.items():
            if (
                name in removed
                or name in renamed
                or (name not in old and value in _EMPTY)
                or (name in old and old[name] == value)
            ):
                continue
            entry = entry_named(node, name)
            if entry is None:
                added[name] = value
            else:
                self.change(node, entry, old.get(name), value)
        if added:
            (self.add_in_flow if node.in_flow else self.add)(node, added)

    def rename(self, node: Node, old: dict[str, Value], new: dict[str, Value], removed: list[str]) -> set[str]:
        """Rename keys whose value moves to a new key, and take them off the list of those to remove."""
        renamed: set[str] = set()
        for name in [each for each in removed if each not in new and old[each] not in _EMPTY]:
            others = [key for key in new if key not in old and key not in renamed and new[key] == old[name]]
            entry = entry_named(node, name)
            if others and entry is not None and entry_named(node, others[0]) is None:
                self.splice(entry.start, self.key_end(entry), others[0])
                renamed.add(others[0])
                removed.remove(name)
        return renamed

    def key_end(self, entry: Entry) -> int:
        return entry.start + len(entry.key) + 2 * bool(entry.style)

    def add(self, node: Node, added: dict[str, Value]) -> None:
        """Append pairs to a block mapping."""
        at = line_end(self.text, node.entries[-1].value.end)
        # Comments at the end of the file close what is above them. A comment below a nested mapping may as well belong
        # to what follows.
        if node is self.root:
            at = self.behind_comments(at)
            if not self.is_ended and (any(map(holds_block, added.values())) or self.block_at_end() is not None):
                # Without a last newline in the file a literal block at its end would lose its own, so the new pairs go
                # above the last one instead.
                at = self.above_comments(line_start(self.text, node.entries[-1].start))
        self.splice(at, at, "".join(f"{line}\n" for line in mapping(added, node.column, self.style)))

    def behind_comments(self, at: int) -> int:
        """The place behind the comments that stand right below the last line of a document."""
        while self.text[at : line_end(self.text, at)].lstrip(" ").startswith("#"):
            at = line_end(self.text, at)
        return at

    def add_in_flow(self, node: Node, added: dict[str, Value]) -> None:
        text = ", ".join(flow({key: value}, self.style)[1:-1] for key, value in added.items())
        self.splices += inserted_last(self.text, node, text)

    def remove(self, node: Node, name: str, *, is_dropped: bool) -> None:
        """Remove a pair; of one that is only to be empty, a flow collection stays.

        In braces the pair goes: there an edit adds lists in brackets, which leave nothing behind.
        """
        entries = [each for each in node.entries if each.key.lower() == name.lower()]
        if not entries:
            raise UnknownPlace
        for entry in entries:
            value = entry.value
            if not (is_dropped or node.in_flow) and value.in_flow and value.kind in (MAP, SEQ) and value.entries:
                self.splice(value.entries[0].start, value.entries[-1].value.end, "")
            elif node.in_flow:
                self.splices += cut(self.text, node, {node.entries.index(entry)})
            else:
                self.cut_pair(node, entry)

    def cut_pair(self, node: Node, entry: Entry) -> None:
        """Cut a pair of a block mapping; comments between the elements of its value stay."""
        start = line_start(self.text, entry.start)
        if self.text[start : entry.start].strip(" "):
            # The pair shares its line with a dash: the next pair moves up to it, or nothing is left behind the dash.
            following = node.entries.index(entry) + 1
            if following == len(node.entries):
                raise _Whole
            self.splice(entry.start, node.entries[following].start, "")
            return
        value = entry.value
        # Usually key and value go with all their lines. Comments between elements were written for more than these
        # values.
        if value.kind not in (MAP, SEQ) or value.in_flow or not self.comments_between(entry):
            self.splice(start, line_end(self.text, value.end), "")
            return
        self.splice(start, line_end(self.text, entry.start), "")
        for each in value.entries:
            self.splice(line_start(self.text, each.start), line_end(self.text, each.value.end), "")

    def comments_between(self, entry: Entry) -> bool:
        """Whether lines stand between the key and the elements below it."""
        elements = entry.value.entries
        ends = [line_end(self.text, entry.after), *(line_end(self.text, each.value.end) for each in elements)]
        return any(end < line_start(self.text, each.start) for end, each in zip(ends, elements, strict=False))

    # ---- values ----

    def change(self, node: Node, entry: Entry, old: Value, new: Value) -> None:
        """Change the value of an entry in place, or write it anew where it is of another shape."""
        value, count = entry.value, len(self.splices)
        try:
            if value.kind == MAP and isinstance(old, dict) and isinstance(new, dict):
                self.mapping(value, old, new)
                return
            if value.kind == SEQ and isinstance(old, list) and isinstance(new, list) and len(old) == len(value.entries):
                self.sequence(value, old, new)
                return
        except _Whole:
            # What was noted before the refusal would overlap with the text that is written instead.
            del self.splices[count:]
        is_scalar = not isinstance(new, (dict, list))
        # A block has its header on another line than its text, and a text of several lines needs lines of its own:
        # both are written anew below.
        if value.kind == SCALAR and is_scalar and value.style not in ("|", ">") and not (
            is_block(new) and not value.in_flow
        ):  # fmt: skip
            self.splice(value.start, value.end, inline(new, value.style, in_flow=value.in_flow))
            return
        self.replace(node, entry, new)

    def replace(self, node: Node, entry: Entry, new: Value) -> None:
        """Write the value of an entry anew, in the style of new text; a comment behind its key stays."""
        value = entry.value
        if node.in_flow:
            text = flow(new, self.style) if isinstance(new, (dict, list)) else scalar_in_flow(new, self.style)
            # A key without a value (`{a:}`) has no blank behind its colon yet, without which the two would be one
            # word.
            start = value.start if value.kind != NULL else entry.after
            self.splice(start, max(value.end, start), text if value.kind != NULL else " " + text)
            return
        if node.kind == SEQ:
            first, *others = element(new, node.column, self.style)
            self.put(entry.after, value, first[node.column + 1 :], others)
            return
        # The key itself stays as it is written, quotes included: a stand-in takes its place, and only what follows is
        # used.
        first, *others = pair("x", new, node.column, self.style)
        self.put(entry.after, value, first[node.column + 2 :], others)

    def put(self, after: int, value: Node, first: str, others: list[str]) -> None:
        """Replace a value by text on its line and lines below it."""
        end = line_end(self.text, after)
        below = "".join(f"{line}\n" for line in others)
        # The value ends on the line of its key: a comment behind it stays on that line, and further lines go below.
        if value.end <= end:
            self.splice(after, max(after, value.end), first)
            self.splice(end, end, below)
        # The value begins on the line of its key and goes on below (a block, or brackets over several lines).
        elif self.text[after:end].strip() and value.start < end:
            self.splice(after, line_end(self.text, value.end), f"{first}\n{below}")
        else:
            # All of the value is below its key: a comment behind the key stays.
            self.splice(after, after, first)
            self.splice(end, line_end(self.text, value.end), below)

    # ---- sequences ----

    def sequence(self, node: Node, old: list[Value], new: list[Value]) -> None:
        if not new:
            raise _Whole
        if node.in_flow:
            self.flow_sequence(node, old, new)
            return
        sources = alignment(old, new)
        # Elements that stay in their order keep their lines as they are; only a list that is sorted anew has to move
        # any.
        kept = [each for each in sources if each is not None]
        if kept != sorted(kept):
            self.reorder(node, old, new, sources)
            return
        self.refuse_shared_lines(node)
        # The comments above an element that goes stay: nobody knows whether they were about it or about the group
        # below.
        for index in set(range(len(old))).difference(kept):
            entry = node.entries[index]
            self.splice(line_start(self.text, entry.start), line_end(self.text, entry.value.end), "")
        at = self.above_first(node)
        for value, source in zip(new, sources, strict=True):
            if source is None:
                self.splice(at, at, "".join(f"{line}\n" for line in element(value, node.column, self.style_at(at))))
                continue
            entry = node.entries[source]
            if old[source] != value:
                self.change(node, entry, old[source], value)
            at = line_end(self.text, entry.value.end)

    def style_at(self, at: int) -> Style:
        """The style of what is put at a place: at the end of a text without a last newline, no block keeps its own."""
        if self.is_ended or at < len(self.text):
            return self.style
        block = self.block_at_end()
        if block is not None:
            self.splice(block.start + 1, block.start + 1, "-")
        return Style(self.style.dash, self.style.step, is_json=self.style.is_json, has_blocks=False)

    def block_at_end(self) -> Node | None:
        """The block scalar that ends the text and has a last newline only if the text has."""
        node = self.root
        while node is not None and node.entries and not node.in_flow:
            node = node.entries[-1].value
        if node is None or node.style not in ("|", ">") or line_end(self.text, node.end) < len(self.text):
            return None
        return node if self.text[node.start + 1 : node.start + 2] not in ("-", "+") else None

    def refuse_shared_lines(self, node: Node) -> None:
        """Refuse a sequence whose first dash stands behind another dash."""
        first = node.entries[0].start
        if self.text[line_start(self.text, first) : first].strip(" "):
            raise _Whole

    def above_first(self, node: Node) -> int:
        """The place above the first element and the comments that belong to it."""
        return self.above_comments(line_start(self.text, node.entries[0].start))

    def above_comments(self, at: int) -> int:
        while at > 0:
            before = line_start(self.text, at - 1)
            if not self.text[before:at].lstrip(" ").startswith("#"):
                break
            at = before
        return at

    def reorder(self, node: Node, old: list[Value], new: list[Value], sources: list[int | None]) -> None:
        """Write the elements in another order, each with the lines above it that are its own."""
        self.refuse_shared_lines(node)
        # What stands between two elements belongs to the lower one, so it moves along: a comment is about what is
        # below it.
        starts = [self.above_first(node)]
        ends = [line_end(self.text, each.value.end) for each in node.entries]
        starts += ends[:-1]
        parts = []
        for value, source in zip(new, sources, strict=True):
            if source is None:
                parts.append("".join(f"{line}\n" for line in element(value, node.column, self.style)))
            else:
                parts.append(self.element_text(node, source, starts[source], ends[source], old[source], value))
        self.splice(starts[0], ends[-1], "".join(parts))

    def element_text(self, node: Node, index: int, start: int, end: int, old: Value, new: Value) -> str:
        """The lines of one element after its own edits."""
        # Its edits apply to the lines of the element alone, which are then put in as one text.
        outer, self.splices = self.splices, []
        if old != new:
            self.change(node, node.entries[index], old, new)
        inner, self.splices = self.splices, outer
        return spliced(self.text[start:end], [(at - start, to - start, put) for at, to, put in inner])

    def flow_sequence(self, node: Node, old: list[Value], new: list[Value]) -> None:
        sources = alignment(old, new)
        kept = [each for each in sources if each is not None]
        # New elements go behind those that stay. Between them, or in another order, the list is joined anew.
        if kept != sorted(kept) or (sources and None in sources[: len(kept)] and kept):
            self.reorder_in_flow(node, old, new, sources)
            return
        self.splices += cut(self.text, node, set(range(len(old))).difference(kept))
        for value, source in zip(new, sources, strict=True):
            if source is not None and old[source] != value:
                self.change(node, node.entries[source], old[source], value)
        added = [self.flow_text(value) for value, source in zip(new, sources, strict=True) if source is None]
        if added and not kept and node.entries:
            at = node.entries[0].start
            self.splice(at, at, ", ".join(added))
        elif added and kept:
            entry = node.entries[kept[-1]]
            self.splices += inserted_behind(self.text, node, entry, entry.value.end, ", ".join(added))
        elif added:
            self.splices += inserted_last(self.text, node, ", ".join(added))

    def flow_text(self, value: Value) -> str:
        return flow(value, self.style) if isinstance(value, (dict, list)) else scalar_in_flow(value, self.style)

    def reorder_in_flow(self, node: Node, old: list[Value], new: list[Value], sources: list[int | None]) -> None:
        parts = []
        for value, source in zip(new, sources, strict=True):
            if source is None:
                parts.append(self.flow_text(value))
                continue
            entry = node.entries[source]
            parts.append(self.element_text(node, source, entry.start, entry.value.end, old[source], value))
        self.splice(node.entries[0].start, node.entries[-1].value.end, ", ".join(parts))


class _Whole(Exception):
    """The collection has to be written anew, since nothing of it stays or an edit in place would not do."""
