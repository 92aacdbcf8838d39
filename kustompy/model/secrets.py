"""Secrets in messages: their values are never shown, though kustomize itself prints them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value

HIDDEN = "***"
FIELDS = ("data", "stringData")
_HIDDEN = tuple((field,) for field in FIELDS)
_SHORTEST = 6
"""Shorter values are words of every message: they are hidden only where a message shows data."""
_SHORTEST_OF_ALL = 3
# what comes before data in a message
_SHOWING = (
    "node contents:", "with config: `", "[patch: ", "out of bounds for value", "decoding ", "interface {}{",
)  # fmt: skip
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def is_secret(manifest: Value) -> bool:
    """Whether the values of a manifest are not to be shown."""
    return isinstance(manifest, dict) and (manifest.get("kind") == "Secret" or "stringData" in manifest)


def is_hidden(manifest: Value, path: FieldPath) -> bool:
    """Whether the value at a path of a manifest is not to be shown."""
    return is_secret(manifest) and (path[:1] in _HIDDEN or path[2:3] == (_LAST_APPLIED,))


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


class Blotter:
    """Finds values in texts, in one walk over each text however many values there are.

    A value that is short, or stands in what is ``visible`` anyway, is hidden only where a text shows data.
    """

    __slots__ = ("_everywhere", "_in_data")

    def __init__(self, values: Iterable[str], visible: str = "") -> None:
        self._everywhere, self._in_data = _Words(_SHORTEST), _Words(_SHORTEST_OF_ALL)
        for value in values:
            if len(value) >= _SHORTEST and value not in visible:
                self._everywhere.add(value)
            else:
                self._in_data.add(value)

    def hidden(self, text: str) -> str:
        """The text without the values."""
        start = min((at for at in map(text.find, _SHOWING) if at >= 0), default=len(text))
        places = [*self._everywhere.places(text, 0), *self._in_data.places(text, start, whole=True)]
        return _without(text, places) if places else text

    def holds(self, line: str) -> bool:
        """Whether a line of a file holds one of the values."""
        return bool(self._everywhere.places(line, 0) or self._in_data.places(line, 0, whole=True))


class _Words:
    """Values by their first characters, with the lengths that those of such a beginning have, the longest first."""

    __slots__ = ("head", "lengths", "values")

    def __init__(self, head: int) -> None:
        self.head = head
        self.lengths: dict[str, list[int]] = {}
        self.values: set[str] = set()

    def add(self, value: str) -> None:
        head = value[: self.head]
        if len(head) < self.head or value in self.values:
            return
        self.values.add(value)
        lengths = self.lengths.setdefault(head, [])
        if len(value) not in lengths:
            lengths.append(len(value))
            lengths.sort(reverse=True)

    def places(self, text: str, start: int, *, whole: bool = False) -> list[tuple[int, int]]:
        """Where values stand from ``start`` on; ``whole`` ones are no part of a longer word."""
        head, lengths = self.head, self.lengths
        if not lengths:
            return []
        found = []
        for at in [at for at in range(start, len(text) - head + 1) if text[at : at + head] in lengths]:
            for length in lengths[text[at : at + head]]:
                end = at + length
                inside = whole and (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum())
                if not inside and text[at:end] in self.values:
                    found.append((at, end))
                    break
        return found


def _without(text: str, places: list[tuple[int, int]]) -> str:
    """The text with each place, and places that overlap as one, hidden."""
    parts, done = [], 0
    for start, end in sorted(places):
        if start >= done:
            parts += [text[done:start], HIDDEN]
        done = max(done, end)
    return "".join([*parts, text[done:]])
