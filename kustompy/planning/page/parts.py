"""Parts of the page; every text that is not ours is escaped here."""

from __future__ import annotations

import re
from html import escape

from kustompy.planning.explaining import shortened
from kustompy.planning.forms.described import origin_text, title
from kustompy.planning.forms.text import SIGNS, yaml_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kustompy.model.values import Value
    from kustompy.planning.forms.described import Entry, FieldEntry, Origin

# The pattern is ours and every part of it takes at least one character, so that Python's `re` is linear here.
_WORDS = re.compile(r"\w+|\s+|.", re.DOTALL)
# difflib takes time in the product of both sides.
_MANY_WORDS = 400
_MANY_LINES = 40


def safe(text: str) -> str:
    """The text for HTML, without control characters, which no page may have."""
    # HTML allows no control characters; quotes are escaped, since texts stand in attributes as well.
    return escape("".join(each if each.isprintable() or each in "\n\t" else "\ufffd" for each in text), quote=True)


def card(heading: str, body: str, *, attributes: str = "", text: str = "") -> str:
    """Something that opens; ``heading`` and ``body`` are HTML, ``text`` is what a filter looks at beside them."""
    return f'<details data-text="{safe(text)}"{attributes}><summary>{heading}</summary><div>{body}</div></details>\n'


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are HTML."""
    head = "".join(f"<th>{each}</th>" for each in heads)
    lines = "".join(f'<tr data-text="">{"".join(f"<td>{cell}</td>" for cell in row)}</tr>\n' for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>\n"


def code(text: str) -> str:
    """The text as code."""
    return f"<code>{safe(text)}</code>"


def entry_card(entry: Entry, overlays: str) -> str:
    """One resource that differs."""
    notes = [f"was {entry.former}"] if entry.former else []
    notes += [f"{len(entry.fields)} field{'s' * (len(entry.fields) != 1)}"] if entry.fields else []
    more = f' <span class="soft">{safe(" · ".join(notes))}</span>' if notes else ""
    body = _origins(entry.origins) + "".join(_field(each) for each in entry.fields)
    if entry.manifest is not None:
        lines = yaml_lines(entry.manifest)
        rest = [f"… {len(lines) - _MANY_LINES} more lines"] if len(lines) > _MANY_LINES else []
        kind = "new" if entry.kind == "added" else "old"
        body += f'<div class="one"><pre class="{kind}">{safe(chr(10).join([*lines[:_MANY_LINES], *rest]))}</pre></div>'
    body += "".join(
        f'<p class="soft">{count} field{"s" * (count != 1)} follow{"s" * (count == 1)} {safe(what)}</p>'
        for what, count in entry.follows
    )
    heading = f"{SIGNS[entry.kind]} <strong>{safe(title(entry))}</strong>{more}"
    return card(heading, body, text=f"{overlays} {entry.kind}")


def _field(field: FieldEntry) -> str:
    head = f"{SIGNS[field.kind]} {code(field.path)}"
    if field.kind == "moved":
        body = '<p class="soft">the same elements in another order</p>'
    elif field.is_hidden and field.kind == "changed":
        body = '<p class="soft">changed</p>'
    elif field.lines is not None:
        body = _lines(field.lines)
    else:
        body = _sides(field)
    return f'<div class="field">{head}{body}{_origins(field.origins)}</div>'


def _sides(field: FieldEntry) -> str:
    old = "" if field.kind == "added" else _shown(field.old)
    new = "" if field.kind == "removed" else _shown(field.new)
    before, after = marked(old, new) if field.kind == "changed" else (safe(old), safe(new))
    left, right = f'<pre class="old">{before}</pre>', f'<pre class="new">{after}</pre>'
    one = (left if old else "") + (right if new else "")
    return f'<div class="one">{one}</div><div class="two">{left}{right}</div>'


def _shown(value: Value) -> str:
    if isinstance(value, (dict, list)) and value:
        return "\n".join(yaml_lines(value)[:_MANY_LINES])
    return value if isinstance(value, str) and "\n" in value else shortened(value)


def marked(old: str, new: str) -> tuple[str, str]:
    """Both texts as HTML, with the words that differ marked."""
    one, other = _WORDS.findall(old), _WORDS.findall(new)
    if len(one) > _MANY_WORDS or len(other) > _MANY_WORDS:
        return safe(old), safe(new)
    from difflib import SequenceMatcher

    before, after = "", ""
    for kind, a, a_end, b, b_end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        left, right = safe("".join(one[a:a_end])), safe("".join(other[b:b_end]))
        # Escaped word by word: the marks go around whole words and never into a reference.
        before += left if kind == "equal" or not left else f"<del>{left}</del>"
        after += right if kind == "equal" or not right else f"<ins>{right}</ins>"
    return before, after


def _lines(lines: Sequence[str]) -> str:
    """The lines of a unified diff: as they are, and side by side."""
    one = "".join(f'<span class="line{_CLASSES.get(line[:1], "")}">{safe(line)}</span>' for line in lines)
    old = "".join(f'<span class="line">{safe(line[1:])}</span>' for line in lines if line[:1] in "- ")
    new = "".join(f'<span class="line">{safe(line[1:])}</span>' for line in lines if line[:1] in "+ ")
    return (
        f'<div class="one"><pre>{one}</pre></div>'
        f'<div class="two"><pre class="old">{old}</pre><pre class="new">{new}</pre></div>'
    )


_CLASSES = {"-": " old", "+": " new", "@": " soft"}


def _origins(origins: Iterable[Origin]) -> str:
    return "".join(f'<div class="soft">{code(origin_text(each))}</div>' for each in origins)
