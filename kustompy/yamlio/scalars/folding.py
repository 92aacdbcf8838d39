"""Folded blocks (``>``): how they are read, and what is left of one that go-yaml v3 has written and read again."""

from __future__ import annotations

from kustompy.yamlio.scalars.strings import allows_block

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def folded_lines(lines: Sequence[str], chomping: str) -> str:
    """The value of a folded block from its lines, stripped of their indentation."""
    result: list[str] = []
    pending = False
    empty = 0
    was_indented = False
    for line in lines:
        if not line:
            empty += 1
            continue
        # A line that begins with white space is not folded, and neither are the breaks on both of its sides (YAML 1.1,
        # 8.2.4).
        is_indented = line[0] in " \t"
        if pending:
            result.append("\n" * empty or " " if not was_indented and not is_indented else "\n" + "\n" * empty)
        else:
            result.append("\n" * empty)
        result.append(line)
        pending, empty, was_indented = True, 0, is_indented
    if chomping != "-" and pending:
        result.append("\n")
    if chomping == "+":
        result.append("\n" * empty)
    return "".join(result)


def rewritten(text: str) -> str:
    """The folded block after kustomize's first pass: what go-yaml v3 reads of what it wrote."""
    # Written as a plain or quoted scalar, the text comes back as it was.
    if "\n" not in text or not allows_folding(text):
        return text
    chomping = "-" if text[-1] != "\n" else "+" if text == "\n" or text.endswith("\n\n") else ""
    return folded_lines(doubled(text), chomping)


def doubled(text: str) -> list[str]:
    """The lines of a folded block as go-yaml v3 writes them: it doubles newlines by the looks of the first line."""
    # A bug of go-yaml v3 that kustomize prints: it looks at the first line to know whether breaks have to be doubled.
    doubling = text.lstrip("\n")[:1] not in ("", " ", "\t")
    result: list[str] = []
    lines = text.split("\n")
    for line in lines[:-1]:
        result.append(line)
        if doubling and line and line[0] not in " \t":
            result.append("")
    if lines[-1]:
        result.append(lines[-1])
    return result


def allows_folding(text: str) -> bool:
    """Whether go-yaml v3 writes the text as a block: tabs do not matter to it."""
    return bool(text) and allows_block(text.replace("\t", "x"))
