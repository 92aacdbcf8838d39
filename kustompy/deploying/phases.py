"""The waves of an Application of Argo CD: phases of hooks, divided into sync waves, divided into waves of kinds."""

from __future__ import annotations

from kustompy.controllers.argocd.waves import PHASES, is_hook, is_replaced, phase_of, sync_wave_of
from kustompy.deploying.waves import Wave, waves_of
from kustompy.model.ids import split_api_version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.model.values import Manifest

_NAMES = {number: name for name, number in PHASES.items()}
_RUN = (("batch", "Job"), ("", "Pod"))
"""Groups and kinds that run to an end: of hooks these alone are deleted before they are created again.

Argo CD deletes every hook. Any other kind gets to the same state by applying it, and need not be gone meanwhile.
"""


def waves_in_phases(manifests: Sequence[Manifest]) -> list[Wave]:
    """The waves, which contain each index once."""
    groups: dict[tuple[int, int], list[int]] = {}
    for index, each in enumerate(manifests):
        groups.setdefault((phase_of(each), sync_wave_of(each)), []).append(index)
    found: list[Wave] = []
    for phase, wave in sorted(groups):
        own = groups[phase, wave]
        inner = [
            each._replace(
                name=_named(phase, wave, each.name), members=tuple(own[index] for index in each.members),
                gates=frozenset(own[index] for index in each.gates),
            )
            for each in waves_of([manifests[index] for index in own])
        ]  # fmt: skip
        # Argo CD begins a sync wave when all resources of the one before are healthy.
        found += [*inner[:-1], inner[-1]._replace(gates=frozenset(own))]
    return found


def _named(phase: int, wave: int, inner: str) -> str:
    return ", ".join(filter(None, (
        "" if phase == PHASES["Sync"] else _NAMES[phase], f"sync wave {wave}" if wave else "", inner,
    )))  # fmt: skip


def runs_again(manifest: Manifest) -> bool:
    """Whether a hook of an earlier deploy is deleted and created again: applying a Job that has ended runs nothing."""
    group, _ = split_api_version(str(manifest.get("apiVersion")))
    return is_hook(manifest) and is_replaced(manifest) and (group, manifest.get("kind")) in _RUN
