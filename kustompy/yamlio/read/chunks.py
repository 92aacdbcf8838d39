"""A stream of YAML before it is parsed: cut into documents, and looked at for odd characters."""

from __future__ import annotations

from kustompy.errors import YamlError


def chunk_lines(text: str | bytes) -> list[int]:
    """How many lines come before each chunk of the text."""
    whole = text if isinstance(text, str) else text.decode("utf-8", "replace")
    return _first_lines(whole.replace("\r\n", "\n"), len(chunks(text)))


def _first_lines(text: str, count: int) -> list[int]:
    """The lines, counted from 0, at which the chunks begin: the first, and those behind separators."""
    starts = [0]
    at = text.find("\n---")
    while at >= 0 and len(starts) < count:
        end = text.find("\n", at + 1)
        starts.append(text.count("\n", 0, end + 1))
        at = text.find("\n---", end + 1)
    return starts


def chunks(text: str | bytes) -> list[str | bytes]:
    """The texts between separator lines, as kustomize cuts a file before it parses anything."""
    if isinstance(text, str):
        return list(_cut(text))
    try:
        return list(_cut(text.decode()))
    except UnicodeDecodeError:
        # What is no UTF-8 may be UTF-16, which go-yaml reads: cut byte by byte, the parser gets what was there.
        return [each.encode("latin-1") for each in _cut(text.decode("latin-1"))]


def _cut(text: str) -> list[str]:
    if not text:
        return []
    # kustomize replaces `\r\n` and nothing else: a lone `\r` is a line break for the parser (spec/scalars 6.3).
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    result = []
    start = 0
    # The separator of kyaml is `\n---.*\n`, looked for before anything is parsed; a last `---` without a line break is
    # none.
    at = text.find("\n---")
    while at >= 0:
        end = text.find("\n", at + 1)
        if end < 0:
            break
        # `--- text` is content in YAML; kyaml refuses it except on the first line, which has no line break before it.
        separator = text[at + 4 : end].strip()
        if separator and separator[0] != "#":
            raise YamlError(
                f"invalid document separator: {text[at:end].strip()}",
                line=text.count("\n", 0, at) + 2,
                hint="a separator is `---` alone on its line, or with a comment behind it",
            )
        result.append(text[start : at + 1])
        start = end + 1
        at = text.find("\n---", start)
    result.append(text[start:])
    return result


def is_plain_text(text: str) -> bool:
    """Whether the text holds no character that ends a line, is refused, or marks the order of bytes."""
    # Two calls for nearly every file, instead of a look at each character: a file is asked once, not each of its
    # chunks.
    if text.isascii():
        return not text.encode().translate(None, _PLAIN)
    rest = text.replace("\n", "")
    # All that Python calls printable is taken by the reader of libyaml; among the rest are tabs and spaces of Unicode.
    if rest.isprintable():
        return True
    return all(is_taken(char) for char in set(rest))


# Without `\r`, which ends lines, and DEL, which libyaml refuses.
_PLAIN = bytes(range(0x20, 0x7F)) + b"\t\n"


def is_taken(char: str) -> bool:
    """Whether the reader of libyaml takes the character, and no line ends with it."""
    # Three line breaks of YAML 1.1 that Python keeps inside of lines, and the byte order mark.
    if char in "\x85\u2028\u2029\ufeff":
        return False
    return (
        char == "\t"
        or " " <= char <= "~"
        or "\xa0" <= char <= "\ud7ff"
        or "\ue000" <= char <= "\ufffd"
        or char > "\uffff"
    )
