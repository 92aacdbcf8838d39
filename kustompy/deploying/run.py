"""A deploy from beginning to end: look, apply wave after wave, wait, prune. Its rows hold the outcome at any time."""

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
    """The options of a deploy."""

    written: Written = Written()
    waits: bool = True
    """Whether to wait at the end; what the next wave needs is waited for in any case."""
    seconds: float = 300.0
    """The time limit of all waiting; 0 is no limit."""
    jobs_end: bool = False
    """Whether to wait until Jobs have ended."""
    apply_set: ApplySet | None = None
    """The set of the target; resources become members if it exists or ``prunes``."""
    prunes: bool = False
    """Whether to create the set, and to delete members that are no longer rendered."""
    prune_also: tuple[str, ...] = ()
    """Kinds to prune that are kept otherwise."""
    in_phases: bool = False
    """Whether hooks and sync waves of Argo CD decide the order."""
    checked: tuple[Resource, ...] = ()
    """Objects that must be ready at the end besides those that are applied."""


class Deploying:
    """A deploy. After a failure a new one goes on from there: what is applied stays applied."""

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
        """The outcome so far, with the resources in the order in which they are applied."""
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
        """Run the deploy; a ClusterError names each resource that could not be applied or did not become ready."""
        # Everything that can be refused without touching the cluster comes before the first wave: rights, the sets of
        # others, and the question whether to prune.
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
        """Rows for the objects that must be ready besides those that are applied."""
        own = {address_of(each.resource.manifest) for each in self.rows}
        return [
            Row(each, len(self._waves), "not applied")
            for each in self._wanted.checked
            if address_of(each.manifest) not in own
        ]

    def _look(self) -> Manifest | None:
        """Read the live objects of the resources; the parent of their set, None if there is none."""
        asked = [each.resource for each in self.rows]
        chosen = self._wanted.apply_set
        parent = [] if chosen is None else [Resource(apply_set.parent_of(chosen, (), ()))]
        called = self._kubectl.get([*asked, *parent])
        if called.refusal is not None:
            raise self._failures.whole(called.refusal)
        found = matched([*asked, *parent], called.objects)
        for index, row in enumerate(self.rows):
            row.before = found.get(index)
        # The old values of Secrets may come back in messages of the server, beside those that are rendered.
        self._failures.know([each.before for each in self.rows if each.before is not None])
        return found.get(len(asked))

    def _member_of(self, chosen: ApplySet, parent: Manifest | None) -> Pruning | None:
        """The pruning by a set; None if there is none, and none is to be created."""
        # A deploy without --prune labels the members of a set that exists: without the label they would be lost to it.
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
        """Keep the label of a set on resources whose objects have it."""
        # They may be in the set of another name or target than this deploy's.
        for each in self.rows:
            manifest = apply_set.in_its_set(each.resource.manifest, each.before, self._wanted.written.manager)
            if manifest is not each.resource.manifest:
                each.resource = Resource(manifest)

    def _apply_wave(self, number: int, wave: Wave) -> None:
        rows = [self.rows[index] for index in wave.members]
        self._hears.begins(number, self._waves, rows)
        # Before each wave, since the wave before may have made the namespace of the parent; it acts once.
        if self._pruning is not None:
            self._pruning.join()
        waiting = [each for each in rows if not self._is_beyond(each)]
        if self._wanted.in_phases and not self._wanted.written.dry_run:
            self._delete_ended([each for each in waiting if each.before and runs_again(each.resource.manifest)])
        self._apply(waiting)
        if any(each.action == "failed" for each in rows):
            raise self._failures.of(rows)
        # The end of a deploy waits for everything by itself, if it is to wait.
        gates = [self.rows[index] for index in sorted(wave.gates)]
        is_last = number == len(self._waves) - 1
        if gates and not is_last and not self._wanted.written.dry_run:
            self._waiting.wait(gates)

    def _delete_ended(self, hooks: Sequence[Row]) -> None:
        """Delete hooks of an earlier deploy, and wait until they are gone, so that they run again."""
        if not hooks:
            return
        called = self._kubectl.delete([each.resource for each in hooks])
        if called.refusal is not None:
            raise self._failures.whole(called.refusal)
        self._waiting.wait_until_gone(hooks)
        for each in hooks:
            each.before = None

    def _is_beyond(self, row: Row) -> bool:
        """Whether a dry run cannot ask the server about a resource, since its namespace or kind does not exist yet."""
        if not self._wanted.written.dry_run:
            return False
        missing = self._missing_for(row)
        if missing:
            row.action, row.message = "created", f"not asked of the server: {missing} is not there yet"
            self._hears.changed(row)
        return bool(missing)

    def _missing_for(self, row: Row) -> str:
        """The Namespace or CustomResourceDefinition of this deploy that a resource needs; empty if none is missing."""
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
        """Apply several at once; if one is refused, apply each half by itself, until it stands alone."""
        # A call takes a fifth of a second, nearly whatever it applies. kubectl prints no object if one is refused, so
        # applying the others again is also how their state becomes known.
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
                row.message = "kubectl ended before it told whether it is applied"
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
            # An object that a webhook renamed, or an output that is no JSON.
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
    # The API server keeps the resourceVersion of an object that an apply does not change.
    versions = [each["metadata"].get("resourceVersion") for each in (before, after)]
    return "unchanged" if versions[0] == versions[1] else "configured"
