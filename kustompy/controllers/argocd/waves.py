"""The order in which Argo CD applies resources: by the phases of hooks, then by sync waves."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest

_HOOK, _WAVE = "argocd.argoproj.io/hook", "argocd.argoproj.io/sync-wave"
_DELETION = "argocd.argoproj.io/hook-delete-policy"
PHASES = {"PreSync": 0, "Sync": 1, "PostSync": 2, "SyncFail": 3, "PreDelete": 4, "PostDelete": 5, "Skip": 6}
"""The phases in their order; those after PostSync are no part of a sync that succeeds."""
_HELM_HOOK, _HELM_WEIGHT = "helm.sh/hook", "helm.sh/hook-weight"
_HELM_DELETION = "helm.sh/hook-delete-policy"
_OF_HELM = {
    "crd-install": "Sync", "pre-install": "PreSync", "pre-upgrade": "PreSync", "post-install": "PostSync",
    "post-upgrade": "PostSync", "pre-delete": "PreDelete", "post-delete": "PostDelete",
}  # fmt: skip
"""The phases of helm's hooks, which count for a resource without a hook of Argo CD."""
_DIGITS = 9
"""The most digits of a wave. Python's int() has a limit of its own, and fails past it."""


def in_waves(resources: list[Resource]) -> list[Resource]:
    """The resources by phase and wave, otherwise in the given order."""
    return sorted(resources, key=lambda each: (phase_of(each.manifest), sync_wave_of(each.manifest)))


def phase_of(manifest: Manifest) -> int:
    """The number of the earliest phase that a resource is a hook of; that of Sync if it is none."""
    return min(_hooks(manifest), default=PHASES["Sync"])


def is_hook(manifest: Manifest) -> bool:
    """Whether a resource is a hook: it runs at a phase and does not belong to the state that a sync leaves."""
    return bool(_hooks(manifest))


def is_applied(manifest: Manifest) -> bool:
    """Whether a successful sync applies the resource."""
    return phase_of(manifest) <= PHASES["PostSync"]


def is_replaced(manifest: Manifest) -> bool:
    """Whether a hook of the last sync is deleted before it runs again."""
    # BeforeHookCreation is Argo CD's default where no policy is named; helm's spelling counts as its own.
    text = _annotation(manifest, _DELETION) or _annotation(manifest, _HELM_DELETION)
    policies = [each.strip() for each in text.split(",") if each.strip()]
    return not policies or not {"BeforeHookCreation", "before-hook-creation"}.isdisjoint(policies)


def _hooks(manifest: Manifest) -> list[int]:
    # A hook of Argo CD hides those of helm. A hook of helm that Argo CD does not know, such as `test`, never runs.
    known = [PHASES[each] for each in _words(manifest, _HOOK) if each in PHASES]
    return known or [PHASES[_OF_HELM.get(each, "Skip")] for each in _words(manifest, _HELM_HOOK)]


def _words(manifest: Manifest, name: str) -> list[str]:
    return [each.strip() for each in _annotation(manifest, name).split(",") if each.strip()]


def sync_wave_of(manifest: Manifest) -> int:
    """The number of the sync wave, 0 if a resource names none."""
    # Argo CD takes the weight of helm's hooks where its own annotation is missing or is not a number.
    for name in (_WAVE, _HELM_WEIGHT):
        text = _annotation(manifest, name).strip()
        digits = text[1:] if text[:1] in ("+", "-") else text
        if digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS:
            return int(text)
    return 0


def _annotation(manifest: Manifest, name: str) -> str:
    annotations = manifest["metadata"].get("annotations")
    return str(annotations.get(name, "")) if isinstance(annotations, dict) else ""
