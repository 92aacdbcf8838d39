"""The order in which Argo CD applies resources: by their hooks, and by their waves."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.resource import Resource

_HOOK, _WAVE = "argocd.argoproj.io/hook", "argocd.argoproj.io/sync-wave"
_PHASES = {"PreSync": 0, "Sync": 1, "PostSync": 2, "SyncFail": 3, "PreDelete": 4, "PostDelete": 5, "Skip": 6}
_HELM_HOOK, _HELM_WEIGHT = "helm.sh/hook", "helm.sh/hook-weight"
_OF_HELM = {
    "crd-install": "Sync", "pre-install": "PreSync", "pre-upgrade": "PreSync", "post-install": "PostSync",
    "post-upgrade": "PostSync", "pre-delete": "PreDelete", "post-delete": "PostDelete",
}  # fmt: skip
"""What Argo CD makes of hooks of helm, where a resource has none of its own."""
_DIGITS = 9


def in_waves(resources: list[Resource]) -> list[Resource]:
    """The resources, those of earlier phases and waves first, else as they were."""
    return sorted(resources, key=lambda each: (_phase(each), _wave(each)))


def _phase(resource: Resource) -> int:
    hooks = [each.strip() for each in _annotation(resource, _HOOK).split(",")]
    known = [_PHASES[each] for each in hooks if each in _PHASES]
    if not known:
        of_helm = [each.strip() for each in _annotation(resource, _HELM_HOOK).split(",")]
        known = [_PHASES[_OF_HELM.get(each, "Skip")] for each in of_helm if each]
    return min(known, default=_PHASES["Sync"])


def _wave(resource: Resource) -> int:
    text = (_annotation(resource, _WAVE) or _annotation(resource, _HELM_WEIGHT)).strip()
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS else 0


def _annotation(resource: Resource, name: str) -> str:
    annotations = resource.manifest["metadata"].get("annotations")
    return str(annotations.get(name, "")) if isinstance(annotations, dict) else ""
