"""The status of an object by the rules of kstatus: pure functions of the live object.

Two rules differ: kstatus has none for an APIService, and calls a Pod that has failed current.
"""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from kustompy.model.values import Manifest, Value

    Rule: TypeAlias = "Callable[[Manifest], Status]"


class Status(NamedTuple):
    """The status of an object: a word of kstatus, and the reason."""

    word: str
    message: str


CURRENT, IN_PROGRESS, FAILED, TERMINATING, NOT_FOUND = "Current", "InProgress", "Failed", "Terminating", "NotFound"
_NO_DEADLINE = 2**31 - 1
"""The value by which the Deployment controller knows that there is no progress deadline."""


def status_of(manifest: Manifest, *, jobs_end: bool = False) -> Status:
    """The status of an object; a running Job is current, unless ``jobs_end`` asks for its end."""
    # The checks of all kinds come first, as in kstatus: deletion, generation, and the conditions of its convention.
    metadata = _mapping(manifest.get("metadata"))
    if metadata.get("deletionTimestamp"):
        return Status(TERMINATING, "it is being deleted")
    common = _of_generation(manifest, metadata) or _of_common_conditions(manifest)
    if common is not None:
        return common
    group, slash, _ = str(manifest.get("apiVersion")).partition("/")
    kind = f"{group if slash else ''}/{manifest.get('kind')}"
    if kind == "batch/Job" and jobs_end:
        return _job_to_its_end(manifest)
    rule = RULES.get(kind)
    return _by_ready(manifest) if rule is None else rule(manifest)


def _of_generation(manifest: Manifest, metadata: Manifest) -> Status | None:
    # Until the controller has seen the latest spec, the rest of the status is about an older one.
    observed, generation = _status(manifest).get("observedGeneration"), metadata.get("generation")
    if isinstance(observed, int) and isinstance(generation, int) and observed != generation:
        return Status(IN_PROGRESS, f"generation {generation} is not seen yet, the latest is {observed}")
    return None


def _of_common_conditions(manifest: Manifest) -> Status | None:
    stalled, reconciling = _condition(manifest, "Stalled"), _condition(manifest, "Reconciling")
    if stalled.get("status") == "True":
        return Status(FAILED, _words(stalled))
    if reconciling.get("status") == "True":
        return Status(IN_PROGRESS, _words(reconciling))
    return None


def _by_ready(manifest: Manifest) -> Status:
    # An unknown kind without the condition is current: nothing tells when it would be.
    ready = _condition(manifest, "Ready")
    if ready and ready.get("status") != "True":
        return Status(IN_PROGRESS, _words(ready))
    return Status(CURRENT, "it is current")


def _always(manifest: Manifest) -> Status:
    return Status(CURRENT, "it is always ready")


def _deployment(manifest: Manifest) -> Status:
    spec, status = _mapping(manifest.get("spec")), _status(manifest)
    progressing = _condition(manifest, "Progressing")
    if progressing.get("reason") == "ProgressDeadlineExceeded":
        return Status(FAILED, f"the progress deadline is exceeded{_after_colon(progressing.get('message'))}")
    # In the order of kstatus, from what a rollout reaches first: the message names the step that it stands at.
    wanted, there = _number(spec, "replicas", 1), _number(status, "replicas")
    updated, available = _number(status, "updatedReplicas"), _number(status, "availableReplicas")
    counted = (
        _fewer("replicas", there, wanted) or _fewer("updated", updated, wanted) or _too_many(there, wanted)
        or _fewer("available", available, updated) or _fewer("ready", _number(status, "readyReplicas"), wanted)
    )  # fmt: skip
    if counted is not None:
        return counted
    # Without a deadline the controller does not write the condition.
    has_deadline = _number(spec, "progressDeadlineSeconds", _NO_DEADLINE) != _NO_DEADLINE
    has_come = progressing.get("status") == "True" and progressing.get("reason") == "NewReplicaSetAvailable"
    if has_deadline and not has_come:
        return Status(IN_PROGRESS, "the ReplicaSet is not available")
    if _condition(manifest, "Available").get("status") != "True":
        return Status(IN_PROGRESS, "the Deployment is not available")
    return Status(CURRENT, f"available, replicas: {there}")


def _stateful_set(manifest: Manifest) -> Status:
    spec, status = _mapping(manifest.get("spec")), _status(manifest)
    # Old pods stay until somebody deletes them, so there is no rollout to wait for.
    strategy = _mapping(spec.get("updateStrategy"))
    if strategy.get("type") == "OnDelete":
        return Status(CURRENT, "pods are updated when they are deleted")
    wanted, there = _number(spec, "replicas", 1), _number(status, "replicas")
    counted = (
        _fewer("replicas", there, wanted) or _fewer("ready", _number(status, "readyReplicas"), wanted)
        or _too_many(there, wanted)
    )  # fmt: skip
    if counted is not None:
        return counted
    # Pods below the partition keep the old revision on purpose, so the two revisions stay different.
    partition = _mapping(strategy.get("rollingUpdate")).get("partition")
    if isinstance(partition, int):
        updated = _number(status, "updatedReplicas")
        left = _fewer("updated", updated, wanted - partition)
        return left or Status(CURRENT, f"the partition is rolled out, updated: {updated}")
    current = _fewer("current", _number(status, "currentReplicas"), wanted)
    if current is not None:
        return current
    if status.get("currentRevision") != status.get("updateRevision"):
        return Status(IN_PROGRESS, "the updated revision is not the current one yet")
    return Status(CURRENT, f"all replicas are as they should be: {there}")


def _daemon_set(manifest: Manifest) -> Status:
    # For other kinds a missing generation is let pass; the DaemonSet controller always writes both.
    status = _status(manifest)
    for place, field in ((_mapping(manifest.get("metadata")), "generation"), (status, "observedGeneration")):
        if field not in place:
            return Status(IN_PROGRESS, f"{field} is not set yet")
    if "desiredNumberScheduled" not in status:
        return Status(IN_PROGRESS, "desiredNumberScheduled is not set yet")
    wanted = _number(status, "desiredNumberScheduled")
    for word, field in _OF_DAEMON_SETS:
        fewer = _fewer(word, _number(status, field), wanted)
        if fewer is not None:
            return fewer
    return Status(CURRENT, f"all replicas are as they should be: {wanted}")


_OF_DAEMON_SETS = (
    ("scheduled", "currentNumberScheduled"), ("updated", "updatedNumberScheduled"),
    ("available", "numberAvailable"), ("ready", "numberReady"),
)  # fmt: skip


def _replica_set(manifest: Manifest) -> Status:
    # A quota or policy may refuse the pods; the controller tries again, so it has not failed for good.
    failure = _condition(manifest, "ReplicaFailure")
    if failure.get("status") == "True":
        return Status(IN_PROGRESS, f"pods cannot be made{_after_colon(failure.get('message'))}")
    status = _status(manifest)
    wanted, there = _number(_mapping(manifest.get("spec")), "replicas", 1), _number(status, "replicas")
    counted = (
        _fewer("labelled", _number(status, "fullyLabeledReplicas"), wanted)
        or _fewer("available", _number(status, "availableReplicas"), wanted)
        or _fewer("ready", _number(status, "readyReplicas"), wanted) or _too_many(there, wanted)
    )  # fmt: skip
    return counted or Status(CURRENT, f"available, replicas: {there}")


def _job(manifest: Manifest) -> Status:
    ended = _end_of_job(manifest)
    if ended is not None:
        return ended
    status = _status(manifest)
    if not status.get("startTime"):
        return Status(IN_PROGRESS, "the Job has not started")
    return Status(CURRENT, f"the Job runs, active: {_number(status, 'active')}, failed: {_number(status, 'failed')}")


def _job_to_its_end(manifest: Manifest) -> Status:
    status = _status(manifest)
    running = f"the Job runs, active: {_number(status, 'active')}, failed: {_number(status, 'failed')}"
    return _end_of_job(manifest) or Status(IN_PROGRESS, running)


def _end_of_job(manifest: Manifest) -> Status | None:
    # A suspended Job counts as ended: it does nothing until somebody resumes it.
    failed = _condition(manifest, "Failed")
    if failed.get("status") == "True":
        return Status(FAILED, f"the Job failed{_after_colon(_words(failed))}")
    if _condition(manifest, "Complete").get("status") == "True":
        return Status(CURRENT, f"the Job is complete, succeeded: {_number(_status(manifest), 'succeeded')}")
    if _condition(manifest, "Suspended").get("status") == "True":
        return Status(CURRENT, "the Job is suspended")
    return None


def _pod(manifest: Manifest) -> Status:
    phase = _status(manifest).get("phase")
    if phase == "Succeeded":
        return Status(CURRENT, "the Pod has completed")
    if phase == "Failed":
        return Status(FAILED, f"the Pod has failed{_after_colon(_status(manifest).get('message'))}")
    # kstatus calls a pod failed that is not scheduled for 15 seconds. An autoscaler may need minutes for a node, so
    # here only the time limit ends the wait.
    if phase != "Running":
        scheduled = _condition(manifest, "PodScheduled")
        if scheduled.get("status") == "False":
            return Status(IN_PROGRESS, f"the Pod is not scheduled{_after_colon(scheduled.get('message'))}")
        return Status(IN_PROGRESS, f"the Pod is {str(phase).lower()}" if phase else "nobody has seen the Pod yet")
    if _condition(manifest, "Ready").get("status") == "True":
        return Status(CURRENT, "the Pod is ready")
    crashing = [str(each.get("name")) for each in _containers(manifest) if _is_crashing(each)]
    if crashing:
        return Status(FAILED, f"containers crash again and again: {', '.join(crashing)}")
    return Status(IN_PROGRESS, "the Pod runs and is not ready")


def _containers(manifest: Manifest) -> list[Manifest]:
    found = _status(manifest).get("containerStatuses")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _is_crashing(container: Manifest) -> bool:
    return _mapping(_mapping(container.get("state")).get("waiting")).get("reason") == "CrashLoopBackOff"


def _claim(manifest: Manifest) -> Status:
    phase = _status(manifest).get("phase", "unknown")
    return Status(CURRENT, "bound") if phase == "Bound" else Status(IN_PROGRESS, f"not bound, phase: {phase}")


def _service(manifest: Manifest) -> Status:
    # kstatus asks for no address of the load balancer: some clusters never give one.
    spec = _mapping(manifest.get("spec"))
    if spec.get("type") == "LoadBalancer" and not spec.get("clusterIP"):
        return Status(IN_PROGRESS, "clusterIP is not set yet")
    return Status(CURRENT, "ready")


def _definition(manifest: Manifest) -> Status:
    accepted, established = _condition(manifest, "NamesAccepted"), _condition(manifest, "Established")
    if accepted.get("status") == "False":
        return Status(FAILED, f"its names are not accepted{_after_colon(_words(accepted))}")
    if established.get("status") == "True":
        return Status(CURRENT, "established")
    # The API server sets this reason while it waits for its other instances.
    if established.get("status") == "False" and established.get("reason") != "Installing":
        return Status(FAILED, f"not established{_after_colon(_words(established))}")
    return Status(IN_PROGRESS, "not established yet")


def _disruption_budget(manifest: Manifest) -> Status:
    if "observedGeneration" not in _status(manifest):
        return Status(IN_PROGRESS, "the allowed disruptions are not computed yet")
    return Status(CURRENT, "the allowed disruptions are computed")


def _api_service(manifest: Manifest) -> Status:
    available = _condition(manifest, "Available")
    if available.get("status") == "True":
        return Status(CURRENT, "available")
    return Status(IN_PROGRESS, f"not available{_after_colon(_words(available) if available else '')}")


RULES: dict[str, Rule] = {
    "/ConfigMap": _always,
    "/PersistentVolumeClaim": _claim,
    "/Pod": _pod,
    "/Secret": _always,
    "/Service": _service,
    "apiextensions.k8s.io/CustomResourceDefinition": _definition,
    "apiregistration.k8s.io/APIService": _api_service,
    "apps/DaemonSet": _daemon_set,
    "apps/Deployment": _deployment,
    "apps/ReplicaSet": _replica_set,
    "apps/StatefulSet": _stateful_set,
    "batch/CronJob": _always,
    "batch/Job": _job,
    "policy/PodDisruptionBudget": _disruption_budget,
}
"""The rules by group and kind; objects of other kinds are current unless their condition ``Ready`` is not true."""


def _fewer(word: str, there: int, wanted: int) -> Status | None:
    return Status(IN_PROGRESS, f"{word}: {there} of {wanted}") if there < wanted else None


def _too_many(there: int, wanted: int) -> Status | None:
    return Status(IN_PROGRESS, f"{there - wanted} are to end") if there > wanted else None


def _condition(manifest: Manifest, kind: str) -> Manifest:
    """The condition of a type; empty if there is none."""
    found = _status(manifest).get("conditions")
    for each in found if isinstance(found, list) else ():
        if isinstance(each, dict) and each.get("type") == kind:
            return each
    return {}


def _words(condition: Manifest) -> str:
    return str(condition.get("message") or condition.get("reason") or f"{condition.get('type')} is not true")


def _after_colon(text: Value) -> str:
    return f": {text}" if text else ""


def _status(manifest: Manifest) -> Manifest:
    return _mapping(manifest.get("status"))


def _mapping(value: Value) -> Manifest:
    return value if isinstance(value, dict) else {}


def _number(mapping: Manifest, key: str, default: int = 0) -> int:
    found = mapping.get(key)
    return found if isinstance(found, int) else default
