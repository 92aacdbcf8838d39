"""The order in which Argo CD applies resources: by their hooks, and by their waves."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest

_HOOK, _WAVE = "argocd.argoproj.io/hook", "argocd.argoproj.io/sync-wave"
_DELETION = "argocd.argoproj.io/hook-delete-policy"
PHASES = {"PreSync": 0, "Sync": 1, "PostSync": 2, "SyncFail": 3, "PreDelete": 4, "PostDelete": 5, "Skip": 6}
"""The hooks, by the order of what they come before or after."""
_HELM_HOOK, _HELM_WEIGHT = "helm.sh/hook", "helm.sh/hook-weight"
_HELM_DELETION = "helm.sh/hook-delete-policy"
_OF_HELM = {
    "crd-install": "Sync", "pre-install": "PreSync", "pre-upgrade": "PreSync", "post-install": "PostSync",
    "post-upgrade": "PostSync", "pre-delete": "PreDelete", "post-delete": "PostDelete",
}  # fmt: skip
"""What Argo CD makes of hooks of helm, where a resource has none of its own."""
_DIGITS = 9


def in_waves(resources: list[Resource]) -> list[Resource]:
    """The resources, those of earlier phases and waves first, else as they were."""
    return sorted(resources, key=lambda each: (phase_of(each.manifest), sync_wave_of(each.manifest)))


def phase_of(manifest: Manifest) -> int:
    """The number of the phase: that of the earliest hook, else that of a sync."""
    return min(_hooks(manifest), default=PHASES["Sync"])


def is_hook(manifest: Manifest) -> bool:
    """Whether a resource runs at some phase, and is no part of what is there afterwards."""
    return bool(_hooks(manifest))


def is_applied(manifest: Manifest) -> bool:
    """Whether a sync that goes well applies the resource."""
    return phase_of(manifest) <= PHASES["PostSync"]


def is_replaced(manifest: Manifest) -> bool:
    """Whether a hook of before is deleted first: that is so unless it says something else."""
    text = _annotation(manifest, _DELETION) or _annotation(manifest, _HELM_DELETION)
    policies = [each.strip() for each in text.split(",") if each.strip()]
    return not policies or not {"BeforeHookCreation", "before-hook-creation"}.isdisjoint(policies)


def _hooks(manifest: Manifest) -> list[int]:
    known = [PHASES[each] for each in _words(manifest, _HOOK) if each in PHASES]
    return known or [PHASES[_OF_HELM.get(each, "Skip")] for each in _words(manifest, _HELM_HOOK)]


def _words(manifest: Manifest, name: str) -> list[str]:
    return [each.strip() for each in _annotation(manifest, name).split(",") if each.strip()]


def sync_wave_of(manifest: Manifest) -> int:
    """The number of the sync wave; 0 if it says none."""
    text = (_annotation(manifest, _WAVE) or _annotation(manifest, _HELM_WEIGHT)).strip()
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS else 0


def _annotation(manifest: Manifest, name: str) -> str:
    annotations = manifest["metadata"].get("annotations")
    return str(annotations.get(name, "")) if isinstance(annotations, dict) else ""
