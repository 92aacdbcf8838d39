"""Folded blocks (``>``): how they are read, and what is left of one that go-yaml v3 has written and read again."""

from __future__ import annotations

from .strings import allows_block

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
    """The folded block after kustomize's first pass: go-yaml v3 doubles newlines by the first line's looks only."""
    if "\n" not in text or not allows_folding(text):
        return text
    doubled = text.lstrip("\n")[:1] not in ("", " ", "\t")
    written: list[str] = []
    for line in text.split("\n"):
        written.append(line)
        if doubled and line and line[0] not in " \t":
            written.append("")
    if not text.endswith("\n"):
        chomping = "-"
        if doubled and text[text.rfind("\n") + 1] not in " \t":
            written.pop()
    else:
        written.pop()
        chomping = "+" if text == "\n" or text.endswith("\n\n") else ""
    return folded_lines(written, chomping)


def allows_folding(text: str) -> bool:
    """Whether go-yaml v3 writes the text as a block: tabs do not matter to it."""
    return bool(text) and allows_block(text.replace("\t", "x"))
