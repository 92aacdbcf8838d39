"""Manifests and configuration from text."""

from __future__ import annotations

from ..errors import YamlError
from .parser import DEFAULT_LIMITS, MergeProblem, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model.values import Value
    from .parser import Limits


def read(text: str | bytes, limits: Limits = DEFAULT_LIMITS) -> list[Value]:
    """The documents of a file of manifests, None for an empty one."""
    result: list[Value] = []
    problem: MergeProblem | None = None
    for chunk in chunks(text):
        try:
            value = parse(chunk, limits)
        except MergeProblem as error:
            problem = problem or error
            continue
        result.append(None if value is None or not value and type(value) not in _WORTH else value)
    if problem:
        raise problem
    return result


_WORTH = frozenset((int, float, bool, str))


def chunks(text: str | bytes) -> list[str | bytes]:
    """The texts between separator lines, as kustomize cuts a file before it parses anything."""
    if isinstance(text, str):
        return list(_cut(text))
    try:
        return list(_cut(text.decode()))
    except UnicodeDecodeError:
        return [each.encode("latin-1") for each in _cut(text.decode("latin-1"))]


def _cut(text: str) -> list[str]:
    if not text:
        return []
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    result = []
    start = 0
    at = text.find("\n---")
    while at >= 0:
        end = text.find("\n", at + 1)
        if end < 0:
            break
        separator = text[at + 4 : end].strip()
        if separator and separator[0] != "#":
            raise YamlError(f"invalid document separator: {text[at:end].strip()}")
        result.append(text[start : at + 1])
        start = end + 1
        at = text.find("\n---", start)
    result.append(text[start:])
    return result
