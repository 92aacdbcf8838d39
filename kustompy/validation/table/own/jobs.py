"""Rules of jobs: indexes, and the policies for failure and success."""

from __future__ import annotations

from kustompy.validation.schema.facts import entries, mapping, text
from kustompy.validation.table.broken import Broken, invalid, is_set, required
from kustompy.validation.table.names import label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Manifest, Value
    from kustompy.validation.table.values import Holds, Says

# maxParallelismForIndexedJob and its neighbours in batch/validation: the status of an Indexed job lists its completed
# and failed indexes, and is bounded by these.
_MANY, _MANY_FAILED, _MANY_AT_ONCE = 100_000, 10_000, 10_000
_LONGEST_INDEXES = 64 * 1024


def indexed_job(spec: Manifest) -> Iterator[Broken]:
    """Check how many indexes a job has, runs at once, and lets fail."""
    if spec.get("completionMode") != "Indexed":
        return
    completions, parallelism = _number(spec.get("completions")), _number(spec.get("parallelism"))
    failed = _number(spec.get("maxFailedIndexes"))
    if parallelism is not None and parallelism > _MANY:
        why = f"must be less than or equal to {_MANY} when completion mode is Indexed"
        yield Broken(("parallelism",), invalid(parallelism, why))
    if completions is None:
        return
    if failed is not None and failed > completions:
        why = f"must be less than or equal to completions, which is {completions}"
        yield Broken(("maxFailedIndexes",), invalid(failed, why))
    if completions > _MANY and is_set(spec.get("backoffLimitPerIndex")):
        if failed is None:
            yield required(("maxFailedIndexes",), f"must be specified when completions is above {_MANY}")
        elif failed > _MANY_FAILED:
            why = f"must be less than or equal to {_MANY_FAILED} when completions are above {_MANY}"
            yield Broken(("maxFailedIndexes",), invalid(failed, why))
        if parallelism is not None and parallelism > _MANY_AT_ONCE:
            why = f"must be less than or equal to {_MANY_AT_ONCE} when completions are above {_MANY}"
            yield Broken(("parallelism",), invalid(parallelism, why))


def indexed_names(job: Manifest) -> Iterator[Broken]:
    """Check that the names of an indexed job's pods are DNS labels."""
    # A pod's hostname is `<job>-<index>`, so that the largest index decides.
    spec, name = mapping(job, "spec"), text(mapping(job, "metadata").get("name"))
    completions = _number(spec.get("completions"))
    if spec.get("completionMode") == "Indexed" and completions and name and not label(name):
        last = f"{name}-{completions - 1}"
        if label(last):
            yield Broken(("metadata", "name"), invalid(name, f"its last pod could not be called {last}"))
    elif spec.get("completionMode") == "Indexed" and completions and "." in name:
        yield Broken(("metadata", "name"), invalid(name, f"its pods are called after it, and {label(name)}"))


def may_indexed_names(job: Manifest) -> bool:
    return "completionMode" in (job["spec"] or ())


def failure_policy(spec: Manifest) -> Iterator[Broken]:
    """Check that a failure policy names containers of the job, and that FailIndex has a limit for each index."""
    pod = mapping(mapping(spec, "template"), "spec")
    names = [text(each.get("name")) for field in ("containers", "initContainers") for _, each in entries(pod, field)]
    for index, rule in entries(mapping(spec, "podFailurePolicy"), "rules"):
        at = ("podFailurePolicy", "rules", index)
        if rule.get("action") == "FailIndex" and not is_set(spec.get("backoffLimitPerIndex")):
            why = "requires the backoffLimitPerIndex to be set"
            yield Broken((*at, "action"), invalid("FailIndex", why), "add backoffLimitPerIndex")
        called = mapping(rule, "onExitCodes").get("containerName")
        if is_set(called) and called not in names:
            why = "must be one of the container or initContainer names in the pod template"
            yield Broken((*at, "onExitCodes", "containerName"), invalid(called, why))


def success_policy(spec: Manifest) -> Iterator[Broken]:
    """Check that a success policy counts indexes that the job has."""
    completions = _number(spec.get("completions"))
    for index, rule in entries(mapping(spec, "successPolicy"), "rules"):
        at = ("successPolicy", "rules", index)
        written, count = rule.get("succeededIndexes"), _number(rule.get("succeededCount"))
        limit = completions
        if isinstance(written, str) and written:
            found = _indexes(written, completions)
            if isinstance(found, str):
                yield Broken((*at, "succeededIndexes"), invalid(written, found))
            else:
                limit = found
        if count is not None and limit is not None and count > limit:
            why = f"must be less than or equal to {limit}, the number of indexes that it is about"
            yield Broken((*at, "succeededCount"), invalid(count, why))


def _indexes(written: str, completions: int | None) -> int | str:
    """The number of indexes in ``1,3-5``, or the problem of the text."""
    if len(written) > _LONGEST_INDEXES:
        return f"must be at most {_LONGEST_INDEXES} bytes"
    last, count = -1, 0
    for part in written.split(","):
        ends = part.split("-")
        if len(ends) > 2 or not all(each.isascii() and each.isdigit() and len(each) < 10 for each in ends):
            return f"cannot convert '{part[:40]}' to an index, or two with '-'"
        low, high = int(ends[0]), int(ends[-1])
        if low <= last or high < low or (len(ends) == 2 and high == low):
            return f"non-increasing order at '{part[:40]}'"
        if completions is not None and high >= completions:
            return f"too large index '{high}': there are {completions}"
        last, count = high, count + high - low + 1
    return count


def _number(value: Value) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


OWN: dict[str, tuple[Says, frozenset[str], Holds | None]] = {
    "indexed-names": (indexed_names, frozenset(("metadata", "spec")), may_indexed_names),
    "indexed-job": (indexed_job, frozenset(("completionMode",)), None),
    "failure-policy": (failure_policy, frozenset(("podFailurePolicy",)), None),
    "success-policy": (success_policy, frozenset(("successPolicy",)), None),
}
