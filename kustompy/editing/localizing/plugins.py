"""The paths in configs of builtins that are written as KRM objects."""

from __future__ import annotations

from kustompy.errors import KustomizationError, wrapping
from kustompy.yamlio.writer import write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from kustompy.model.values import Value

    Manifest = dict[str, Value]

    class Copier(Protocol):
        """What copies files that configs name, and answers their paths in the copy."""

        def file(self, path: str) -> str: ...
        def source(self, source: str) -> str: ...
        def patch(self, entry: str) -> str: ...
        def chart_home(self, entry: Manifest, words: str) -> None: ...


_GENERATOR = {"env": "file", "envs": "file", "files": "source"}
# Builtins whose configs name files, as kustomize lists them in api/internal/localizer. All others stay as they are,
# also those of custom plugins: only these know which of their fields are paths.
_FIELDS = {
    "ConfigMapGenerator": _GENERATOR,
    "SecretGenerator": _GENERATOR,
    "HelmChartInflationGenerator": {"valuesFile": "file", "additionalValuesFiles": "file"},
    "PatchTransformer": {"path": "file"},
    "PatchJson6902Transformer": {"path": "file"},
    "PatchStrategicMergeTransformer": {"paths": "patch"},
    "ReplacementTransformer": {"replacements/path": "file"},
}
"""The paths in the config of each kind, and the method of the copier for each of them."""


def localized_plugins(manifests: list[Manifest], copier: Copier) -> str:
    """The text of the configs with localized paths."""
    for manifest in manifests:
        # A custom plugin may have a kind that is called like a builtin.
        if manifest.get("apiVersion") == "builtin":
            _localize(manifest, copier)
    # kustomize prints such configs anew, sorted and without comments, whether paths change or not.
    return write(manifests)


def _localize(manifest: Manifest, copier: Copier) -> None:
    kind = manifest.get("kind")
    for field, method in _FIELDS.get(str(kind), {}).items():
        one = getattr(copier, method)
        if field == "replacements/path":
            for entry in manifest.get("replacements") or []:
                _apply(entry, "path", one, manifest, field)
        else:
            _apply(manifest, field, one, manifest, field)
    if kind == "HelmChartInflationGenerator":
        copier.chart_home(manifest, f"considering field 'chartHome' of object {_name(manifest)}")


def _apply(holder: Manifest, key: str, one: Callable[[str], str], manifest: Manifest, field: str) -> None:
    """Localize a text or a list of them."""
    value = holder.get(key)
    if value is None or value == "":
        return
    with wrapping(lambda error: f"considering field '{field}' of object {_name(manifest)}: {error}"):
        if isinstance(value, list):
            # An empty entry stays empty: kustomize leaves it for the build to complain of.
            holder[key] = [each and one(each) for each in value]
        elif isinstance(value, str):
            holder[key] = one(value)
        else:
            raise KustomizationError("expected sequence or scalar node", code="KST856")


def _name(manifest: Manifest) -> str:
    metadata = manifest.get("metadata") or {}
    return f"{manifest.get('kind')}.builtin.[noGrp]/{metadata.get('name')}.{metadata.get('namespace') or '[noNs]'}"
