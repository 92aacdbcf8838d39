"""JSON that sops encrypted, printed as sops prints it; a binary file is JSON with the single key ``data``."""

from __future__ import annotations

import json

from kustompy.sops.ciphertext import is_ciphertext
from kustompy.sops.numbers import as_float, is_number
from kustompy.sops.sealed import Leaf, Sealed, metadata_of, unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kustompy.model.values import Value
    from kustompy.sops.sealed import Plain

_KEY, _DATA = "sops", "data"


class _Number(str):
    """A number as it is written: Python's float would print some in another way."""

    __slots__ = ()


def sealed_json(content: bytes, path: str) -> Sealed | None:
    """The encrypted file; None if it is not encrypted."""
    value = _read(content, path)
    if value is None:
        return None
    metadata = metadata_of(value.pop(_KEY), path)
    is_secret = value.get("kind") == "Secret"
    leaves = list(_leaves(value, (), is_secret=is_secret))

    def written(plains: Sequence[Plain]) -> bytes:
        rest = iter(plains)
        # sops ends the text in a line break and indents by tabs: the hash of a generated Secret depends on both.
        lines = _written(_opened(value, rest, path), "")
        return f"{lines}\n".encode("utf-8", "surrogatepass")

    return Sealed(metadata, leaves, written)


def leaves_of_json(content: bytes, path: str) -> list[Leaf]:
    """The values of a decrypted file, in the order of those of the encrypted one."""
    try:
        value = json.loads(content, parse_int=_Number, parse_float=_Number)
    except ValueError:
        raise unreadable(path, "its decrypted content is not JSON") from None
    return list(_leaves(value, (), is_secret=False))


def sealed_binary(content: bytes, path: str) -> Sealed | None:
    """A file of any other format; None if it is not encrypted."""
    value = _read(content, path) if content.lstrip()[:1] == b"{" else None
    if value is None or value.keys() != {_KEY, _DATA}:
        return None
    text = value[_DATA]
    if not isinstance(text, str):
        raise unreadable(path, "`data` is not a string")
    leaf = Leaf((_DATA,), str(text), is_ciphertext(text))
    metadata = metadata_of(value[_KEY], path)
    # sops leaves an empty text as it is.
    return Sealed(metadata, [leaf], lambda plains: plains[0].value if plains else str(text).encode())


def _read(content: bytes, path: str) -> dict[str, Value] | None:
    """The mapping of a file with the key ``sops``; None if it has no such key, or is neither JSON nor names sops."""
    try:
        value = json.loads(content, object_pairs_hook=_mapping, parse_int=_Number, parse_float=_Number)
    except (ValueError, RecursionError) as error:
        if b'"sops"' not in content:
            return None
        why = "a key appears twice" if isinstance(error, _Twice) else "it is not JSON"
        raise unreadable(path, why) from None
    return value if isinstance(value, dict) and _KEY in value else None


class _Twice(ValueError):
    pass


def _mapping(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    # sops keeps both values of a key that is repeated, and its MAC covers both; a mapping has one of them.
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice
    return found


def _leaves(value: Value, path: tuple[str, ...], *, is_secret: bool) -> Iterator[Leaf]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, (*path, key), is_secret=is_secret)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each, path, is_secret=is_secret)
    # sops neither encrypts a null nor takes it into the MAC.
    elif value is not None:
        is_sealed = is_ciphertext(value)
        yield Leaf(path, value if is_sealed else _hashed(value), is_sealed, is_secret and path[:1] == (_DATA,))


def _hashed(value: Value) -> str:
    """The text of a plain value in the MAC."""
    # sops writes booleans as Python does, True and False; its JSON numbers are float64, also the whole ones.
    if isinstance(value, bool):
        return str(value)
    return as_float(value) if isinstance(value, _Number) else str(value)


def _opened(value: Value, plains: Iterator[Plain], path: str) -> Value:
    if isinstance(value, dict):
        return {key: _opened(each, plains, path) for key, each in value.items()}
    if isinstance(value, list):
        return [_opened(each, plains, path) for each in value]
    if not is_ciphertext(value):
        return value
    plain = next(plains)
    try:
        text = plain.value.decode()
    except UnicodeDecodeError:
        raise unreadable(path, "one of its values is not UTF-8") from None
    if plain.kind == "bool":
        return text == "True"
    if plain.kind in ("int", "float"):
        # A number is printed without quotes: any other text would become syntax of the file.
        if not is_number(text):
            raise unreadable(path, f"a value of the type {plain.kind} is not a number")
        return _Number(text)
    return text


def _written(value: Value, pad: str) -> str:
    inner = f"{pad}\t"
    if isinstance(value, dict) and value:
        rows = [f"{inner}{json.dumps(key, ensure_ascii=False)}: {_written(each, inner)}" for key, each in value.items()]
        return "{\n" + ",\n".join(rows) + f"\n{pad}}}"
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f"{inner}{_written(each, inner)}" for each in value) + f"\n{pad}]"
    return str(value) if isinstance(value, _Number) else json.dumps(value, ensure_ascii=False)
