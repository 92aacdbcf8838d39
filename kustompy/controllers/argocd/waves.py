"""The order in which Argo CD applies resources: by their hooks, and by their waves."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.resource import Resource

_HOOK, _WAVE = "argocd.argoproj.io/hook", "argocd.argoproj.io/sync-wave"
_PHASES = {"PreSync": 0, "Sync": 1, "PostSync": 2, "SyncFail": 3, "PreDelete": 4, "PostDelete": 5, "Skip": 6}
_DIGITS = 9


def in_waves(resources: list[Resource]) -> list[Resource]:
    """The resources, those of earlier phases and waves first, else as they were."""
    return sorted(resources, key=lambda each: (_phase(each), _wave(each)))


def _phase(resource: Resource) -> int:
    hooks = _annotation(resource, _HOOK).split(",")
    return min((_PHASES[each.strip()] for each in hooks if each.strip() in _PHASES), default=_PHASES["Sync"])


def _wave(resource: Resource) -> int:
    text = _annotation(resource, _WAVE).strip()
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS else 0


def _annotation(resource: Resource, name: str) -> str:
    annotations = resource.manifest["metadata"].get("annotations")
    return str(annotations.get(name, "")) if isinstance(annotations, dict) else ""
