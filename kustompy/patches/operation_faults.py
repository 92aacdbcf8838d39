"""Which field of a JSON patch operation is at fault, and what to write there; looked for only after it has failed."""

from __future__ import annotations

from kustompy.errors import PatchError
from kustompy.golang.text import atoi
from kustompy.messages.suggestions import did_you_mean, similar
from kustompy.model.secrets import is_secret
from kustompy.model.values import is_scalar, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.errors import KustompyError
    from kustompy.model.values import Value

    Operation = dict[str, Value]

_FEW = 5
_LONGEST = 60


def told(error: KustompyError, document: Value, operation: Operation, kinds: Sequence[str]) -> KustompyError:
    """The error at the field of the operation that is at fault: ``path`` if it knows of no other.

    ``document`` is as the operations before this one left it, ``kinds`` are those that there are.
    """
    if not isinstance(error, PatchError):
        return error  # a limit, which says itself what to do
    field = str((error.diagnostics[0].path or ("path",))[0])
    hint = _hint(field, document, operation, kinds)
    error.noted(path=(field,) if field in operation else ())
    return error.hinted(hint) if hint else error


def _hint(field: str, document: Value, operation: Operation, kinds: Sequence[str]) -> str:
    written = operation.get(field)
    if field == "op":
        meant = did_you_mean(written, kinds) if isinstance(written, str) else ""
        return meant or f"`op` is one of {', '.join(kinds)}"
    if field == "value":
        return _hint_of_value(document, operation)
    if not isinstance(written, str):
        return f"write `{field}: /…`, the way to a value, with a `/` before each key"
    return _way_out(written, document, _owner(document))


def _hint_of_value(document: Value, operation: Operation) -> str:
    """What is there instead of the value that the operation expects."""
    path = str(operation.get("path"))
    if not path:
        return "write a whole manifest as the value, or the path of the field to replace"
    value = document
    for part in _parts(path):
        value = _part(value, part)
    if is_secret(document) or not is_scalar(value) or len(text_of(value)) > _LONGEST or "\n" in text_of(value):
        return ""
    there = f"has `{text_of(value)}` at" if value is not None else "has nothing at"
    return f"{_owner(document)} {there} `{path}`: renew the patch, or change the base back"


def _owner(document: Value) -> str:
    """The kind and name of the resource that is patched."""
    metadata = _part(document, "metadata")
    return f"{_part(document, 'kind') or ''} {_part(metadata, 'name') or ''}".strip() or "the resource"


def _part(value: Value, part: str) -> Value:
    if isinstance(value, dict):
        return value.get(part)
    index = atoi(part)
    return value[index] if isinstance(value, list) and index is not None and -len(value) <= index < len(value) else None


def _parts(path: str) -> list[str]:
    return [each.replace("~1", "/").replace("~0", "~") for each in path.split("/")[1:]]


def _pointer(parts: Sequence[str]) -> str:
    return "".join(f"/{each.replace('~', '~0').replace('/', '~1')}" for each in parts)


def _way_out(path: str, document: Value, owner: str) -> str:
    """What to write for a path that leads nowhere: the first part that is at fault, and what is there."""
    if path and not path.startswith("/"):
        return f"write `/{path if '/' in path else path.replace('.', '/')}`: a path begins with `/`"
    value, parts = document, _parts(path)
    for depth, part in enumerate(parts):
        above = _pointer(parts[:depth]) or "the top"
        if isinstance(value, list):
            index = atoi(part)
            if index is None:
                wanted = _pointer((*parts[:depth], "0", *parts[depth + 1 :]))
                return f"`{above}` of {owner} is a list: write an index, such as `{wanted}`"
            if not -len(value) <= index < len(value):
                count = len(value)
                return f"`{above}` of {owner} has {count} element{'' if count == 1 else 's'}: indexes begin at 0"
            value = value[index]
        elif not isinstance(value, dict):
            return f"`{above}` of {owner} is one value, and has no `{part}` in it"
        elif part not in value:
            return _no_key(parts[: depth + 1], list(value), owner)
        else:
            value = value[part]
    return ""


def _no_key(parts: Sequence[str], keys: list[str], owner: str) -> str:
    close = similar(parts[-1], keys)
    if close:
        return f"{owner} has no `{_pointer(parts)}`: did you mean `{_pointer((*parts[:-1], close))}`?"
    names = [f"`{each}`" for each in keys if "\n" not in each]
    if not names:
        return f"{owner} has no `{_pointer(parts)}`"
    there = f"{', '.join(names[:_FEW])}{', ...' if len(names) > _FEW else ''}"
    return f"{owner} has no `{_pointer(parts)}`: there {'is' if len(names) == 1 else 'are'} {there}"
