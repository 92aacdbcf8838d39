"""Directives of patches that stand in what is built: nobody has understood them."""

from __future__ import annotations

import re

from kustompy.errors.diagnostic import Diagnostic
from kustompy.messages.suggestions import did_you_mean
from kustompy.validation.schema.finding import path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.built import Built, Result
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value

# The directives of Kubernetes' strategic merge; kubectl follows all four, kustomize the first alone.
_KNOWN = ("$patch", "$retainKeys", "$setElementOrder", "$deleteFromPrimitiveList")
_KEY = re.compile(r"\$[A-Za-z/]+[\"']?\s*:")


def directives_left(built: Built) -> Iterator[Result]:
    """Each key of the output that is a directive, or nearly one."""
    # Nearly no output has such a key: one search of the text spares a walk of all objects.
    if not _KEY.search(built.output):
        return
    for resource in built.resources:
        for path, key in _keys(resource.manifest):
            found = _said(key, path, resource.manifest)
            if found is not None:
                yield resource, path, found


def _said(key: str, path: FieldPath, manifest: Value) -> Diagnostic | None:
    stem = key.partition("/")[0]
    known = next((each for each in _KNOWN if _is_like(stem, each)), "")
    if not known:
        return None
    text = f"`{key}` is part of the output, at {path_text(path)}"
    if stem != known:
        hint = f"the directive is spelled `{known}`"
    elif stem == "$patch":
        hint = (
            "kustomize knows no merge key of this list; use a JSON patch with `op: remove`"
            if any(isinstance(part, int) for part in path)
            else "kustomize applies it in patches only: is this file listed under `resources:`?"
        )
    else:
        hint = "kustomize knows `$patch` only; write a null for each field that shall go, or a JSON patch"
    return Diagnostic(text, code="KST013", hint=hint)


def _is_like(key: str, known: str) -> bool:
    """Whether the key is the directive in other case, or with a letter or two changed."""
    if key.lower() == known.lower():
        return True

    return bool(did_you_mean(key.lower(), (known.lower(),)))


def _keys(manifest: Value) -> Iterator[tuple[FieldPath, str]]:
    waiting: list[tuple[FieldPath, Value]] = [((), manifest)]
    while waiting:
        path, value = waiting.pop()
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            if type(key) is str and key[:1] == "$":
                yield (*path, key), key
            if isinstance(each, (dict, list)):
                waiting.append(((*path, key), each))
