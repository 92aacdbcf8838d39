"""A deploy from beginning to end: look, apply wave after wave, wait, prune. What was done stands in its rows."""

from __future__ import annotations

from time import monotonic
from typing import NamedTuple

from kustompy.deploying import apply_set
from kustompy.deploying.admission import altered, words
from kustompy.deploying.failures import Failures
from kustompy.deploying.kubectl import Written, address_of, matched
from kustompy.deploying.outcomes import WARNING, Deployed
from kustompy.deploying.phases import runs_again, waves_in_phases
from kustompy.deploying.pruning import Pruning
from kustompy.deploying.rows import Row
from kustompy.deploying.waiting import Waiting
from kustompy.deploying.waves import waves_of
from kustompy.model.secrets import is_secret
from kustompy.results.resource import Resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kustompy.deploying.apply_set import ApplySet
    from kustompy.deploying.kubectl import Kubectl
    from kustompy.deploying.rows import Hears
    from kustompy.deploying.waves import Wave
    from kustompy.model.values import Manifest


class Wanted(NamedTuple):
    """What a deploy is to do besides applying."""

    written: Written = Written()
    waits: bool = True
    """Whether to wait at the end, too; what the next wave needs is waited for in any case."""
    seconds: float = 300.0
    """How long all waiting may take; 0 is no limit."""
    jobs_end: bool = False
    """Whether Jobs are waited for until they have ended."""
    apply_set: ApplySet | None = None
    """The set that resources are members of, once there is one."""
    prunes: bool = False
    """Whether the set is made if there is none, and members that are no longer rendered are deleted."""
    prune_also: tuple[str, ...] = ()
    in_phases: bool = False
    """Whether hooks and sync waves of Argo CD say what is applied before what."""
    checked: tuple[Resource, ...] = ()
    """What has to work at the end besides what is applied."""


class Deploying:
    """One deploy. Run it again after whatever ended it: what is applied stays, and nothing is done twice."""

    def __init__(
        self,
        resources: Sequence[Resource],
        kubectl: Kubectl,
        wanted: Wanted,
        hears: Hears,
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._kubectl, self._wanted, self._hears, self._clock = kubectl, wanted, hears, clock
        self._began = clock()
        manifests = [each.manifest for each in resources]
        self._waves = waves_in_phases(manifests) if wanted.in_phases else waves_of(manifests)
        numbers = {index: number for number, wave in enumerate(self._waves, 1) for index in wave.members}
        self.rows = [Row(each, numbers[index], "not applied") for index, each in enumerate(resources)]
        self._is_complete = False
        self._warnings: dict[str, None] = {}
        self._pruning: Pruning | None = None
        self._failures = Failures(resources)
        self._waiting = Waiting(kubectl, wanted.seconds, hears, self._failures, clock, jobs_end=wanted.jobs_end,
                                hooks_end=wanted.in_phases)  # fmt: skip

    def deployed(self, target: str = "", revision: str = "") -> Deployed:
        """What has become of the resources so far, in the order in which they are applied."""
        order = [index for wave in self._waves for index in wave.members]
        rows = [self.rows[index] for index in order]
        rows += [] if self._pruning is None else self._pruning.rows
        found = [each.outcome for each in rows]
        seconds = self._clock() - self._began
        return Deployed(
            target, revision, self._wanted.written.dry_run, tuple(found), self._is_complete, seconds,
            tuple(self._warnings),
        )  # fmt: skip

    def deploy(self) -> None:
        """Do all of it; a ClusterError that names each resource that could not be applied, or did not get ready."""
        parent = self._look()
        is_dry = self._wanted.written.dry_run
        self._keep_sets()
        if self._wanted.apply_set is not None:
            self._pruning = self._member_of(self._wanted.apply_set, parent)
        if self._pruning is not None:
            self._pruning.ask(self._hears.may_prune)
        for number, wave in enumerate(self._waves):
            self._apply_wave(number, wave)
        if self._wanted.waits and not is_dry:
            self._waiting.wait([*self.rows, *self._checked()])
        if self._pruning is not None and self._wanted.prunes:
            self._pruning.prune(self._hears, self._waiting if self._wanted.waits else None)
        self._is_complete = True

    def _checked(self) -> list[Row]:
        """What is waited for besides what is applied."""
        own = {address_of(each.resource.manifest) for each in self.rows}
        return [
            Row(each, len(self._waves), "not applied")
            for each in self._wanted.checked
            if address_of(each.manifest) not in own
        ]

    def _look(self) -> Manifest | None:
        """What the cluster has of the resources, and the parent of their set; None if there is none."""
        asked = [each.resource for each in self.rows]
        chosen = self._wanted.apply_set
        parent = [] if chosen is None else [Resource(apply_set.parent_of(chosen, (), ()))]
        called = self._kubectl.get([*asked, *parent])
        if called.refusal is not None:
            raise self._failures.whole(called.refusal)
        found = matched([*asked, *parent], called.objects)
        for index, row in enumerate(self.rows):
            row.before = found.get(index)
        self._failures.know([each.before for each in self.rows if each.before is not None])
        return found.get(len(asked))

    def _member_of(self, chosen: ApplySet, parent: Manifest | None) -> Pruning | None:
        """What keeps the set; None where there is none, and none is to be made."""
        prunes = self._wanted.prunes
        if not prunes and (parent is None or apply_set.foreign(chosen, parent)):
            return None
        is_dry = self._wanted.written.dry_run
        found = Pruning(self._kubectl, chosen, self._failures, is_dry_run=is_dry)
        found.prepare(self.rows, parent)
        if prunes and parent is not None:
            found.find(self._wanted.prune_also)
        return found

    def _keep_sets(self) -> None:
        """Leave members of a set in it: without the label a later run could not prune them."""
        for each in self.rows:
            manifest = apply_set.in_its_set(each.resource.manifest, each.before, self._wanted.written.manager)
            if manifest is not each.resource.manifest:
                each.resource = Resource(manifest)

    def _apply_wave(self, number: int, wave: Wave) -> None:
        rows = [self.rows[index] for index in wave.members]
        self._hears.begins(number, self._waves, rows)
        if self._pruning is not None:
            self._pruning.join()
        waiting = [each for each in rows if not self._is_beyond(each)]
        if self._wanted.in_phases and not self._wanted.written.dry_run:
            self._delete_ended([each for each in waiting if each.before and runs_again(each.resource.manifest)])
        self._apply(waiting)
        if any(each.action == "failed" for each in rows):
            raise self._failures.of(rows)
        gates = [self.rows[index] for index in sorted(wave.gates)]
        is_last = number == len(self._waves) - 1
        if gates and not is_last and not self._wanted.written.dry_run:
            self._waiting.wait(gates)

    def _delete_ended(self, hooks: Sequence[Row]) -> None:
        """Delete hooks of an earlier deploy, so that they run again."""
        if not hooks:
            return
        called = self._kubectl.delete([each.resource for each in hooks])
        if called.refusal is not None:
            raise self._failures.whole(called.refusal)
        self._waiting.wait_until_gone(hooks)
        for each in hooks:
            each.before = None

    def _is_beyond(self, row: Row) -> bool:
        """Whether a dry run cannot ask the server about a resource, since another one has to be there first."""
        if not self._wanted.written.dry_run:
            return False
        missing = self._missing_for(row)
        if missing:
            row.action, row.message = "created", f"not asked of the server: {missing} is not there yet"
            self._hears.changed(row)
        return bool(missing)

    def _missing_for(self, row: Row) -> str:
        address = address_of(row.resource.manifest)
        for each in self.rows:
            if each.before is not None or each is row:
                continue
            manifest = each.resource.manifest
            if manifest.get("kind") == "Namespace" and each.resource.name == address.namespace:
                return f"Namespace {address.namespace}"
            if manifest.get("kind") == "CustomResourceDefinition":
                spec = manifest.get("spec") or {}
                if (spec.get("group"), (spec.get("names") or {}).get("kind")) == (address.group, address.kind):
                    return f"CustomResourceDefinition {each.resource.name}"
        return ""

    def _apply(self, rows: Sequence[Row]) -> None:
        """Apply several at once; where one is refused the halves by themselves, until it is alone."""
        if not rows:
            return
        called = self._kubectl.apply([each.resource for each in rows], self._wanted.written)
        refusal = called.refusal
        self._warn(called.warnings)
        if refusal is None:
            found = matched([each.resource for each in rows], called.objects)
            for index, row in enumerate(rows):
                self._applied(row, found.get(index))
        elif refusal.is_whole:
            for row in rows:
                row.message = "kubectl ended before it said whether it is applied"
            raise self._failures.whole(refusal)
        elif len(rows) == 1:
            rows[0].refused(self._failures.told(refusal, rows[0].before))
            self._hears.changed(rows[0])
        else:
            middle = len(rows) // 2
            self._apply(rows[:middle])
            self._apply(rows[middle:])

    def _warn(self, warnings: Sequence[str]) -> None:
        for each in map(self._failures.hidden, warnings):
            if each not in self._warnings:
                self._warnings[each] = None
                self._hears.warned(each)

    def _applied(self, row: Row, found: Manifest | None) -> None:
        row.after = found
        if found is None:
            row.action = "failed"
            row.fail("KST660")
            row.message = "kubectl printed no object for it"
        else:
            row.action = _action(row.before, found)
            sent = row.resource.manifest
            shows = not is_secret(sent)
            notes = [words(each, sent, shows_values=shows) for each in altered(sent, found)]
            row.notes = tuple(map(self._failures.hidden, notes))
            row.code, row.is_failed = WARNING if row.notes else "", False
        self._hears.changed(row)


def _action(before: Manifest | None, after: Manifest) -> str:
    if before is None:
        return "created"
    versions = [each["metadata"].get("resourceVersion") for each in (before, after)]
    return "unchanged" if versions[0] == versions[1] else "configured"
