"""JSON 6902 patches as evanphx/json-patch v4 applies them: negative indices count, and a missing field is a null."""

from __future__ import annotations

from kustompy.errors import KustompyError, PatchError, YamlError, wrapping
from kustompy.golang.text import atoi, is_whole
from kustompy.limits import DEFAULT_LIMITS
from kustompy.memo import Memo
from kustompy.model.copies import Copies
from kustompy.model.values import UnprintableMapping, WrittenFloat, copied
from kustompy.yamlio.go.go_json import dumps
from kustompy.yamlio.go.go_struct import json_word
from kustompy.yamlio.read.lexicon import CONFIGURATION
from kustompy.yamlio.read.reader import read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

    from kustompy.limits import Limits
    from kustompy.model.values import Value
    from kustompy.provenance.places import Chain
    from kustompy.provenance.record import Record

    Operation = dict[str, Value]


def parse_json_patch(text: str, limits: Limits = DEFAULT_LIMITS) -> list[Operation]:
    """The operations in a text: JSON when it begins with ``[``, otherwise YAML 1.1."""
    if not text:
        raise PatchError("empty json patch operations", code="KST540")
    # kustomize takes JSON for what begins with a bracket, and strictly: a list in YAML's flow style is refused.
    if text[0] == "[":
        from kustompy.yamlio.read.json_reader import read_json

        operations = read_json(text, limits, _refusal)
    else:
        operations = read_config(text, limits)
    CONFIGURATION.forget(text)  # the target may be a Secret
    # A text of comments alone is null, which json.Unmarshal leaves as an empty patch.
    if operations is None:
        return []
    if not isinstance(operations, list):
        raise _wrong_type(operations, "Patch")
    for index, each in enumerate(operations):
        if each is not None and not isinstance(each, dict):
            raise _wrong_type(each, "Operation").located(path=(index,))
    # A null among them is an operation without any field, of the kind `unknown`.
    return [each or {} for each in operations]


def _refusal(message: str) -> PatchError:
    return PatchError(message, code="KST540")


def _wrong_type(value: Value, wanted: str) -> PatchError:
    return _refusal(f"json: cannot unmarshal {json_word(value)} into Go value of type jsonpatch.{wanted}")


class _Book:
    """What operations keep an account of: the values they copy, and in a traced build who wrote what."""

    __slots__ = ("copies", "trace")

    def __init__(self, copies: Copies, trace: Record | None) -> None:
        self.copies, self.trace = copies, trace

    def copied(self, operation: Operation) -> Value:
        """The value of an operation as one of the document."""
        value = operation.get("value")
        return copied(value) if self.trace is None else self.trace.copied(value)


def json_patch(
    document: Value, operations: list[Operation], copies: Copies | None = None, trace: Record | None = None
) -> Value:
    """The document after all operations; it is changed in place, and shares nothing with the operations.

    ``copies`` counts what the operation ``copy`` copies.
    """
    book = _Book(copies or Copies(DEFAULT_LIMITS.copied_values), trace)
    for index, each in enumerate(operations):
        try:
            document = _operation(each)(document, each, book)
        except YamlError:  # it was like this before the patch
            raise
        except KustompyError as error:
            from kustompy.patches.operation_faults import told

            told(error, document, each, tuple(_OPERATIONS)).below((index,))
            raise
    return document


def _operation(operation: Operation) -> Callable[[Value, Operation, _Book], Value]:
    """The function that does what the operation says."""
    kind = _word(operation, "op")
    found = _OPERATIONS.get(kind if kind is not None else "unknown")
    if found is None:
        raise PatchError(f"Unexpected kind: {'unknown' if kind is None else kind}", code="KST541", path=("op",))
    return found


def _word(operation: Operation, name: str) -> str | None:
    word = operation.get(name)
    return str(word) if isinstance(word, str) else None


def _path(operation: Operation, failure: str) -> str:
    path = _word(operation, "path")
    if path is None:
        raise _undecoded(operation.get("path"), failure)
    return path


def _from(operation: Operation, kind: str) -> str:
    source = _word(operation, "from")
    if source is None:
        failure = f"{kind} operation failed to decode from: operation, missing from field: missing value"
        raise _undecoded(operation.get("from"), failure)
    return source


def _undecoded(value: Value, failure: str) -> PatchError:
    """The error of a path that is none; the operations that say what is missing say also what is there instead."""
    head, says_more, _ = failure.partition(": operation")
    if value is not None and says_more:
        failure = f"{head}: json: cannot unmarshal {json_word(value)} into Go value of type string"
    return PatchError(failure, code="KST541")


def _add(document: Value, operation: Operation, book: _Book) -> Value:
    path = _path(operation, "add operation failed to decode path: missing value")
    container, key = _container(document, path, f'add operation does not apply: doc is missing path: "{path}"')
    at = _insert(container, key, book.copied(operation), f"error in add for path: '{path}'", book.trace)
    if book.trace is not None:
        _note(book.trace, container, at, operation)
    return document


def _remove(document: Value, operation: Operation, book: _Book) -> Value:
    path = _path(operation, "remove operation failed to decode path: missing value")
    container, key = _container(document, path, f'remove operation does not apply: doc is missing path: "{path}"')
    _delete(container, key, f"error in remove for path: '{path}'", book.trace)
    if book.trace is not None and isinstance(container, dict):
        book.trace.taken_away(container, key, operation, "path")
    return document


def _replace(document: Value, operation: Operation, book: _Book) -> Value:
    path = _path(operation, "replace operation failed to decode path: operation missing path field: missing value")
    value = book.copied(operation)
    if not path:
        if not isinstance(value, (dict, list)):
            raise PatchError(
                "replace operation value must be object or array: %!w(<nil>)", code="KST541", path=("value",)
            )
        return value
    container, key = _container(document, path, f"replace operation does not apply: doc is missing path: {path}")
    at = key if isinstance(container, dict) else _position(container, key)
    if isinstance(at, str) and not isinstance(container, dict):
        _missing(f"replace operation does not apply: doc is missing key: {path}")
    # kustomize makes JSON of the whole manifest first: what is lost here must have some.
    if not isinstance(container, dict) or at in container:
        _lose(container[at])
    container[at] = value  # in a mapping also where the key is missing
    if book.trace is not None:
        _note(book.trace, container, at, operation)
    return document


def _move(document: Value, operation: Operation, book: _Book) -> Value:
    with _IN_FROM:
        source = _from(operation, "move")
        container, key = _container(
            document, source, f"move operation does not apply: doc is missing from path: {source}"
        )
        # Before it is deleted: what may not be read may not be moved, and the error says so of the source.
        value = _get(container, key, f"error in move for path: '{key}'")
        chain = None if book.trace is None else _chain(book.trace, container, key)
        _delete(container, key, f"error in move for path: '{key}'", book.trace)
    if book.trace is not None and isinstance(container, dict):
        book.trace.taken_away(container, key, operation, "from")
    path = _path(operation, "move operation failed to decode path: operation missing path field: missing value")
    container, key = _container(
        document, path, f"move operation does not apply: doc is missing destination path: {path}"
    )
    at = _insert(container, key, value, f"error in move for path: '{path}'", book.trace)
    if book.trace is not None:
        through = book.trace.where(operation, "path")
        if isinstance(value, (dict, list)):
            book.trace.moved(value, through)
        else:
            book.trace.carry(container, at, chain, through)
    return document


def _copy(document: Value, operation: Operation, book: _Book) -> Value:
    with _IN_FROM:
        source = _from(operation, "copy")
        container, key = _container(
            document, source, f"copy operation does not apply: doc is missing from path: {source}"
        )
        value = _get(container, key, f"error in copy for from: '{source}'")
        # Each copy may double the document: thirty operations would fill the memory.
        book.copies.add(value)
    chain = None if book.trace is None else _chain(book.trace, container, key)
    path = _path(operation, "copy operation failed to decode path: missing value")
    container, key = _container(
        document, path, f"copy operation does not apply: doc is missing destination path: {path}"
    )
    trace = book.trace
    value = copied(value) if trace is None else trace.copied(value, trace.where(operation, "path"))
    at = _insert(container, key, value, "error while adding value during copy", trace)
    if trace is not None and not isinstance(value, (dict, list)):
        trace.carry(container, at, chain, trace.where(operation, "path"))
    return document


_IN_FROM = wrapping(path=("from",))


def _test(document: Value, operation: Operation, _: _Book) -> Value:
    path = _path(operation, "test operation failed to decode path: operation missing path field: missing value")
    if path:
        container, key = _container(document, path, f"test operation does not apply: is missing path: {path}")
        found = _get(container, key, f"error in test for path: '{path}'")
    else:
        found = document
    # A missing field is a null, on both sides, so that a test for null passes where nothing is.
    if not _equal(found, operation.get("value")):
        raise PatchError(f"testing value {path} failed: test failed", code="KST542", path=("value",))
    return document


_OPERATIONS: dict[str, Callable[[Value, Operation, _Book], Value]] = {
    "add": _add,
    "remove": _remove,
    "replace": _replace,
    "move": _move,
    "copy": _copy,
    "test": _test,
}


def _note(trace: Record, container: Value, at: str | int, operation: Operation) -> None:
    """Note that an operation wrote its value; a mapping or list knows where it is from."""
    if not isinstance(container[at], (dict, list)):
        trace.take(container, at, operation, "value")


def _chain(trace: Record, container: Value, key: str) -> Chain:
    at = key if isinstance(container, dict) else _position(container, key)
    return trace.chain(container, at)


def _missing(text: str) -> NoReturn:
    raise PatchError(f"{text}: missing value", code="KST541")


def _container(document: Value, path: str, failure: str) -> tuple[Value, str]:
    """The mapping or list that the last key of a path belongs to, and that key."""
    # Kept, since one patch is applied to many resources.
    parts = _parts[path]
    if len(parts) < 2:
        _missing(failure)
    for part in parts[1:-1]:
        if isinstance(document, dict):
            document = document.get(part)
        else:
            at = _position(document, part)
            document = None if isinstance(at, str) else document[at]
        # No path is created on the way: RFC 6902 asks for the parent of what is added.
        if not isinstance(document, (dict, list)):
            _missing(failure)
    return document, parts[-1]


class _Parts(Memo):
    """The parts of pointers."""

    def __missing__(self, path: str) -> tuple[str, ...]:
        return self.keep(path, _parts_of(path))


_parts = _Parts(256)


def _parts_of(path: str) -> tuple[str, ...]:
    # In this order (RFC 6901, section 4): ~01 is ~1 and no slash.
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in path.split("/"))


def _position(elements: list[Value], key: str) -> int | str:
    """The index that a key means in a list, or what is wrong with it."""
    index = _index(key)
    if isinstance(index, str):
        return index
    # Negative indices count from the end, which RFC 6901 does not know and evanphx/json-patch v4 supports.
    if not -len(elements) <= index < len(elements):
        return f"Unable to access invalid index: {index}: invalid index referenced"
    return index % len(elements)


def _index(key: str) -> int | str:
    index = atoi(key)
    if index is None:
        return f'strconv.Atoi: parsing "{key}": {"value out of range" if is_whole(key) else "invalid syntax"}'
    return index


def _get(container: Value, key: str, failure: str) -> Value:
    if isinstance(container, dict):
        return container.get(key)
    at = _position(container, key)
    if isinstance(at, str):
        raise PatchError(f"{failure}: {at}", code="KST541")
    return container[at]


def _delete(container: Value, key: str, failure: str, trace: Record | None) -> None:
    if isinstance(container, dict):
        if key not in container:
            _missing(f"{failure}: Unable to remove nonexistent key: {key}")
        _lose(container[key])
        del container[key]
        return
    at = _position(container, key)
    if isinstance(at, str):
        raise PatchError(f"{failure}: {at}", code="KST541")
    _lose(container[at])
    if trace is not None:
        trace.deleted(container, at)
    del container[at]


def _lose(value: Value) -> None:
    """Refuse to take away what has no JSON: kustomize reads the whole manifest as JSON before it patches."""
    if type(value) is UnprintableMapping:
        from kustompy.yamlio.go.json_round_trip import refused

        raise refused(value)
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return
    for each in value:
        _lose(each)


def _insert(container: Value, key: str, value: Value, failure: str, trace: Record | None) -> str | int:
    """Put the value in, and answer under which key or at which index it is."""
    if isinstance(container, dict):
        if key in container:
            _lose(container[key])
        container[key] = value
        return key
    # The dash is the place behind the last element (RFC 6901); in a mapping it is a key.
    if key == "-":
        container.append(value)
        return len(container) - 1
    index = _index(key)
    if isinstance(index, str):
        raise PatchError(f"{failure}: value was not a proper array index: '{key}': {index}", code="KST541")
    # One more place than elements: behind the last one is allowed, and -1 is that place.
    places = len(container) + 1
    if not -places <= index < places:
        raise PatchError(f"{failure}: Unable to access invalid index: {index}: invalid index referenced", code="KST541")
    if trace is not None:
        trace.inserted(container, index % places)
    container.insert(index % places, value)
    return index % places


def _equal(found: Value, wanted: Value) -> bool:
    """Whether two values are the same JSON: in a patch that is JSON ``5`` and ``5.0`` are not, nor two ``"<"``."""
    if isinstance(found, dict):
        return (
            isinstance(wanted, dict)
            and len(found) == len(wanted)
            and all(key in wanted and _equal(each, wanted[key]) for key, each in found.items())
        )
    if isinstance(found, list):
        return (
            isinstance(wanted, list)
            and len(found) == len(wanted)
            and all(_equal(a, b) for a, b in zip(found, wanted, strict=True))
        )
    if isinstance(wanted, (dict, list)):
        return False
    from kustompy.yamlio.read.json_reader import Respelled

    if type(wanted) is Respelled:
        return False
    return dumps(found) == (wanted.text if isinstance(wanted, WrittenFloat) else dumps(wanted))
