"""The waves of an Application of Argo CD: phases of its hooks, in each the sync waves, in each those of kinds."""

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
"""Groups and kinds of what runs to an end: of hooks these alone are deleted before they are made again."""


def waves_in_phases(manifests: Sequence[Manifest]) -> list[Wave]:
    """The waves; together they have each index once. The next sync wave waits for all of the one before."""
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
        found += [*inner[:-1], inner[-1]._replace(gates=frozenset(own))]
    return found


def _named(phase: int, wave: int, inner: str) -> str:
    return ", ".join(filter(None, (
        "" if phase == PHASES["Sync"] else _NAMES[phase], f"sync wave {wave}" if wave else "", inner,
    )))  # fmt: skip


def runs_again(manifest: Manifest) -> bool:
    """Whether a hook that is there is deleted, and made anew: one that has ended would not run again."""
    group, _ = split_api_version(str(manifest.get("apiVersion")))
    return is_hook(manifest) and is_replaced(manifest) and (group, manifest.get("kind")) in _RUN
