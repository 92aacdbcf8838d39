"""YAML that sops encrypted, decrypted in place: each line keeps its number, and those of ``sops:`` become empty."""

from __future__ import annotations

import json

from kustompy.errors import KustompyError
from kustompy.sops.ciphertext import is_ciphertext
from kustompy.sops.numbers import as_float, is_number
from kustompy.sops.sealed import Leaf, Sealed, metadata_of, unreadable
from kustompy.yamlio.nodes.nodes import ValuedComposer
from kustompy.yamlio.read.chunks import chunk_lines, chunks
from kustompy.yamlio.writer import write_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kustompy.sops.sealed import Metadata, Plain
    from kustompy.yamlio.nodes.nodes import Node

    Found = tuple[Leaf, Node, bool]
    """A leaf, its node, and whether it stands in braces or brackets."""

_KEY = "sops"


def _composed(content: bytes, path: str) -> list[tuple[int, ValuedComposer]]:
    """The documents, each with the number of lines before it."""
    # Findings and errors name lines of the file that the user has, so plain values are put into its text. Printing the
    # parsed documents again would move them, and lose comments.
    try:
        text = content.decode().replace("\r\n", "\n")
        parts = list(zip(chunk_lines(text), map(str, chunks(text)), strict=False))
        composed = [(first, ValuedComposer(part)) for first, part in parts]
    except UnicodeDecodeError:
        raise unreadable(path, "it is not UTF-8") from None
    except KustompyError as error:
        raise unreadable(path, str(error)) from None
    return composed


def sealed_yaml(content: bytes, path: str) -> Sealed | None:
    """The documents of a file; None if none of them is encrypted."""
    metadata: Metadata | None = None
    found: list[tuple[int, Found]] = []
    cut: list[tuple[int, int]] = []
    for first, each in _composed(content, path):
        root = each.root
        if root is None or root.kind != "map":
            continue
        # sops encrypts all documents of a file with one key, and writes the same metadata into each.
        if isinstance(each.value, dict) and _KEY in each.value:
            metadata = metadata or metadata_of(each.value[_KEY], path)
            cut.append(_lines_of_metadata(root, first, each.text, path))
        is_secret = isinstance(each.value, dict) and each.value.get("kind") == "Secret"
        found += [(first, leaf) for leaf in _leaves(root, (), path, is_secret=is_secret)]
    if metadata is None:
        return None

    def written(plains: Sequence[Plain]) -> bytes:
        lines = content.decode().replace("\r\n", "\n").split("\n")
        sealed = [(first, node, in_flow) for first, (leaf, node, in_flow) in found if leaf.is_sealed]
        # From the last one, so that the columns of those before it on the same line stay right.
        for (first, node, in_flow), plain in reversed([*zip(sealed, plains, strict=True)]):
            _replace(lines, first, node, _scalar(plain, path, is_quoted=in_flow or bool(node.style)))
        for start, end in cut:
            lines[start:end] = [""] * (end - start)
        return "\n".join(lines).encode()

    return Sealed(metadata, [leaf for _, (leaf, _, _) in found], written)


def leaves_of_yaml(content: bytes, path: str) -> list[Leaf]:
    """The values of a decrypted file, in the order of those of the encrypted one."""
    roots = [each.root for _, each in _composed(content, path) if each.root is not None and each.root.kind == "map"]
    return [leaf for root in roots for leaf, _, _ in _leaves(root, (), path, is_secret=False)]


def _lines_of_metadata(root: Node, first: int, text: str, path: str) -> tuple[int, int]:
    """The lines of ``sops:``, up to the next key."""
    if root.is_flow:
        raise unreadable(path, "`sops` is in a flow mapping")
    keys = root.items[::2]
    at = next(index for index, key in enumerate(keys) if key.text == _KEY)
    end = keys[at + 1].line if at + 1 < len(keys) else len(text.rstrip("\n").split("\n"))
    return first + keys[at].line, first + end


def _leaves(node: Node, path: tuple[str, ...], file: str, *, is_secret: bool, in_flow: bool = False) -> Iterator[Found]:
    """The scalars below a node, in order, except for nulls and what is under ``sops``."""
    in_flow = in_flow or node.is_flow
    if node.kind == "map":
        for key, each in zip(node.items[::2], node.items[1::2], strict=True):
            if path or key.text != _KEY:
                yield from _leaves(each, (*path, key.text), file, is_secret=is_secret, in_flow=in_flow)
    elif node.kind == "seq":
        for each in node.items:
            yield from _leaves(each, path, file, is_secret=is_secret, in_flow=in_flow)
    elif node.kind == "alias":
        # The anchor's value is encrypted for its own path: under that of the alias it cannot be decrypted.
        raise unreadable(file, "it has an alias, which sops does not write")
    elif is_ciphertext(node.text):
        yield Leaf(path, node.text, is_sealed=True, is_data=is_secret and path[0] == "data"), node, in_flow
    elif node.style or node.tag != "!!null":
        yield Leaf(path, node.text if node.style else _hashed(node), is_sealed=False), node, in_flow


def _hashed(node: Node) -> str:
    """The text of a plain scalar in the MAC: its value as Go prints it."""
    # Booleans are an exception in sops, which prints True and False.
    if node.tag == "!!bool":
        return node.text.title()
    if node.tag == "!!int":
        return str(_integer(node.text.replace("_", "")))
    return as_float(node.text) if node.tag == "!!float" else node.text


def _integer(text: str) -> int:
    # YAML 1.1 has octal numbers with a leading zero, which Python's int() refuses with the base 0.
    digits = text.lstrip("+-")
    is_octal = digits.isdigit() and digits[:1] == "0"
    return int(text, 8 if is_octal else 0)


def _replace(lines: list[str], first: int, node: Node, text: str) -> None:
    """Write a text in the place of a scalar; lines that it took become empty."""
    (start, column), (end, behind) = (first + node.line, node.column), (first + node.end[0], node.end[1])
    lines[start : end + 1] = [lines[start][:column] + text + lines[end][behind:], *[""] * (end - start)]


def _scalar(plain: Plain, path: str, *, is_quoted: bool) -> str:
    """A decrypted value as a scalar of YAML on one line."""
    try:
        text = plain.value.decode()
    except UnicodeDecodeError:
        raise unreadable(path, "one of its values is not UTF-8") from None
    if plain.kind == "bool":
        return text.lower()
    if plain.kind in ("int", "float"):
        # Without quotes: any other text would become syntax of the file.
        if not is_number(text):
            raise unreadable(path, f"a value of the type {plain.kind} is not a number")
        return text
    if plain.kind == "time":
        return text
    if is_quoted or not text.isprintable():
        return _quoted(text)
    written: str = write_document({"k": text})[3:].rstrip("\n")
    # The writer folds a long text over several lines.
    return _quoted(text) if "\n" in written else written


def _quoted(text: str) -> str:
    """The text in double quotes, on one line."""
    # JSON's escapes are YAML's as well, but JSON leaves some characters alone that YAML does not print, such as NEL.
    return "".join(_character(each) for each in json.dumps(text, ensure_ascii=False))


def _character(char: str) -> str:
    if char.isprintable():
        return char
    return f"\\U{ord(char):08x}" if ord(char) > 0xFFFF else f"\\u{ord(char):04x}"
