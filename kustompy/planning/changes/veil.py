"""Values of Secrets, and of files of sops, that stand in another resource: they are not shown there either."""

from __future__ import annotations

from kustompy.model.secrets import FIELDS, HIDDEN, Blotter, is_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value
    from kustompy.planning.changes.causes import Writers
    from kustompy.results.resource import Resource

# Shorter values (`true`, `8080`, `admin`) stand in many texts that have nothing to do with a Secret.
_SHORTEST = 6


class Veil:
    """Knows the values of a side's Secrets: a text that holds one is hidden, unless it was written by others."""

    __slots__ = ("_blotter", "_opened", "_writers")

    def __init__(
        self, resources: Sequence[Resource], writers: Writers | None, opened: Sequence[str] = (),
        copied: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self._writers = writers
        self._opened = Blotter(opened) if opened else None
        """Finds what was encrypted, whoever writes it."""
        values = {each for resource in resources if is_secret(resource.manifest) for each in _values(resource.manifest)}
        # Texts that a controller takes out of Secrets of the tree, as variables.
        values.update(each for each in copied if len(each) >= _SHORTEST)
        self._blotter = Blotter(values) if values else None

    def over(self, manifest: Manifest, index: int) -> Manifest:
        """The manifest of a resource of the side, without what was copied from a Secret."""
        if (self._blotter is None and self._opened is None) or is_secret(manifest):
            return manifest
        hidden: Manifest = self._over(manifest, index, ())
        return hidden

    def _over(self, value: Value, index: int, path: FieldPath) -> Value:
        if isinstance(value, dict):
            return {key: self._over(each, index, (*path, key)) for key, each in value.items()}
        if isinstance(value, list):
            return [self._over(each, index, (*path, number)) for number, each in enumerate(value)]
        if isinstance(value, str) and len(value) >= _SHORTEST and self._is_hidden(value, index, path):
            return HIDDEN
        return value

    def _is_hidden(self, value: str, index: int, path: FieldPath) -> bool:
        return (self._opened is not None and self._opened.holds(value)) or self._is_copied(value, index, path)

    def _is_copied(self, value: str, index: int, path: FieldPath) -> bool:
        if self._blotter is None or not self._blotter.holds(value):
            return False
        # A value may be the same as one of a Secret by chance. If it is known who wrote it, only one that was copied
        # is hidden; in a text that was rendered elsewhere every one is.
        return self._writers is None or any(each.text == HIDDEN for each in self._writers.explain(index, path))


def _values(manifest: Manifest) -> Iterator[str]:
    """The values of a Secret, encoded and decoded, that are no words of every text."""
    for field in FIELDS:
        data = manifest.get(field)
        for value in data.values() if isinstance(data, dict) else ():
            if isinstance(value, str) and len(value) >= _SHORTEST:
                yield value
                if field == "data":
                    yield from (each for each in _decoded(value) if len(each) >= _SHORTEST)


def _decoded(value: str) -> Iterator[str]:
    import base64
    import binascii

    try:
        # Without `validate` Python drops characters that are not base64, and finds values that nobody has.
        yield base64.b64decode(value, validate=True).decode()
    except (binascii.Error, ValueError):
        return
