"""Waiting until objects are current, or gone, by looking at them again and again."""

from __future__ import annotations

from kustompy.controllers.argocd.waves import is_hook
from kustompy.deploying.kubectl import address_of, matched
from kustompy.deploying.pods import selector_of, troubles
from kustompy.deploying.status import CURRENT, FAILED, NOT_FOUND, Status, status_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kustompy.deploying.failures import Failures
    from kustompy.deploying.kubectl import Kubectl
    from kustompy.deploying.rows import Hears, Row
    from kustompy.model.values import Manifest

_FIRST, _LONGEST, _FACTOR = 0.5, 4.0, 1.5
"""The first and the longest pause between two looks in seconds, and the factor from one to the next.

Polling by the kubectl of the user: a watch would need a connection of its own, and credentials.
"""
_REMEDIES = {
    "CustomResourceDefinition": "see its conditions: `kubectl get crd NAME -o yaml`; another one may have its names",
    "PersistentVolumeClaim": "see `kubectl describe pvc`: the storage class may be missing, or wait for a pod",
    "Job": "see `kubectl logs job/NAME`",
}
_REMEDY = "see `kubectl describe` of it and of its pods, and the logs of these; --timeout gives it more time"


class Waiting:
    """Waits for rows, until a deadline that all waiting of a deploy shares."""

    def __init__(
        self, kubectl: Kubectl, seconds: float, hears: Hears, failures: Failures, clock: Callable[[], float], *,
        jobs_end: bool, hooks_end: bool = False,
    ) -> None:  # fmt: skip
        self._kubectl, self._hears, self._failures, self._clock = kubectl, hears, failures, clock
        self._seconds, self._jobs_end, self._hooks_end = seconds, jobs_end, hooks_end
        self._deadline = clock() + seconds if seconds else float("inf")

    def wait(self, rows: Sequence[Row]) -> None:
        """Wait until all are current; a ClusterError if one fails, or time runs out."""
        waiting = [each for each in rows if not self._is_current(each)]
        self._hears.waits(rows)
        pause = _FIRST
        while waiting:
            failed = [each for each in waiting if each.status == FAILED]
            if failed or self._clock() >= self._deadline:
                self._give_up(waiting, failed)
            # Not past the deadline; the lower bound lets time go on where the clock already stands at it.
            self._kubectl.sleep(min(pause, max(self._deadline - self._clock(), 0.01)))
            pause = min(pause * _FACTOR, _LONGEST)
            self._look(waiting)
            self._hears.waits(rows)
            waiting = [each for each in waiting if each.status != CURRENT]

    def wait_until_gone(self, rows: Sequence[Row]) -> None:
        """Wait until deleted objects are gone; a ClusterError if time runs out."""
        waiting, pause = list(rows), _FIRST
        while True:
            called = self._kubectl.get([each.resource for each in waiting])
            if called.refusal is not None and not called.refusal.is_transient:
                raise self._failures.whole(called.refusal)
            there = matched([each.resource for each in waiting], called.objects)
            waiting = [each for index, each in enumerate(waiting) if index in there or called.refusal is not None]
            if not waiting:
                return
            if self._clock() >= self._deadline:
                for each in waiting:
                    each.action = "not pruned"
                    each.fail("KST661")
                    each.message = "its deletion was requested, and it still exists"
                    each.hint = "see its finalizers: `kubectl get -o yaml`; what set them has to remove them"
                raise self._failures.of(waiting)
            self._kubectl.sleep(pause)
            pause = min(pause * _FACTOR, _LONGEST)

    def _is_current(self, row: Row) -> bool:
        self._take(row, NO_OBJECT if row.after is None else self._status(row, row.after))
        return row.status == CURRENT

    def _look(self, waiting: Sequence[Row]) -> None:
        """Look at the rows again; a transient refusal leaves them as they are until the next look."""
        called = self._kubectl.get([each.resource for each in waiting])
        if called.refusal is not None:
            if called.refusal.is_transient:
                return
            raise self._failures.whole(called.refusal)
        found = matched([each.resource for each in waiting], called.objects)
        for index, row in enumerate(waiting):
            there = found.get(index)
            row.after = there or row.after
            self._take(row, NO_OBJECT if there is None else self._status(row, there))

    def _status(self, row: Row, there: Manifest) -> Status:
        """The status of an object; a Job that is a hook of Argo CD has to end."""
        ends = self._jobs_end or (self._hooks_end and is_hook(row.resource.manifest))
        return status_of(there, jobs_end=ends)

    def _take(self, row: Row, status: Status) -> None:
        status = Status(status.word, self._failures.hidden(status.message))
        if (row.status, row.message) != status:
            row.status, row.message = status
            self._hears.changed(row)

    def _give_up(self, waiting: Sequence[Row], failed: Sequence[Row]) -> None:
        # If one has failed, the others are only late, and are not its cause.
        for row in failed or waiting:
            row.fail("KST662" if row.status == FAILED else "KST661")
            late = "" if row.status == FAILED else f"not ready after {self._seconds:g} seconds: "
            row.message = f"{late}{row.message}{self._troubles(row)}"
            row.hint = _REMEDIES.get(row.resource.kind, _REMEDY)
        raise self._failures.of(waiting)

    def _troubles(self, row: Row) -> str:
        """The reasons why the pods of a workload are not ready; empty if they cannot be read."""
        # A PodDisruptionBudget selects pods, too, and is not ready for reasons of its own.
        selector = selector_of(row.resource.manifest)
        if not selector or row.after is None or row.resource.kind == "PodDisruptionBudget":
            return ""
        called = self._kubectl.pods(address_of(row.after).namespace, selector)
        said = "" if called.refusal is not None else troubles(called.objects)
        return f"; {self._failures.hidden(said)}" if said else ""


NO_OBJECT = Status(NOT_FOUND, "it does not exist")
