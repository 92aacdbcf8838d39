"""Names, labels and annotations, as the API server checks them."""

from __future__ import annotations

from kustompy.validation.schema.facts import NOTHING, mapping, text
from kustompy.validation.schema.formats import is_dns_label
from kustompy.validation.schema.known import Remembered
from kustompy.validation.table.addresses import is_ip
from kustompy.validation.table.names import MAX_SUBDOMAIN, is_qualified, is_subdomain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Manifest, Value
    from kustompy.validation.schema.facts import Facts, Path

_LENGTH_SHOWN = 80
_MAX_LABEL = 63
is_label = Remembered(is_dns_label)
# validation.IsValidLabelValue and IsQualifiedName of apimachinery.
_is_value = Remembered(lambda text: not text or is_qualified(text))
_is_key = Remembered(lambda text: not key_problem(text))
# ValidateAnnotations lower-cases a key before it checks it: `Example.com/Key` is one of an annotation, not of a label.
_is_annotation = Remembered(lambda text: not key_problem(text.lower()))

# The controller appends 11 characters to the name of a CronJob (`-` and a time in minutes), and a Job's name becomes a
# label of its pods: 63 in the end.
_MAX_CRON_JOB, _MAX_JOB = 52, 63
# TotalAnnotationSizeLimitB of apimachinery, for keys and values of one object together.
_MAX_ANNOTATIONS = 256 * 1024

SUBDOMAIN, LABEL, LABEL_1035, PATH_SEGMENT, ADDRESS, FREE = range(6)
_RBAC = "rbac.authorization.k8s.io"
# From the Validate…Name of each kind. Names of RBAC have colons (`system:node`): any segment of a path will do.
_NAMES = {
    ("", "Namespace"): LABEL,
    ("", "Service"): LABEL_1035,
    (_RBAC, "Role"): PATH_SEGMENT,
    (_RBAC, "ClusterRole"): PATH_SEGMENT,
    (_RBAC, "RoleBinding"): PATH_SEGMENT,
    (_RBAC, "ClusterRoleBinding"): PATH_SEGMENT,
    ("apiregistration.k8s.io", "APIService"): PATH_SEGMENT,
    ("networking.k8s.io", "IPAddress"): ADDRESS,
    # The table has the rule: the name of a bundle begins with its signer.
    ("certificates.k8s.io", "ClusterTrustBundle"): FREE,
    ("", "ComponentStatus"): FREE,
}
"""(group, kind) → the form of its names, where that is not a DNS subdomain."""
# RelaxedServiceNameValidation is on by default from 1.36: the name of a service may begin with a digit.
_RELAXED_SERVICES = 36
# SubjectAccessReview, TokenReview and others are questions to the API server, which keeps no such object.
_NAMELESS = frozenset(("authorization.k8s.io", "authentication.k8s.io"))


def name(facts: Facts) -> Iterator[tuple[Path, str]]:
    """Check the name of the object and of its namespace, and names that containers share."""
    own, generated = facts.name, facts.metadata.get("generateName")
    if own is None or own == "":
        if not generated and not facts.kind.endswith("List") and facts.group not in _NAMELESS:
            yield ("metadata",), "missing field 'name'"
    elif isinstance(own, str):
        problem = name_problem(own, _form(facts))
        if not problem and facts.kind == "CronJob" and len(own) > _MAX_CRON_JOB:
            problem = f"is longer than {_MAX_CRON_JOB} characters, what a Job made of it could be called"
        if not problem and facts.kind == "Job" and len(own) > _MAX_JOB and facts.spec.get("manualSelector") is not True:
            problem = f"is longer than {_MAX_JOB} characters, what its pods can have as a label"
        if problem:
            yield ("metadata", "name"), f"{own[:_LENGTH_SHOWN]!r} {problem}"
    if isinstance(generated, str) and generated:
        # The server appends five characters, so that the prefix may end with a dash (maskTrailingDash).
        problem = name_problem(f"{generated[:-1]}a" if generated.endswith("-") else generated, _form(facts))
        if problem:
            yield ("metadata", "generateName"), f"{generated[:_LENGTH_SHOWN]!r} {problem}"
    namespace = facts.metadata.get("namespace")
    if isinstance(namespace, str) and namespace and not is_label(namespace):
        yield ("metadata", "namespace"), f"{namespace[:_LENGTH_SHOWN]!r} {_LABEL_PROBLEM}"
    if "initContainers" in facts.pod or "ephemeralContainers" in facts.pod:
        yield from _shared_names(facts)


def _form(facts: Facts) -> int:
    form = _NAMES.get((facts.group, facts.kind), SUBDOMAIN)
    return LABEL if form == LABEL_1035 and facts.minor >= _RELAXED_SERVICES else form


def _shared_names(facts: Facts) -> Iterator[tuple[Path, str]]:
    """Check that containers of different fields do not share a name; within a field the list map does."""
    fields: dict[str, Path] = {}
    for path, container in facts.containers:
        called = text(container.get("name"))
        if called and fields.setdefault(called, path[:-1]) != path[:-1]:
            yield (*path, "name"), f"a container is called {called!r} already"


_LABEL_PROBLEM = "is no DNS label: at most 63 lower case letters, digits and '-', with a letter or digit at both ends"


def name_problem(value: str, form: int) -> str:
    """The problem of the name of an object, empty if there is none."""
    if form == SUBDOMAIN:
        # Most names have no dot and have been seen before: the namespace's and the labels' are often the same.
        if is_label(value) or is_subdomain(value):
            return ""
        if len(value) > MAX_SUBDOMAIN:
            return f"is longer than {MAX_SUBDOMAIN} characters"
        return (
            "is no DNS name: lower case letters, digits, '-' and '.', with a letter or digit at both ends of each part"
        )
    if form == LABEL:
        return "" if is_label(value) else _LABEL_PROBLEM
    if form == LABEL_1035:
        return "" if (is_label(value) and not value[0].isdigit()) else f"{_LABEL_PROBLEM}, the first a letter"
    if form == ADDRESS and not is_ip(value):
        return "is no IP address"
    if form == PATH_SEGMENT and (value in (".", "..") or "/" in value or "%" in value):
        return "may not be '.' or '..', or contain '/' or '%'"
    return ""


_OWN_LABELS, _MATCHED = ("metadata", "labels"), ("spec", "selector", "matchLabels")


def labels(facts: Facts) -> Iterator[tuple[Path, str]]:
    """Check the labels of the object and of its pod template, and those of selectors."""
    for value, path in _label_mappings(facts):
        if isinstance(value, dict) and not are_known(value):
            yield from _labels(value, path)


def _label_mappings(facts: Facts) -> list[tuple[Value, Path]]:
    found: list[tuple[Value, Path]] = [(facts.metadata.get("labels"), _OWN_LABELS)]
    if facts.template is not NOTHING and facts.template is not facts.manifest:
        path = (*facts.pod_path[:-1], "metadata", "labels")
        found.append((mapping(facts.template, "metadata").get("labels"), path))
    selector = facts.spec.get("selector")
    if isinstance(selector, dict):
        if "matchLabels" in selector:
            found.append((selector["matchLabels"], _MATCHED))
        # These two are from before LabelSelector: their selector is the mapping of labels itself.
        elif facts.kind in ("Service", "ReplicationController") and not facts.group:
            found.append((selector, ("spec", "selector")))
    return found


def _labels(value: Manifest, path: Path) -> Iterator[tuple[Path, str]]:
    for key, each in value.items():
        if not _is_key(key):
            yield (*path, key), key_problem(key)
        if isinstance(each, str) and not _is_value(each):
            yield (*path, key), f"{each[:80]!r} {_VALUE_PROBLEM}"


def are_known(labels: Manifest) -> bool:
    """Whether all keys and values are remembered as good ones."""
    # Two comparisons of sets are faster than a loop of calls, and true for nearly all manifests of a tree.
    try:
        return _is_key.good.issuperset(labels) and _is_value.good.issuperset(labels.values())
    except TypeError:
        return False


_VALUE_PROBLEM = (
    "is no label value: at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends, or nothing"
)


def key_problem(key: str) -> str:
    """The problem of the key of a label or annotation, empty if there is none."""
    prefix, slash, own = key.rpartition("/")
    if slash and not is_subdomain(prefix):
        return "what is before the '/' is no DNS name"
    if not is_qualified(own):
        return (
            "the key is not at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends, "
            "after a DNS name and '/' or alone"
        )
    return ""


def annotation_keys(facts: Facts) -> Iterator[tuple[Path, str]]:
    """Check the keys of annotations, and the size of all."""
    found = facts.metadata.get("annotations")
    if not isinstance(found, dict):
        return
    if not _is_annotation.good.issuperset(found):
        for key in found:
            if not _is_annotation(key):
                yield ("metadata", "annotations", key), key_problem(key.lower())
    if sum(len(key) + len(value) for key, value in found.items() if isinstance(value, str)) > _MAX_ANNOTATIONS:
        yield ("metadata", "annotations"), f"annotations of more than {_MAX_ANNOTATIONS} bytes"
