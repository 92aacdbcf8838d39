"""Secrets in messages: their values are never shown, though kustomize itself prints them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kustompy.model.values import Manifest, Value

HIDDEN = "***"
FIELDS = ("data", "stringData")
_SHORTEST = 6
"""Shorter values are words of every message: they are hidden only where a message shows data."""
_MOST = 100_000_000
# what comes before data in a message
_SHOWING = (
    "node contents:", "with config: `", "[patch: ", "out of bounds for value", "decoding ", "interface {}{",
)  # fmt: skip
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def is_secret(manifest: Value) -> bool:
    """Whether the values of a manifest are not to be shown."""
    return isinstance(manifest, dict) and (manifest.get("kind") == "Secret" or "stringData" in manifest)


def shown(manifest: Manifest) -> Manifest:
    """The manifest as a message may show it."""
    if not is_secret(manifest):
        return manifest
    result = {key: _hidden(value) if key in FIELDS else value for key, value in manifest.items()}
    metadata = manifest.get("metadata")
    if isinstance(metadata, dict):
        annotations = metadata.get("annotations")
        if isinstance(annotations, dict) and _LAST_APPLIED in annotations:
            result["metadata"] = {**metadata, "annotations": {**annotations, _LAST_APPLIED: HIDDEN}}
    return result


def _hidden(value: Value) -> Value:
    return dict.fromkeys(value, HIDDEN) if isinstance(value, dict) else HIDDEN


def shown_literals(sources: Iterable[str]) -> list[str]:
    """Literal sources of a secret as a message may show them: the keys alone."""
    return [f"{source.partition('=')[0]}={HIDDEN}" if "=" in source else HIDDEN for source in sources]


def hidden(text: str, values: Iterable[str], visible: str = "") -> str:
    """The text without these values; the longest first, since one may be part of another.

    A value that is short, or stands in what is ``visible`` anyway, is hidden only where the text shows data.
    """
    values = list(values)
    start = min((at for at in map(text.find, _SHOWING) if at >= 0), default=len(text))
    if len(values) * len(text) > _MOST:
        return text[:start] + HIDDEN  # one by one they would take too long
    for value in sorted(values, key=len, reverse=True):
        if len(value) >= _SHORTEST and value not in visible:
            text = text.replace(value, HIDDEN)
        elif value in text[start:]:
            text = text[:start] + _without_word(text[start:], value)
    return text


def holds(line: str, values: Iterable[str]) -> bool:
    """Whether a line of a file holds one of these values."""
    return any(value in line if len(value) >= _SHORTEST else _without_word(line, value) != line for value in values)


def _without_word(text: str, word: str) -> str:
    """The text without the word, where it is not a part of a longer one."""
    first, *parts = text.split(word)
    result = first
    for before, part in zip((first, *parts), parts, strict=False):
        inside = before[-1:].isalnum() or part[:1].isalnum()
        result += (word if inside else HIDDEN) + part
    return result
