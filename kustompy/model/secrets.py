"""Secrets in messages: their values are never shown, though kustomize itself prints them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kustompy.model.values import Manifest, Value

HIDDEN = "***"
_FIELDS = ("data", "stringData")
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def is_secret(manifest: Value) -> bool:
    """Whether the values of a manifest are not to be shown."""
    return isinstance(manifest, dict) and manifest.get("kind") == "Secret"


def shown(manifest: Manifest) -> Manifest:
    """The manifest as a message may show it."""
    if not is_secret(manifest):
        return manifest
    result = {key: _hidden(value) if key in _FIELDS else value for key, value in manifest.items()}
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


def hidden(text: str, values: Iterable[str]) -> str:
    """The text without these values; the longest first, since one may be part of another."""
    for value in sorted(values, key=len, reverse=True):
        if value in text:
            text = text.replace(value, HIDDEN)
    return text
