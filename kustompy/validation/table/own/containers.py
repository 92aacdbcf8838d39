"""Rules of containers that depend on their pod: claims, devices, hooks, resources of the pod."""

from __future__ import annotations

from kustompy.validation.schema.facts import entries, mapping, text
from kustompy.validation.table.broken import DUPLICATE, Broken, forbidden, invalid, is_null, is_set, required
from kustompy.validation.table.own.platforms import WINDOWS, containers, host_process, stop_signal, unmasked
from kustompy.validation.table.own.resources import requirements
from kustompy.validation.table.quantities import decimal, quantity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Manifest
    from kustompy.validation.schema.facts import Path
    from kustompy.validation.table.values import Holds, Says

_RARE = frozenset(("volumeDevices", "resizePolicy", "lifecycle"))
# DefaultTerminationGracePeriodSeconds, which defaulting sets before validation.
_GRACE = 30
_OF_PODS = ("cpu", "memory")


def containers_in_pod(pod: Manifest) -> Iterator[Broken]:
    """The rules about a container that depend on its pod, together in one walk over the containers."""
    yield from host_process(pod)
    claims = {text(each.get("name")) for _, each in entries(pod, "resourceClaims")}
    for at, container in containers(pod):
        yield from _claims(claims, at, container)
        yield from _devices(pod, at, container)
        yield from _sleeps(pod, at, container)
        yield from unmasked(pod, at, container)
        yield from stop_signal(pod, at, container)
        if pod.get("restartPolicy") == "Never":
            yield from _restarts(at, container)


def may_containers_in_pod(pod: Manifest) -> bool:
    """Whether a container has any field that these rules are about."""
    # Plain loops without helpers: this runs for every pod, and nearly every pod is done here.
    context = pod.get("securityContext")
    if context and WINDOWS in context:
        return True
    for field in ("containers", "initContainers") if "initContainers" in pod else ("containers",):
        for container in pod.get(field) or ():
            if not _RARE.isdisjoint(container):
                return True
            resources = container.get("resources")
            if resources and "claims" in resources:
                return True
            context = container.get("securityContext")
            if context and ("procMount" in context or WINDOWS in context):
                return True
    return False


def _claims(known: set[str], at: Path, container: Manifest) -> Iterator[Broken]:
    """Check that the claims of a container are claims of its pod, and named once (validateResourceClaimNames)."""
    # A claim can be used as a whole once, or by its single requests, but not both.
    whole: set[str] = set()
    parts: set[tuple[str, str]] = set()
    for index, each in entries(mapping(container, "resources"), "claims"):
        name, part = text(each.get("name")), text(each.get("request"))
        path = (*at, "resources", "claims", index)
        is_known_part = any(of == name for of, _ in parts) if not part else (name, part) in parts
        if name in whole or is_known_part:
            yield Broken(path, f'Duplicate value: "{name}"', "remove one of them", (), DUPLICATE)
        elif name and name not in known:
            why = "must be one of the names in pod.spec.resourceClaims"
            yield Broken((*path, "name"), f'Not found: "{name}": {why}', f"add {name} to resourceClaims")
        if part:
            parts.add((name, part))
        else:
            whole.add(name)


def _devices(pod: Manifest, at: Path, container: Manifest) -> Iterator[Broken]:
    """Check that devices are volumes of claims, named once, and not mounted as well (ValidateVolumeDevices)."""
    mounted = {text(each.get("name")) for _, each in entries(container, "volumeMounts")}
    blocks = {
        text(each.get("name")): is_set(each.get("persistentVolumeClaim")) or is_set(each.get("ephemeral"))
        for _, each in entries(pod, "volumes")
    }
    seen: set[str] = set()
    for index, each in entries(container, "volumeDevices"):
        name, path = text(each.get("name")), (*at, "volumeDevices", index, "name")
        if name in seen:
            yield Broken(path, invalid(name, "must be unique"), "", (), DUPLICATE)
        if name in mounted:
            yield Broken(path, invalid(name, "must not already exist in volumeMounts"))
        if blocks.get(name) is False:
            why = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"
            yield Broken(path, invalid(name, why))
        seen.add(name)


def _sleeps(pod: Manifest, at: Path, container: Manifest) -> Iterator[Broken]:
    """Check that a hook sleeps no longer than the pod has for its end (validateSleepAction)."""
    grace = pod.get("terminationGracePeriodSeconds")
    grace = _GRACE if is_null(grace) else grace
    for hook in ("postStart", "preStop"):
        seconds = mapping(mapping(mapping(container, "lifecycle"), hook), "sleep").get("seconds")
        if isinstance(seconds, int) and isinstance(grace, int) and seconds > grace:
            why = f"must be non-negative and less than terminationGracePeriodSeconds ({grace})"
            yield Broken((*at, "lifecycle", hook, "sleep", "seconds"), invalid(seconds, why))


def _restarts(at: Path, container: Manifest) -> Iterator[Broken]:
    for index, each in entries(container, "resizePolicy"):
        if each.get("restartPolicy") == "RestartContainer":
            why = "must be 'NotRequired' when `restartPolicy` is 'Never'"
            path = (*at, "resizePolicy", index, "restartPolicy")
            yield Broken(path, invalid("RestartContainer", why), "write NotRequired")


def overhead(pod: Manifest) -> Iterator[Broken]:
    """Check that the overhead of a runtime names resources that containers can have."""
    # validateOverhead calls ValidateResourceRequirements with the overhead as limits, and so does this.
    for each in requirements({"limits": mapping(pod, "overhead")}):
        yield each._replace(path=("overhead", *each.path[1:]))


def fixed_overhead(of: Manifest) -> Iterator[Broken]:
    for each in requirements({"limits": mapping(of, "podFixed")}):
        yield each._replace(path=("podFixed", *each.path[1:]))


def pod_resources(pod: Manifest) -> Iterator[Broken]:
    """Check the resources of the whole pod: enough for all containers' requests, and above each one's limits."""
    resources = mapping(pod, "resources")
    if is_set(resources.get("claims")):
        yield forbidden(("resources", "claims"), "claims cannot be set for Resources at pod-level", "remove claims")
    for each in requirements(resources):
        yield each._replace(path=("resources", *each.path))
    for field in ("requests", "limits"):
        for name in mapping(resources, field):
            # validatePodResourceName: extended resources such as devices are for containers alone.
            if isinstance(name, str) and not (name in _OF_PODS or name.startswith("hugepages-")):
                message = f'Unsupported value: "{name}": supported values: "cpu", "hugepages-", "memory"'
                yield Broken(("resources", field, name), message)
    yield from _compared_with_containers(pod, resources)


def _compared_with_containers(pod: Manifest, resources: Manifest) -> Iterator[Broken]:
    requests, limits = mapping(resources, "requests"), mapping(resources, "limits")
    for name in _OF_PODS:
        whole = quantity(requests.get(name))
        parts = [quantity(_amount(each, "requests", name)) for _, each in entries(pod, "containers")]
        together = sum(each for each in parts if each is not None)
        if whole is not None and together > whole:
            why = f"must be greater than or equal to aggregate container requests of {decimal(together)}"
            yield Broken(("resources", "requests", name), invalid(text(requests[name]), why))
        limit = quantity(limits.get(name))
        for index, each in entries(pod, "containers"):
            own = quantity(_amount(each, "limits", name))
            if limit is not None and own is not None and own > limit:
                why = f"must be less than or equal to pod limits of {text(limits[name])}"
                at = ("containers", index, "resources", "limits", name)
                yield Broken(at, invalid(text(_amount(each, "limits", name)), why))


def _amount(container: Manifest, field: str, name: str) -> object:
    return mapping(mapping(container, "resources"), field).get(name)


def pod_volumes(pod: Manifest) -> Iterator[Broken]:
    """Check the volumes of a Pod that are none of a template: names of its claims, and references of images."""
    # The controller of ephemeral volumes creates a claim `<pod>-<volume>`. A template may leave its images open.
    name = text(mapping(pod, "metadata").get("name"))
    spec = mapping(pod, "spec")
    made = {f"{name}-{text(each.get('name'))}" for _, each in entries(spec, "volumes") if is_set(each.get("ephemeral"))}
    for index, each in entries(spec, "volumes"):
        claim = mapping(each, "persistentVolumeClaim").get("claimName")
        if name and text(claim) in made:
            why = "must not reference a PVC that gets created for an ephemeral volume"
            yield Broken(("spec", "volumes", index, "persistentVolumeClaim", "claimName"), invalid(claim, why))
        image = each.get("image")
        if isinstance(image, dict) and not is_set(image.get("reference")):
            yield required(("spec", "volumes", index, "image", "reference"), "", "add reference")


def merged_keys(pod: Manifest) -> Iterator[Broken]:
    """Check that no key of matchLabelKeys is in the selector already."""
    # On create the server adds `key in (value of the pod's label)` to the selector for each of these keys before it
    # validates; a key for which the pod has no label is not added.
    labels, spec = mapping(mapping(pod, "metadata"), "labels"), mapping(pod, "spec")
    for at, term in _terms(spec):
        yield from _merged_twice(term, ("spec", *at), labels)


def may_merged_keys(pod: Manifest) -> bool:
    spec = pod["spec"]
    return bool(spec) and ("topologySpreadConstraints" in spec or "affinity" in spec)


def _terms(spec: Manifest) -> Iterator[tuple[Path, Manifest]]:
    for index, each in entries(spec, "topologySpreadConstraints"):
        yield ("topologySpreadConstraints", index), each
    for kind in ("podAffinity", "podAntiAffinity"):
        of = mapping(mapping(spec, "affinity"), kind)
        field = "requiredDuringSchedulingIgnoredDuringExecution"
        for index, each in entries(of, field):
            yield ("affinity", kind, field, index), each
        field = "preferredDuringSchedulingIgnoredDuringExecution"
        for index, each in entries(of, field):
            yield ("affinity", kind, field, index, "podAffinityTerm"), mapping(each, "podAffinityTerm")


def _merged_twice(term: Manifest, at: Path, labels: Manifest) -> Iterator[Broken]:
    selector, keys = mapping(term, "labelSelector"), term.get("matchLabelKeys")
    known = _selected(selector)
    for index, key in enumerate(keys if isinstance(keys, list) else ()):
        if text(key) in labels and text(key) in known:
            why = "exists in both matchLabelKeys and labelSelector"
            yield Broken((*at, "matchLabelKeys", index), invalid(key, why), "remove one of them")


def _selected(selector: Manifest) -> set[str]:
    return {
        *mapping(selector, "matchLabels"),
        *(text(each.get("key")) for _, each in entries(selector, "matchExpressions")),
    }


def spread_keys(constraint: Manifest) -> Iterator[Broken]:
    """Check that no key of matchLabelKeys is in the selector, in versions before keys were merged into it."""
    keys, known = constraint.get("matchLabelKeys"), _selected(mapping(constraint, "labelSelector"))
    for index, key in enumerate(keys if isinstance(keys, list) else ()):
        if text(key) in known:
            message = invalid(key, "exists in both matchLabelKeys and labelSelector")
            yield Broken(("matchLabelKeys", index), message, "remove one of them")


def label_keys(term: Manifest) -> Iterator[Broken]:
    """Check that no key is both to match and to differ."""
    keys, others = term.get("matchLabelKeys"), term.get("mismatchLabelKeys")
    for index, key in enumerate(keys if isinstance(keys, list) else ()):
        if isinstance(others, list) and key in others:
            message = invalid(key, "exists in both matchLabelKeys and mismatchLabelKeys")
            yield Broken(("matchLabelKeys", index), message, "remove one of them")


OWN: dict[str, tuple[Says, frozenset[str], Holds | None]] = {
    "containers-in-pod": (containers_in_pod, frozenset(("containers",)), may_containers_in_pod),
    "overhead": (overhead, frozenset(("overhead",)), None),
    "fixed-overhead": (fixed_overhead, frozenset(("podFixed",)), None),
    "pod-resources": (pod_resources, frozenset(("resources",)), None),
    "pod-volumes": (pod_volumes, frozenset(("spec",)), lambda pod: "volumes" in (pod["spec"] or ())),
    "merged-keys": (merged_keys, frozenset(("spec",)), may_merged_keys),
    "spread-keys": (spread_keys, frozenset(("matchLabelKeys",)), None),
    "label-keys": (label_keys, frozenset(("matchLabelKeys", "mismatchLabelKeys")), None),
}
