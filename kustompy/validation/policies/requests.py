"""Requests that create an object, and whether the constraints of a policy match them."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable
from typing import NamedTuple

from kustompy.fieldspecs.tables import is_cluster_scoped
from kustompy.validation.schema.facts import entries, mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Manifest, Value

# Plurals as code generators write them (gengo's plural namer); a CustomResourceDefinition names its own.
_HISSING = ("s", "x", "z", "ch", "sh")
_VOWELS = "aeiou"


def plural_of(kind: str) -> str:
    """The name of the resource of a kind, by the rule of Kubernetes' own kinds."""
    word = kind.lower()
    # The one kind whose name is a plural.
    if word == "endpoints":
        return word
    if word.endswith(_HISSING):
        return f"{word}es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return f"{word[:-1]}ies"
    return f"{word}s"


class Request(NamedTuple):
    """The creation of an object, as policies see it."""

    manifest: Value
    group: str
    version: str
    kind: str
    resource: str
    name: str
    namespace: str
    labels: dict[str, str]

    @property
    def is_cluster_scoped(self) -> bool:
        """Whether the object is of a kind of Kubernetes that has no namespace."""
        api_version = f"{self.group}/{self.version}" if self.group else self.version
        return is_cluster_scoped(api_version, self.kind)

    def described(self) -> Value:
        """The request as a value of expressions."""
        return {
            "kind": {"group": self.group, "version": self.version, "kind": self.kind},
            "resource": {"group": self.group, "version": self.version, "resource": self.resource},
            "subResource": "",
            "name": self.name,
            "namespace": self.namespace,
            "operation": "CREATE",
            # Nobody knows who will apply the manifest.
            "userInfo": {"username": "", "groups": [], "extra": {}},
            "dryRun": False,
        }


class Around:
    """The objects that are created together: namespaces, parameters, and the resources of custom kinds."""

    def __init__(self, manifests: Iterable[Manifest]) -> None:
        self._named: dict[tuple[str, str], list[Manifest]] = {}
        self._plurals: dict[tuple[str, str], str] = {}
        for each in manifests:
            key = (str(each.get("kind")), str(mapping(each, "metadata").get("name")))
            self._named.setdefault(key, []).append(each)
            if each.get("kind") == "CustomResourceDefinition":
                spec = mapping(each, "spec")
                names = mapping(spec, "names")
                self._plurals[str(spec.get("group")), str(names.get("kind"))] = str(names.get("plural"))

    def request(self, manifest: Manifest) -> Request:
        """The request that creates one of the objects."""
        api_version, kind = str(manifest.get("apiVersion", "")), str(manifest.get("kind", ""))
        group, slash, version = api_version.rpartition("/")
        metadata = mapping(manifest, "metadata")
        resource = self._plurals.get((group, kind)) or plural_of(kind)
        labels = {str(key): str(value) for key, value in mapping(metadata, "labels").items()}
        name, namespace = str(metadata.get("name") or ""), str(metadata.get("namespace") or "")
        return Request(manifest, group if slash else "", version, kind, resource, name, namespace, labels)

    def named(self, kind: str, name: str, namespace: str = "") -> Manifest | None:
        """The object of this kind and name, None if there is none; in any namespace if none is given."""
        for each in self._named.get((kind, name), ()):
            if not namespace or mapping(each, "metadata").get("namespace") == namespace:
                return each
        return None

    def namespace(self, name: str) -> Value:
        """The Namespace object, or one without labels if it is not among the objects; None without a name."""
        found = self.named("Namespace", name)
        if found is not None or not name:
            return found
        return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": {}}}

    def labels_of_namespace(self, name: str) -> dict[str, str]:
        """The labels of a namespace, with the one that the API server sets."""
        # kubernetes.io/metadata.name cannot be written by anybody else, so it comes first.
        labels = mapping(mapping(self.namespace(name) or {}, "metadata"), "labels")
        return dict(ChainMap({"kubernetes.io/metadata.name": name}, {str(k): str(v) for k, v in labels.items()}))


def matches(constraints: Manifest, request: Request, around: Around, *, is_binding: bool = False) -> bool:
    """Whether the constraints of a policy, or of its binding, match a request."""
    # Without resourceRules a policy matches nothing; a binding without them leaves the choice to its policy.
    rules, excluded = mappings(constraints, "resourceRules"), mappings(constraints, "excludeResourceRules")
    if not any(_takes(rule, request) for rule in rules) and not (is_binding and not rules):
        return False
    if any(_takes(rule, request) for rule in excluded):
        return False
    if not _selected(constraints.get("objectSelector"), request.labels):
        return False
    # A Namespace is selected by its own labels; no selector of namespaces exempts another cluster-scoped object.
    if not request.namespace and request.kind != "Namespace" and request.is_cluster_scoped:
        return True
    labels = around.labels_of_namespace(request.namespace or (request.name if request.kind == "Namespace" else ""))
    return _selected(constraints.get("namespaceSelector"), labels)


def _takes(rule: Manifest, request: Request) -> bool:
    return (
        _has(rule, "apiGroups", request.group)
        and _has(rule, "apiVersions", request.version)
        and _has(rule, "resources", request.resource)
        and _has(rule, "operations", "CREATE")
        and (not rule.get("resourceNames") or request.name in rule["resourceNames"])
    )


def _has(rule: Manifest, key: str, value: str) -> bool:
    listed = rule.get(key)
    return isinstance(listed, list) and (value in listed or "*" in listed or "*/*" in listed)


def _selected(selector: Value, labels: dict[str, str]) -> bool:
    # No selector is one that selects everything: SetDefaults fills in an empty one.
    if not isinstance(selector, dict):
        return True
    wanted = mapping(selector, "matchLabels")
    if any(labels.get(str(key)) != value for key, value in wanted.items()):
        return False
    return all(_fulfilled(each, labels) for each in mappings(selector, "matchExpressions"))


def _fulfilled(requirement: Manifest, labels: dict[str, str]) -> bool:
    key, values = str(requirement.get("key")), requirement.get("values") or []
    operator = requirement.get("operator")
    if operator == "In":
        return labels.get(key) in values
    if operator == "NotIn":
        return labels.get(key) not in values
    return (key in labels) is (operator == "Exists")


def mappings(value: Manifest, key: str) -> list[Manifest]:
    """The mappings in the list under a key."""
    return [each for _, each in entries(value, key)]
