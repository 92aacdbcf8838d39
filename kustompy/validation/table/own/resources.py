"""Rules of resources: requests and limits, quotas, ranges, scaling, priorities."""

from __future__ import annotations

from kustompy.memo import Memo
from kustompy.validation.schema.facts import entries, mapping, text
from kustompy.validation.table.broken import FORBIDDEN, Broken, forbidden, invalid, is_set, quoted, required
from kustompy.validation.table.names import qualified
from kustompy.validation.table.quantities import ONE, compared, decimal, quantity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Manifest, Value
    from kustompy.validation.schema.facts import Path
    from kustompy.validation.table.values import Holds, Says

_OF_CONTAINERS = frozenset(("cpu", "memory", "ephemeral-storage"))
_HUGE = "hugepages-"
_OWN_DOMAIN = "kubernetes.io/"
_REQUESTS, _LIMITS = "requests", "limits"


def requirements(resources: Manifest) -> Iterator[Broken]:
    """Check the requests and limits of a container (ValidateResourceRequirements)."""
    requests, limits = mapping(resources, _REQUESTS), mapping(resources, _LIMITS)
    for field, amounts in ((_LIMITS, limits), (_REQUESTS, requests)):
        for name, amount in amounts.items():
            yield from _amount(name, amount, (field, name))
    for name, amount in requests.items():
        limit = limits.get(name)
        if is_set(limit):
            order = compared(amount, limit)
            if order is not None and order > 0:
                why = f"must be less than or equal to {name} limit of {text(limit)}"
                yield Broken((_REQUESTS, name), invalid(text(amount), why), f"write at most {text(limit)}")
            # Devices and huge pages cannot be overcommitted (IsOvercommitAllowed): request and limit are equal.
            elif order and _is_whole(name):
                why = f"must be equal to {name} limit of {text(limit)}"
                yield Broken((_REQUESTS, name), invalid(text(amount), why), f"write {text(limit)}")
        elif _is_whole(name) and is_set(amount):
            message = "limit must be set for non overcommitable resources"
            yield required((_LIMITS, name), message, f"write limits: {{{name}: {text(amount)}}}")
    yield from _huge_pages(requests, limits)


_KEPT = 4096
_good = Memo(_KEPT)


def may_requirements(resources: Manifest) -> bool:
    """Whether the amounts may break a rule: False for those that were found good before."""
    # The same few amounts stand in container after container. None separates requests from limits in the key.
    key = (*(resources.get(_REQUESTS) or {}).items(), None, *(resources.get(_LIMITS) or {}).items())
    if key in _good:
        return False
    if next(requirements(resources), None) is not None:
        return True
    return _good.keep(key, answer=False)


def _huge_pages(requests: Manifest, limits: Manifest) -> Iterator[Broken]:
    huge = [name for name in (*limits, *requests) if isinstance(name, str) and name.startswith(_HUGE)]
    if huge and not any(name in amounts for amounts in (requests, limits) for name in ("cpu", "memory")):
        yield Broken((), "Forbidden: HugePages require cpu or memory", "add requests of cpu or memory", (), FORBIDDEN)


def _is_whole(name: Value) -> bool:
    """Whether the resource is counted and cannot be shared: huge pages and extended resources (devices)."""
    return isinstance(name, str) and (name.startswith(_HUGE) or ("/" in name and _OWN_DOMAIN not in name))


def _amount(name: Value, amount: Value, path: Path) -> Iterator[Broken]:
    if not isinstance(name, str):
        return
    problem = qualified(name)
    if problem:
        yield Broken(path, invalid(name, problem))
    # `requests.example.com/gpu` is how a quota names the resource.
    elif "/" in name and _OWN_DOMAIN not in name and name.startswith("requests."):
        yield Broken(path, invalid(name, "doesn't follow extended resource name standard"), "remove requests.")
    elif "/" not in name and name not in _OF_CONTAINERS and not name.startswith(_HUGE):
        close = {"mem": "memory", "storage": "ephemeral-storage"}.get(name, "")
        yield Broken(
            path, invalid(name, "must be a standard resource for containers"), f"write {close}" if close else ""
        )
    else:
        yield from _number(name, amount, path, whole=_is_whole(name) and not name.startswith(_HUGE))
        # `hugepages-2Mi`: amounts are whole pages.
        page, own = quantity(name.removeprefix(_HUGE)) if name.startswith(_HUGE) else None, quantity(amount)
        if page and own is not None and own % page:
            yield Broken(path, invalid(text(amount), f"is not positive integer multiple of {name}"))


def _number(name: str, amount: Value, path: Path, *, whole: bool) -> Iterator[Broken]:
    number = quantity(amount)
    if number is None:
        return
    if number < 0:
        yield Broken(path, invalid(text(amount), "must be greater than or equal to 0"))
    elif whole and number % ONE:
        yield Broken(path, invalid(text(amount), "must be an integer"))


def divisor(selector: Manifest) -> Iterator[Broken]:
    """Check the unit in which an environment variable or file gives a resource (validateContainerResourceDivisor)."""
    resource, unit = text(selector.get("resource")), selector.get("divisor")
    if not is_set(unit) or unit == 0:
        return
    kind = resource.partition(".")[2]
    good = _OF_CPU if kind == "cpu" else _OF_SIZES if kind in _SIZES or _HUGE in kind else ()
    if good and text(unit) != "0" and quantity(unit) not in [quantity(each) for each in good]:
        why = f"only divisor's values {', '.join(good)} are supported for {kind}"
        yield Broken(("divisor",), invalid(text(unit), why))


_SIZES = ("memory", "ephemeral-storage")
_OF_CPU = ("1", "1m")
_OF_SIZES = ("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei")
_COUNTED = frozenset(
    (
        "pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps",
        "persistentvolumeclaims", "services.nodeports", "services.loadbalancers",
    )
)  # fmt: skip
_IN_QUOTAS = _COUNTED | _OF_CONTAINERS | {"storage", "requests.storage"}
_BY_SIZE = frozenset(f"{kind}.{name}" for kind in (_REQUESTS, _LIMITS) for name in _OF_CONTAINERS)
_OPPOSITES = (("Terminating", "NotTerminating"), ("BestEffort", "NotBestEffort"))


def quota(spec: Manifest) -> Iterator[Broken]:
    """Check the resources that a quota limits (ValidateResourceQuotaResourceName), and its scopes."""
    for name, amount in mapping(spec, "hard").items():
        path: Path = ("hard", name)
        problem = qualified(name) if isinstance(name, str) else ""
        if problem:
            yield Broken(path, invalid(name, problem))
        elif (
            "/" not in name
            and name not in _IN_QUOTAS | _BY_SIZE
            and not name.startswith((_HUGE, f"{_REQUESTS}.{_HUGE}"))
        ):
            yield Broken(path, invalid(name, "must be a standard resource for quota"))
        else:
            yield from _number(name, amount, path, whole=name in _COUNTED or name.startswith("count/"))
    yield from _scopes(spec)


def _scopes(spec: Manifest) -> Iterator[Broken]:
    scopes = spec.get("scopes")
    selected = [text(each.get("scopeName")) for _, each in entries(mapping(spec, "scopeSelector"), "matchExpressions")]
    for found, at in ((scopes, ("scopes",)), (selected, ("scopeSelector", "matchExpressions"))):
        for one, other in _OPPOSITES:
            if isinstance(found, list) and one in found and other in found:
                yield Broken(at, invalid(found, f"conflicting scopes {one} and {other}"), "keep one of them")
    for scope in [*(scopes if isinstance(scopes, list) else ()), *selected]:
        counted = _OF_SCOPES.get(scope) if isinstance(scope, str) else None
        for name in mapping(spec, "hard"):
            if counted and name in _IN_QUOTAS | _BY_SIZE and name not in counted:
                yield Broken(("hard", name), invalid(name, f"unsupported scope {scope} applied to resource"))


_OF_PODS = frozenset(("pods", "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory"))
_OF_SCOPES = {
    "BestEffort": frozenset(("pods",)),
    **dict.fromkeys(("NotBestEffort", "Terminating", "NotTerminating"), _OF_PODS),
    **dict.fromkeys(("PriorityClass", "CrossNamespacePodAffinity"), _OF_PODS),
}
"""Scope → the standard resources that it can be about."""


def limit_range(item: Manifest) -> Iterator[Broken]:
    """Check that the amounts of a LimitRange are in the order min, defaultRequest, default, max."""
    kind = text(item.get("type"))
    if kind == "PersistentVolumeClaim" and not ("storage" in mapping(item, "min") or "storage" in mapping(item, "max")):
        message = "either minimum or maximum storage value is required, but neither was provided"
        yield required((), message, "")
    chain = ("min", "defaultRequest", "default", "max")
    for number, low in enumerate(chain):
        for high in chain[number + 1 :]:
            for name, amount in mapping(item, low).items():
                limit = mapping(item, high).get(name)
                order = compared(amount, limit)
                if order is not None and order > 0:
                    why = f"{low} value {text(amount)} is greater than {high} value {text(limit)}"
                    yield Broken((low, name), invalid(text(amount), why))
    for name, ratio in mapping(item, "maxLimitRequestRatio").items():
        yield from _ratio(item, name, ratio)
    if kind in ("Pod", "Container"):
        for field in (*chain, "maxLimitRequestRatio"):
            for name in mapping(item, field):
                if isinstance(name, str) and not ("/" in name or name in _OF_CONTAINERS or name.startswith(_HUGE)):
                    yield Broken((field, name), invalid(name, "must be a standard resource for containers"))
    for name, amount in mapping(item, "defaultRequest").items():
        limit = mapping(item, "default").get(name)
        if is_set(limit) and _is_whole(name) and compared(amount, limit):
            why = f"default value {text(limit)} must equal to defaultRequest value"
            yield Broken(("defaultRequest", name), invalid(text(amount), why), f"write {text(limit)}")


def _ratio(item: Manifest, name: str, ratio: Value) -> Iterator[Broken]:
    """Check that maxLimitRequestRatio is at least 1, and at most the ratio of max to min."""
    number, at = quantity(ratio), ("maxLimitRequestRatio", name)
    low, high = quantity(mapping(item, "min").get(name)), quantity(mapping(item, "max").get(name))
    if number is None:
        return
    if number < ONE:
        yield Broken(at, invalid(text(ratio), "ratio is less than 1"))
    if low and low > 0 and high is not None and number * low > high * ONE:
        most = decimal(high * ONE // low)
        yield Broken(at, invalid(text(ratio), f"ratio is greater than max/min = {most}"))


def metric(spec: Manifest) -> Iterator[Broken]:
    """Check that a metric has the source that its type names, and no other (validateMetricSpec)."""
    kind = text(spec.get("type"))
    wanted = kind[:1].lower() + kind[1:]
    if wanted not in _SOURCES:
        return
    if not is_set(spec.get(wanted)):
        yield required((wanted,), "must populate information for the given metric source", f"add {wanted}")
    for name in _SOURCES:
        if name != wanted and is_set(spec.get(name)):
            message = "must populate the given metric source only"
            yield forbidden((name,), message, "", ((name,), ("type",)))


_SOURCES = ("object", "pods", "resource", "containerResource", "external")


def to_zero(spec: Manifest) -> Iterator[Broken]:
    """Check that an autoscaler to zero has a metric of something other than its own pods, which are gone then."""
    if spec.get("minReplicas") == 0 and not isinstance(spec.get("minReplicas"), bool):
        kinds = {text(each.get("type")) for _, each in entries(spec, "metrics")}
        if not kinds & {"Object", "External"}:
            message = "must specify at least one Object or External metric to support scaling to zero replicas"
            yield forbidden(("metrics",), message, "write minReplicas: 1")


def rolling(strategy: Manifest) -> Iterator[Broken]:
    """Check that a Deployment may add or remove a pod during an update; otherwise it could not go on."""
    if _is_zero(strategy.get("maxSurge")) and _is_zero(strategy.get("maxUnavailable")):
        value = strategy["maxUnavailable"]
        yield Broken(("maxUnavailable",), invalid(value, "may not be 0 when `maxSurge` is 0"), "write 1")


def rolling_daemons(strategy: Manifest) -> Iterator[Broken]:
    """Check that a DaemonSet either adds or removes pods first (ValidateRollingUpdateDaemonSet)."""
    # Defaulting makes maxUnavailable 1, so that maxSurge alone is refused.
    surge, unavailable = strategy.get("maxSurge", 0), strategy.get("maxUnavailable")
    surge, unavailable = 0 if surge is None else surge, 1 if unavailable is None else unavailable
    if not _is_zero(surge) and not _is_zero(unavailable):
        message = invalid(surge, "may not be set when maxUnavailable is non-zero, which is 1 by default")
        yield Broken(("maxSurge",), message, "write maxUnavailable: 0")
    elif _is_zero(surge) and _is_zero(unavailable):
        yield Broken(("maxUnavailable",), invalid(unavailable, "cannot be 0 when maxSurge is 0"), "write 1")


def _is_zero(value: Value) -> bool:
    if isinstance(value, bool):
        return False
    return value == 0 or (isinstance(value, str) and value.endswith("%") and not value[:-1].strip("0"))


def priority(manifest: Manifest) -> Iterator[Broken]:
    """Check that priorities stay below those of the system (ValidatePriorityClass)."""
    # HighestUserDefinablePriority. The two classes of the system exist already, and may be applied as they are.
    name, value = text(mapping(manifest, "metadata").get("name")), manifest.get("value")
    if name in ("system-node-critical", "system-cluster-critical"):
        return
    if name.startswith("system-"):
        message = "priority class names with 'system-' prefix are reserved for system use only"
        yield forbidden(("metadata", "name"), message, "")
    if isinstance(value, int) and not isinstance(value, bool) and value > 1_000_000_000:
        message = "maximum allowed value of a user defined priority is 1000000000"
        yield forbidden(("value",), message, "")


def claim_modes(spec: Manifest) -> Iterator[Broken]:
    modes = spec.get("accessModes")
    if isinstance(modes, list) and len(modes) > 1 and "ReadWriteOncePod" in modes:
        message = "may not use ReadWriteOncePod with other access modes"
        yield forbidden(("accessModes",), message, "keep ReadWriteOncePod alone")


def capacity(spec: Manifest) -> Iterator[Broken]:
    found = spec.get("capacity")
    if isinstance(found, dict) and ("storage" not in found or len(found) > 1):
        yield Broken(
            ("capacity",),
            f'Unsupported value: {quoted(list(found))}: supported values: "storage"',
            "write storage alone",
        )


OWN: dict[str, tuple[Says, frozenset[str], Holds | None]] = {
    "requirements": (requirements, frozenset(), may_requirements),
    "divisor": (divisor, frozenset(("resource", "divisor")), None),
    "quota": (quota, frozenset(("hard",)), None),
    "limit-range": (limit_range, frozenset(("type",)), None),
    "metric": (metric, frozenset(("type",)), None),
    "to-zero": (to_zero, frozenset(("minReplicas",)), None),
    "rolling": (rolling, frozenset(("maxSurge", "maxUnavailable")), None),
    "rolling-daemons": (rolling_daemons, frozenset(), None),
    "priority": (priority, frozenset(), None),
    "claim-modes": (claim_modes, frozenset(("accessModes",)), None),
    "capacity": (capacity, frozenset(("capacity",)), None),
}
