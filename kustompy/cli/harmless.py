"""Output about a tree in a form that neither a terminal nor the log of a pipeline obeys.

Names, values, paths and messages are the tree's. In them a control character is an escape sequence of a terminal, and a
line that begins with ``::`` a command of GitHub's runner; kustomize passes on both.
"""

from __future__ import annotations

# The letters of the escapes are those of JSON, so that a document of a text in quotes stays one. Tabs and ends of lines
# stay; the last two ranges turn the direction of what is read.
_TURNING = (*range(0x2028, 0x202F), *range(0x2066, 0x206A))
_CONTROLS = (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), *_TURNING)
_ESCAPES = {code: f"\\u{code:04x}" for code in _CONTROLS}

_ESCAPE = _ESCAPES[0x1B]
_COLOURS = ("[0m", "[1m", "[2m", *(f"[{more}3{digit}m" for more in ("", "1;") for digit in range(1, 7)))
"""The sequences that colours of our own consist of; any other one is of the tree."""

_OF_LOGS = (("##[", r"#\u0023["), ("##vso[", r"#\u0023vso["), ("##teamcity[", r"#\u0023teamcity["))
"""Commands that the runners of GitHub, Azure and TeamCity look for anywhere in a line, and what stands for them."""


class Commands(str):
    """A text that was made harmless before commands of our own were added for a runner."""

    __slots__ = ()


def harmless(text: str, *, coloured: bool = False) -> str:
    r"""The text with control characters as ``\u001b``, and without commands; ``coloured`` lets our colours through."""
    text = printable(text, coloured=coloured)
    if "##" in text:
        for command, meant in _OF_LOGS:
            text = text.replace(command, meant)
    return "\n".join(map(_without_command, text.split("\n"))) if "::" in text else text


def printable(text: str, *, coloured: bool = False) -> str:
    r"""The text with control characters as ``\u001b``, commands as they are."""
    text = text.translate(_ESCAPES)
    if coloured and _ESCAPE in text:
        first, *parts = text.split(_ESCAPE)
        text = first + "".join(f"\x1b{each}" if each.startswith(_COLOURS) else _ESCAPE + each for each in parts)
    return text


def in_one_line(text: str) -> str:
    """The name with its line breaks escaped, for output that has a line for each name."""
    return text.replace("\n", "\\n")


def _without_command(line: str) -> str:
    # Runners pass over blanks before a command; a backslash keeps it from being one, and is seen.
    start = line.lstrip()
    return f"{line[: len(line) - len(start)]}\\{start}" if start.startswith("::") else line
