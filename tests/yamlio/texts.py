"""YAML texts for laws: block style as people write it, and the same with something wrong in it."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = (
    "a", "1", "0x10", "~", "null", "true", "yes", "1.10", "2001-01-01", "foo bar", "a:b", "-x", "x#y", "x #y", "a b  ",
    "http://x:80/?a=b", "é", "=", "?x", "{{x}}", "a}", "*a", "!a b", "a: b", "- x", "%a", "@a", ",a", "'q' # c",
    '"q"', '"q" x', "''", "'it''s'", '"a\\tb\\\\"', "{}", "[]", "[a, b]", "{a: b}", "[1, 2.50, ~] # c", '{"a":1}',
    "{a}", "[http://x]", "[a b, 'c']", "<<", "...", "k: ",
)  # fmt: skip
LINES = ("x", "x y", "# z", "- a", "", "a: b", " w", "   ", "'q'", "\\n")
ENDS = ("", "", "", " # c", " ")
FRAGMENTS = (
    "\n", "\n  ", "\n- ", "  ", " ", ": ", ":", "- ", "-", "|", ">-", "'", '"', "\\", "#", " #", "{", "}", "[", "]",
    ", ", "?", "? ", "!", "&x ", "*x", "%", "@", "---", "\n---\n", "...", "\t", "<<", "~",
    "\n\n", "\n# c\n", "\r\n", "\ufeff",
)  # fmt: skip


@st.composite
def blocks(draw: st.DrawFn, depth: int = 0, indent: int = 0) -> str:
    """A mapping or a sequence at the indent, mostly well formed."""
    pad = " " * indent
    if draw(st.integers(0, 2)):
        keys = draw(
            st.lists(st.sampled_from(("a", "b", "c", "d e", "f.g/h", '"q"')), min_size=1, max_size=3, unique=True)
        )
        return "\n".join(f"{pad}{key}:{draw(values(depth, indent))}" for key in keys)
    entries = []
    for _ in range(draw(st.integers(1, 3))):
        if depth < 3 and draw(st.booleans()):
            entries.append(f"{pad}- {draw(blocks(depth + 1, indent + 2))[indent + 2 :]}")
        else:
            entries.append(f"{pad}-{draw(values(depth, indent))}")
    return "\n".join(entries)


@st.composite
def values(draw: st.DrawFn, depth: int, indent: int) -> str:
    """What stands behind a colon or a dash."""
    kind = draw(st.integers(0, 6))
    end = draw(st.sampled_from(ENDS))
    if kind == 0 and depth < 3:
        return f"{end}\n{draw(blocks(depth + 1, indent + draw(st.sampled_from((2, 2, 1, 4, 0)))))}"
    if kind == 1:
        header = draw(st.sampled_from("|>")) + draw(st.sampled_from(("", "-", "+", "2", "-2")))
        return f" {header}{end}\n" + _lines(draw, indent)
    if kind == 2:
        quote = draw(st.sampled_from("'\""))
        return f" {quote}{_lines(draw, indent).strip(quote)}{quote}{end}"
    if kind == 3:
        return f" {draw(st.sampled_from(('a', 'b c', '1')))}\n{_lines(draw, indent)}"
    return f" {draw(st.sampled_from(WORDS))}{end}"


def _lines(draw: st.DrawFn, indent: int) -> str:
    lines = draw(st.lists(st.tuples(st.sampled_from((2, 2, 2, 1, 4)), st.sampled_from(LINES)), max_size=4))
    return "\n".join(" " * (indent + more) + line for more, line in lines)


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """A block with pieces put in, taken out or exchanged."""
    text = draw(blocks())
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 3))
        text = text[:at] + draw(st.sampled_from(("", *FRAGMENTS))) + text[at + cut :]
    return text + draw(st.sampled_from(("\n", "\n", "")))
