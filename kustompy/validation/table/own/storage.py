"""Rules of volumes, claims and the objects that they refer to."""

from __future__ import annotations

from kustompy.validation.schema.facts import mapping, text
from kustompy.validation.table.broken import Broken, forbidden, invalid, is_null, is_set, required
from kustompy.validation.table.names import label, subdomain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Manifest
    from kustompy.validation.table.values import Holds, Says

_CLAIM = "PersistentVolumeClaim"


def secret_reference(reference: Manifest) -> Iterator[Broken]:
    """Check that the secret of a PersistentVolume, which has no namespace, is named with its own."""
    for name, problem in (("name", subdomain), ("namespace", label)):
        value = text(reference.get(name))
        if not value:
            yield required((name,), "", f"add {name}")
        elif problem(value):
            yield Broken((name,), invalid(value, problem(value)))


def claim_template(template: Manifest) -> Iterator[Broken]:
    """Check that the claim template of a pod has no metadata but labels and annotations: the pod names the claim."""
    for name, value in mapping(template, "metadata").items():
        if name not in ("labels", "annotations") and is_set(value):
            yield forbidden(("metadata", name), "cannot be set", f"remove {name}")


def disk_address(disk: Manifest) -> Iterator[Broken]:
    """Check that the address of an Azure disk has the form of its kind (validateAzureDisk)."""
    kind, address = text(disk.get("kind")), text(disk.get("diskURI"))
    start = "/subscriptions/" if kind == "Managed" else "https://"
    if kind and address and not address.startswith(start):
        message = f"has to begin with {start} where kind is {kind}"
        yield Broken(("diskURI",), invalid(address, message), "", (("diskURI",), ("kind",)))


def data_source(spec: Manifest) -> Iterator[Broken]:
    """Check the source of a claim, which may stand in two fields if both say the same (validateDataSource)."""
    # dataSource is the old field; defaulting copies one to the other if the namespace allows it.
    source, reference = spec.get("dataSource"), spec.get("dataSourceRef")
    if isinstance(source, dict) and _is_kept(source):
        yield from _named(source, "dataSource")
    if not isinstance(reference, dict):
        return
    yield from _named(reference, "dataSourceRef")
    group, namespace = text(reference.get("apiGroup")), text(reference.get("namespace"))
    if not group and reference.get("kind") != _CLAIM:
        why = "must be 'PersistentVolumeClaim' when referencing the default apiGroup"
        yield Broken(("dataSourceRef",), invalid(text(reference.get("kind")), why), "add apiGroup")
    if group and subdomain(group):
        yield Broken(("dataSourceRef", "apiGroup"), invalid(group, subdomain(group)))
    if namespace and label(namespace):
        yield Broken(("dataSourceRef", "namespace"), invalid(namespace, label(namespace)))
    if isinstance(source, dict) and _is_kept(source):
        same = all(source.get(each) == reference.get(each) for each in ("apiGroup", "kind", "name"))
        if namespace or not same:
            why = (
                "may not be specified when dataSourceRef.namespace is specified"
                if namespace
                else "must match dataSourceRef"
            )
            at = ("dataSource",)
            yield Broken(at, invalid(source, why), "remove dataSource", (at, ("dataSourceRef",)))


def _is_kept(source: Manifest) -> bool:
    """Whether the API server keeps a dataSource: it drops any that is neither a claim nor a snapshot."""
    known = (("", _CLAIM), ("snapshot.storage.k8s.io", "VolumeSnapshot"))
    return (text(source.get("apiGroup")), source.get("kind")) in known


def _named(reference: Manifest, field: str) -> Iterator[Broken]:
    for name in ("name", "kind"):
        if not is_set(reference.get(name)):
            yield required((field, name), "", f"add {name}")


def recycled(spec: Manifest) -> Iterator[Broken]:
    """Check that the root of a node is not recycled, which would delete its files."""
    path = text(mapping(spec, "hostPath").get("path"))
    if spec.get("persistentVolumeReclaimPolicy") == "Recycle" and path and not path.strip("/."):
        message = "may not be 'recycle' for a hostPath mount of '/'"
        yield forbidden(("persistentVolumeReclaimPolicy",), message, "write Retain")


def object_reference(reference: Manifest) -> Iterator[Broken]:
    """Check a reference to an object of any kind, whose group, kind and name become parts of a path."""
    group = reference.get("apiGroup")
    if isinstance(group, str) and not is_null(group) and subdomain(group):
        yield Broken(("apiGroup",), invalid(group, subdomain(group)))
    for name in ("kind", "name"):
        value = text(reference.get(name))
        if not value:
            yield required((name,), "", f"add {name}")
        elif value in (".", "..") or "/" in value or "%" in value:
            yield Broken((name,), invalid(value, "may not be '.' or '..', or contain '/' or '%'"))


OWN: dict[str, tuple[Says, frozenset[str], Holds | None]] = {
    "secret-reference": (secret_reference, frozenset(), None),
    "claim-template": (claim_template, frozenset(("metadata",)), None),
    "disk-address": (disk_address, frozenset(("kind", "diskURI")), None),
    "data-source": (data_source, frozenset(), lambda spec: "dataSource" in spec or "dataSourceRef" in spec),
    "recycled": (recycled, frozenset(("hostPath", "persistentVolumeReclaimPolicy")), None),
    "object-reference": (object_reference, frozenset(), None),
}
