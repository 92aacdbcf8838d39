"""Changes as a comment on a merge request: folded, and cut where the host would refuse it."""

from __future__ import annotations

from kustompy.planning.forms.described import counts_text, title
from kustompy.planning.forms.text import SIGNS, lines_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.planning.forms.described import Entry

# GitHub takes 65,536 characters in a comment.
LONGEST = 65_000
"""Characters that code hosts take in a comment, less some room."""
_ROOM = 200


def rendered(entries: Sequence[Entry], heading: str = "kustompy diff") -> str:
    """A heading, the counts, and a folded block for each resource."""
    return cut([f"### {heading}\n\n{counts_text(entries)}\n", *map(block, entries)], "resource")


def block(entry: Entry) -> str:
    """One resource, folded: a diff that code hosts colour."""
    lines = [_signed(line) for line in lines_of(entry)]
    return folded(f"{SIGNS[entry.kind]} {title(entry)}", fenced("\n".join(lines[1:]), "diff"))


def folded(summary: str, body: str) -> str:
    """Something that opens when it is clicked."""
    return f"<details><summary>{escaped(summary)}</summary>\n\n{body}\n</details>\n"


def fenced(text: str, language: str = "") -> str:
    """A block of code that no text can leave."""
    longest = run = 0
    for char in text:
        run = run + 1 if char == "`" else 0
        longest = max(longest, run)
    # CommonMark: a fence ends at a line with at least as many backticks, so it has one more than any text in it.
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}\n"


def cut(parts: Sequence[str], what: str) -> str:
    """As many of the parts as fit, and how many do not."""
    text = ""
    for number, part in enumerate(parts):
        if len(text) + len(part) + 1 > LONGEST - _ROOM:
            left = len(parts) - number
            return f"{text}\n… and {left} more {what}{'' if left == 1 else 's'}: the comment would be too long\n"
        text += f"\n{part}" if text else part
    return text


def escaped(text: str) -> str:
    """The text as code, without what HTML, Markdown or a host reads in it: strangers wrote it."""
    # Everything else becomes a character reference: no link, mention, image or tag of a stranger works. Inside of
    # `<code>` hosts turn `@name` and `#1` into no links.
    kept = "".join(each if each.isalnum() or each in " -./," else f"&#{ord(each)};" for each in " ".join(text.split()))
    return f"<code>{kept}</code>"


def _signed(line: str) -> str:
    """The line with its sign in the first column, where the colours come from."""
    bare = line.lstrip(" ")
    # In the language `diff` a line that begins with `!` has a colour of its own, and one with `~` has none.
    if bare.startswith("~ "):
        return f"! {line.replace('~', ' ', 1)[1:]}"
    if bare[:2] in ("+ ", "- ") or (line.startswith("      ") and bare[:1] in ("+", "-")):
        return f"{bare[0]} {line.replace(bare[0], ' ', 1)[1:]}"
    return line
