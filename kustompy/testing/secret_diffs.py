"""What pytest says of two values that differ, where they hold Secrets: their values are not told."""

from __future__ import annotations

import difflib

from kustompy.errors import KustompyError
from kustompy.model.secrets import Blotter, is_secret, names_secrets, shown, values_of
from kustompy.results.resource import Resource
from kustompy.results.result import Build
from kustompy.yamlio.read.reader import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Manifest, Value


def difference(operator: str, left: object, right: object) -> list[str] | None:
    """The lines that explain why a comparison failed; None where pytest may explain it itself."""
    if operator != "==":
        return None
    manifests = [*_manifests_in(left), *_manifests_in(right)]
    secrets = [each for each in manifests if is_secret(each)]
    if not secrets:
        return None
    hidden = Blotter(value for each in secrets for value in values_of(each)).hidden
    one, other = [hidden(line) for line in _lines_of(left)], [hidden(line) for line in _lines_of(right)]
    # Lines with `?` only point at characters of the line above.
    lines = [each for each in difflib.ndiff(one, other) if not each.startswith("?")]
    return [f"{type(left).__name__} == {type(right).__name__}, without the values of Secrets", *_changed(lines)]


def _changed(lines: list[str]) -> list[str]:
    found = [each for each in lines if each[:1] in "+-"]
    return found or ["only values of Secrets differ"]


def _manifests_in(value: object) -> list[Manifest]:
    if isinstance(value, str):
        try:
            return [each for each in read(value) if isinstance(each, dict)] if names_secrets(value) else []
        except KustompyError:
            return []
    if isinstance(value, Resource):
        return [value.manifest]
    if isinstance(value, dict):
        return [value]
    if isinstance(value, Build | list | tuple):
        return [manifest for each in value if not isinstance(each, str) for manifest in _manifests_in(each)]
    return []


def _lines_of(value: object) -> list[str]:
    if isinstance(value, str):
        return value.splitlines()
    from kustompy.api.parts import text_of_data

    if isinstance(value, Build | list | tuple):
        return [line for each in value for line in ["---", *_lines_of(each)]]
    data: Value = value.manifest if isinstance(value, Resource) else value
    try:
        return text_of_data(shown(data)).splitlines()
    except KustompyError:
        return repr(shown(data)).splitlines()
