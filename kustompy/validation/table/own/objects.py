"""Rules of metadata, ingresses, network policies, roles, configuration and other single kinds."""

from __future__ import annotations

from kustompy.model.ids import split_api_version
from kustompy.validation.schema.facts import entries, mapping, text
from kustompy.validation.table.addresses import cidr
from kustompy.validation.table.broken import (
    UNION,
    WORDS,
    Broken,
    invalid,
    is_false,
    is_set,
    is_true,
    quoted,
    required,
)
from kustompy.validation.table.names import subdomain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Manifest
    from kustompy.validation.table.values import Holds, Says

# MaxSecretSize of core, for config maps as well: etcd refuses objects much larger than a megabyte.
_MAX_BYTES = 1024 * 1024


def owners(metadata: Manifest) -> Iterator[Broken]:
    """Check that at most one owner is the controller (ValidateOwnerReferences)."""
    controllers = [index for index, each in entries(metadata, "ownerReferences") if is_true(each.get("controller"))]
    if len(controllers) > 1:
        message = "Only one reference can have Controller set to true"
        yield Broken(("ownerReferences",), invalid(metadata["ownerReferences"], message), "keep one controller: true")


def finalizers(metadata: Manifest) -> Iterator[Broken]:
    """Check that dependents are either orphaned or deleted first, not both (ValidateFinalizers)."""
    found = metadata.get("finalizers")
    if isinstance(found, list) and "orphan" in found and "foregroundDeletion" in found:
        message = invalid(found, "finalizer orphan and foregroundDeletion cannot be both set")
        yield Broken(("finalizers",), message, "keep one of them")


def owner(reference: Manifest) -> Iterator[Broken]:
    written = text(reference.get("apiVersion"))
    if written.count("/") > 1 or written.endswith("/") or written.startswith("/"):
        yield Broken(("apiVersion",), invalid(written, "must be a version, or a group, '/' and a version"))
    # BannedOwners of apimachinery has this kind alone.
    if written == "v1" and reference.get("kind") == "Event" and "uid" in reference:
        yield Broken((), "Invalid value: an Event is disallowed from being an owner")


def ingress_path(path: Manifest) -> Iterator[Broken]:
    """Check paths of the types Exact and Prefix (validateHTTPIngressPath)."""
    # ImplementationSpecific may be a pattern of the controller, which nobody else can read.
    if path.get("pathType") not in ("Exact", "Prefix"):
        return
    written = text(path.get("path"))
    if not written.startswith("/"):
        yield Broken(("path",), invalid(written, "must be an absolute path"), f"write /{written}")
        return
    for part in ("//", "/./", "/../", "%2f", "%2F"):
        if part in written:
            yield Broken(("path",), invalid(written, f"must not contain '{part}'"))
    for part in ("/..", "/."):
        if written.endswith(part):
            yield Broken(("path",), invalid(written, f"cannot end with '{part}'"))


_CLASS = "kubernetes.io/ingress.class"


def ingress_class(manifest: Manifest) -> Iterator[Broken]:
    """Check that the old annotation for the class and the field agree (validated on create only)."""
    old, new = (
        mapping(mapping(manifest, "metadata"), "annotations").get(_CLASS),
        mapping(manifest, "spec").get("ingressClassName"),
    )
    if is_set(old) and is_set(new) and old != new:
        at = ("metadata", "annotations", _CLASS)
        yield Broken(at, invalid(old, "must match `ingressClassName` when both are specified"), f"remove {_CLASS}")


def may_ingress_class(manifest: Manifest) -> bool:
    metadata = manifest["metadata"]
    annotations = metadata.get("annotations") if metadata else None
    return annotations is not None and _CLASS in annotations


def except_within(block: Manifest) -> Iterator[Broken]:
    """Check that exceptions of a range lie within it, and are smaller."""
    from ipaddress import ip_network

    whole, excepted = text(block.get("cidr")), block.get("except")
    if cidr(whole) or not isinstance(excepted, list):
        return
    outer = ip_network(whole, strict=False)
    for index, each in enumerate(excepted):
        if not isinstance(each, str) or cidr(each):
            continue
        inner = ip_network(each, strict=False)
        if inner.version != outer.version or inner == outer or not inner.subnet_of(outer):  # type: ignore[arg-type]
            yield Broken(("except", index), invalid(each, f"must be a strict subset of `cidr` {whole}"))


def end_port(port: Manifest) -> Iterator[Broken]:
    first, last = port.get("port"), port.get("endPort")
    if not isinstance(last, int):
        return
    if not is_set(first):
        yield required(("endPort",), "port must be specified with endPort", "add port")
    elif isinstance(first, str):
        yield Broken(
            ("endPort",), invalid(last, "may not be specified when `port` is non-numeric"), "write port as a number"
        )
    elif isinstance(first, int) and last < first:
        yield Broken(("endPort",), invalid(last, f"must be greater than or equal to `port` {first}"))


_RBAC = "rbac.authorization.k8s.io"


def subject(who: Manifest) -> Iterator[Broken]:
    """Check that the group of a subject is that of its kind (ValidateRoleBindingSubject)."""
    # An empty group is defaulted by kind; an unknown kind is another finding.
    kind, group = text(who.get("kind")), text(who.get("apiGroup"))
    wanted = {"ServiceAccount": "", "User": _RBAC, "Group": _RBAC}.get(kind)
    if wanted is None or not group or group == wanted:
        return
    yield Broken(
        ("apiGroup",),
        f"Unsupported value: {quoted(group)}: supported values: {quoted(wanted)}",
        f"write {wanted or 'nothing'}",
        (),
        WORDS,
    )


def policy_rule(rule: Manifest) -> Iterator[Broken]:
    """Check that a rule of a role is about resources or about paths, and names all parts (ValidatePolicyRule)."""
    paths = rule.get("nonResourceURLs")
    if paths:
        for name in ("apiGroups", "resources", "resourceNames"):
            if rule.get(name):
                message = invalid(paths, "rules cannot apply to both regular resources and non-resource URLs")
                yield Broken(("nonResourceURLs",), message, "", (("nonResourceURLs",), (name,)), UNION)
                return
        return
    for name, what in (
        ("apiGroups", "resource rules must supply at least one api group"),
        ("resources", "resource rules must supply at least one resource"),
    ):
        if not rule.get(name):
            yield required((name,), f"{what}", f"add {name}")


def config_map(manifest: Manifest) -> Iterator[Broken]:
    data, binary = mapping(manifest, "data"), mapping(manifest, "binaryData")
    for key in binary:
        if key in data:
            yield Broken(
                ("binaryData", key), invalid(key, "duplicate of key present in data"), "rename or remove one", (), UNION
            )
    size = sum(len(each.encode("utf-8", "replace")) for each in data.values() if isinstance(each, str))
    # base64 has four characters for three bytes; the exact size is off by two bytes a value at most.
    size += sum(len(each) * 3 // 4 for each in binary.values() if isinstance(each, str))
    if size > _MAX_BYTES:
        yield Broken((), f"Too long: must have at most {_MAX_BYTES} bytes", "split it")


_NEEDED_KEYS = {
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
}
_ACCOUNT = "kubernetes.io/service-account.name"


def secret(manifest: Manifest) -> Iterator[Broken]:
    """Check the keys that the type of a secret requires (ValidateSecret); messages show no value."""
    # stringData is merged into data before validation, so that a key may stand in either.
    data, plain = mapping(manifest, "data"), mapping(manifest, "stringData")
    kind = text(manifest.get("type"))
    for key in _NEEDED_KEYS.get(kind, ()):
        missing = key not in data and key not in plain
        if missing or (kind == "kubernetes.io/ssh-auth" and not (plain.get(key) or data.get(key))):
            yield required(("data", key), f"a secret of type {kind} has the key", f"add {key}")
    if kind == "kubernetes.io/basic-auth" and not {"username", "password"} & {*data, *plain}:
        message = "a secret of type kubernetes.io/basic-auth has a username or a password"
        yield required(("data",), message, "add username and password")
    if kind == "kubernetes.io/service-account-token":
        annotations = mapping(mapping(manifest, "metadata"), "annotations")
        # The controller fills in the token itself.
        if not annotations.get(_ACCOUNT):
            yield required(("metadata", "annotations", _ACCOUNT), "the service account of the token", "")
    if kind in ("kubernetes.io/dockercfg", "kubernetes.io/dockerconfigjson"):
        yield from _docker(data, plain, _NEEDED_KEYS[kind][0])
    size = sum(len(each) * 3 // 4 for each in data.values() if isinstance(each, str))
    size += sum(len(each.encode("utf-8", "replace")) for each in plain.values() if isinstance(each, str))
    if size > _MAX_BYTES:
        yield Broken(("data",), f"Too long: must have at most {_MAX_BYTES} bytes", "split it")


def _docker(data: Manifest, plain: Manifest, key: str) -> Iterator[Broken]:
    from base64 import b64decode
    from json import loads

    if isinstance(plain.get(key), str):
        field, content = "stringData", plain[key]
    elif isinstance(data.get(key), str):
        field = "data"
        try:
            content = b64decode("".join(data[key].split()), validate=True)
        except ValueError:
            return
    else:
        return
    try:
        good = isinstance(loads(content), (dict, type(None)))
    except (ValueError, RecursionError):
        good = False
    if not good:
        yield Broken((field, key), 'Invalid value: "<secret contents redacted>": must be a JSON object')


def webhooks_versions(webhook: Manifest) -> Iterator[Broken]:
    versions = webhook.get("admissionReviewVersions")
    if (
        isinstance(versions, list)
        and versions
        and not {"v1", "v1beta1"} & {each for each in versions if isinstance(each, str)}
    ):
        yield Broken(
            ("admissionReviewVersions",), invalid(versions, "must include at least one of v1, v1beta1"), "write v1"
        )


def api_service(manifest: Manifest) -> Iterator[Broken]:
    spec, name = mapping(manifest, "spec"), text(mapping(manifest, "metadata").get("name"))
    wanted = f"{text(spec.get('version'))}.{text(spec.get('group'))}"
    if name and name != wanted:
        message = invalid(name, f'must be `spec.version+"."+spec.group`: {quoted(wanted)}')
        yield Broken(("metadata", "name"), message, f"write {wanted}")
    if not is_set(spec.get("service")):
        for field in ("caBundle", "insecureSkipTLSVerify"):
            if is_set(spec.get(field)) and not is_false(spec[field]):
                yield Broken(("spec", field), invalid(spec[field], "local APIServices may not have it"))


def binding_actions(spec: Manifest) -> Iterator[Broken]:
    actions = spec.get("validationActions")
    if isinstance(actions, list) and "Deny" in actions and "Warn" in actions:
        yield Broken(
            ("validationActions",), invalid(actions, "must not contain both Deny and Warn"), "keep one of them"
        )


def cluster_role_subjects(manifest: Manifest) -> Iterator[Broken]:
    """Check that service accounts in a ClusterRoleBinding have a namespace; a RoleBinding gives them its own."""
    for index, each in entries(manifest, "subjects"):
        if each.get("kind") == "ServiceAccount" and not each.get("namespace"):
            yield required(("subjects", index, "namespace"), "", "add the namespace of the account")


def review_subject(spec: Manifest) -> Iterator[Broken]:
    """Check that a review is about one thing."""
    there = [name for name in ("resourceAttributes", "nonResourceAttributes") if is_set(spec.get(name))]
    if len(there) != 1:
        yield Broken((), invalid(spec, "exactly one of nonResourceAttributes or resourceAttributes must be specified"))


def event(manifest: Manifest) -> Iterator[Broken]:
    """Check that an event is in the namespace of its object."""
    own, of = (
        text(mapping(manifest, "metadata").get("namespace")),
        text(mapping(manifest, "involvedObject").get("namespace")),
    )
    if own and of and own != of:
        yield Broken(("involvedObject", "namespace"), invalid(of, "does not match event.namespace"))


def group_version(manifest: Manifest) -> Iterator[Broken]:
    """Check the apiVersion of a policy's parameters."""
    written = text(manifest.get("apiVersion"))
    group, version = split_api_version(written)
    if written and (not version or written.count("/") > 1 or (written.count("/") == 1 and not group)):
        yield Broken(("apiVersion",), invalid(written, "must be a version, or a group, '/' and a version"))
    elif group and subdomain(group):
        yield Broken(("apiVersion",), invalid(group, subdomain(group)))


OWN: dict[str, tuple[Says, frozenset[str], Holds | None]] = {
    "owners": (owners, frozenset(("ownerReferences",)), None),
    "finalizers": (finalizers, frozenset(("finalizers",)), None),
    "owner": (owner, frozenset(("apiVersion",)), None),
    "ingress-path": (ingress_path, frozenset(("pathType",)), None),
    "ingress-class": (ingress_class, frozenset(("metadata", "spec")), may_ingress_class),
    "except-within": (except_within, frozenset(("cidr", "except")), None),
    "end-port": (end_port, frozenset(("endPort",)), None),
    "subject": (subject, frozenset(("kind", "apiGroup")), None),
    "policy-rule": (policy_rule, frozenset(), None),
    "config-map": (config_map, frozenset(), None),
    "secret": (secret, frozenset(), None),
    "review-versions": (webhooks_versions, frozenset(("admissionReviewVersions",)), None),
    "api-service": (api_service, frozenset(), None),
    "binding-actions": (binding_actions, frozenset(("validationActions",)), None),
    "cluster-role-subjects": (cluster_role_subjects, frozenset(("subjects",)), None),
    "review-subject": (review_subject, frozenset(), None),
    "event": (event, frozenset(("involvedObject",)), None),
    "group-version": (group_version, frozenset(("apiVersion",)), None),
}
