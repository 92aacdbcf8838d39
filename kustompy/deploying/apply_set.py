"""ApplySets by KEP-3659: a parent object that names kinds and namespaces, and a label on the members.

``kubectl apply --prune --applyset`` reads these objects, and this module reads those of kubectl.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from kustompy._version import __version__
from kustompy.deploying.kubectl import address_of
from kustompy.deploying.owners import owner_of
from kustompy.errors import ClusterError, LoadError
from kustompy.revisions.repository import Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kustompy.model.values import Manifest, Value


class ApplySet(NamedTuple):
    """A set by its parent, which is a ConfigMap, and the source that deploys it."""

    name: str
    namespace: str
    source: str | None = ""
    """The address of a repository and a path in it, empty if unknown; None for a set that the user named, who answers
    for it."""


PART_OF = "applyset.kubernetes.io/part-of"
ID = "applyset.kubernetes.io/id"
TOOLING = "applyset.kubernetes.io/tooling"
KINDS = "applyset.kubernetes.io/contains-group-kinds"
NAMESPACES = "applyset.kubernetes.io/additional-namespaces"
SOURCE = "kustompy.dev/source"
MANAGER = "kustompy-apply-set"
"""The field manager of the parent.

Another one than that of the members: an apply removes the fields that its manager no longer sends.
"""

_LONGEST_NAME = 253
"""The longest name of an object in Kubernetes."""

KEPT = {
    "/Namespace": "everything in it would go with it",
    "apiextensions.k8s.io/CustomResourceDefinition": "all objects of the kind would go with it",
    "/PersistentVolumeClaim": "what its volume holds may go with it",
    "/PersistentVolume": "what it holds may be lost",
}
"""Kinds that are pruned only if the user names them, and why."""


def name_for(target: str) -> str:
    """The name of the set of a target, made from its path: ``kustompy-overlays-prod``."""
    plain = "".join(each if each.isascii() and each.isalnum() else "-" for each in target.lower())
    return "-".join(["kustompy", *(each for each in plain.split("-") if each)])[:_LONGEST_NAME].rstrip("-")


def namespace_for(manifests: Iterable[Mapping[str, Value]]) -> str:
    """The namespace of the parent: that of the members if they share one, else ``default``."""
    found = {address_of(dict(each)).namespace for each in manifests} - {""}
    return found.pop() if len(found) == 1 else "default"


def path_in_repository(target: str, environment: Mapping[str, str]) -> tuple[str, str]:
    """The address of the repository around a target, and the path in it.

    Outside of a repository the address is empty, and the path the last two parts of the target's.
    """
    place = os.path.realpath(target)
    try:
        repository = Repository(place, environment)
    except LoadError:
        return "", "/".join(place.replace(os.sep, "/").split("/")[-2:])
    path = os.path.relpath(place, repository.top).replace(os.sep, "/")
    return repository.origin(), path


def own_set(target: str, namespace: str, environment: Mapping[str, str]) -> ApplySet:
    """The set of a target, named after its path, whether it exists or not; ``environment`` is for git."""
    origin, path = path_in_repository(target, environment)
    shown = path if path != "." else os.path.basename(os.path.realpath(target))
    return ApplySet(name_for(shown), namespace, f"{origin}//{path}" if origin else "")


def id_of(chosen: ApplySet) -> str:
    """The id of a set, by the KEP's formula: a hash of name, namespace, kind and group of the parent."""
    # The group of a ConfigMap is empty, so the text ends in a dot.
    import base64
    import hashlib

    digest = hashlib.sha256(f"{chosen.name}.{chosen.namespace}.ConfigMap.".encode()).digest()
    return f"applyset-{base64.urlsafe_b64encode(digest).decode().rstrip('=')}-v1"


def parent_of(chosen: ApplySet, kinds: Iterable[str], namespaces: Iterable[str]) -> Manifest:
    """The parent of a set whose members have these kinds, such as ``Deployment.apps``, and namespaces."""
    # The KEP wants the lists sorted, and the parent's own namespace out of the second one.
    annotations = {
        KINDS: ",".join(sorted(set(kinds))),
        NAMESPACES: ",".join(sorted(set(namespaces) - {chosen.namespace, ""})),
        TOOLING: f"kustompy/v{__version__}",
    }
    if chosen.source:
        annotations[SOURCE] = chosen.source
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": chosen.name,
            "namespace": chosen.namespace,
            "labels": {ID: id_of(chosen)},
            "annotations": annotations,
        },
    }


def foreign(chosen: ApplySet, parent: Manifest) -> str:
    """The reason why an object with the parent's name is not the parent of this set; empty if it is."""
    metadata = parent["metadata"]
    annotations = metadata.get("annotations") or {}
    shown = f"ConfigMap {chosen.namespace}/{chosen.name}"
    tooling, source = str(annotations.get(TOOLING, "")), str(annotations.get(SOURCE, ""))
    # A label that was copied with the object to another name or namespace does not fit its id.
    if (metadata.get("labels") or {}).get(ID) != id_of(chosen):
        return f"{shown} exists and is not the parent of an ApplySet"
    # Each tool writes its own name, and the KEP forbids to change the set of another one.
    if not tooling.startswith("kustompy/"):
        return f"the ApplySet of {shown} is managed by {tooling or 'an unknown tool'}"
    if chosen.source is not None and source != chosen.source:
        own = chosen.source or "none"
        return f"the ApplySet of {shown} belongs to {source or 'no repository'}, and this is {own}"
    return ""


def refuse_foreign(chosen: ApplySet, parent: Manifest) -> None:
    """Raise a ClusterError (KST664) if the object is not a set, or one of another tool or repository."""
    problem = foreign(chosen, parent)
    if problem:
        raise ClusterError(problem, code="KST664", hint="give the set a name of its own: --apply-set NAME")


def recorded(parent: Manifest) -> tuple[set[str], set[str]]:
    """The kinds and the namespaces of the members, as a parent names them."""
    metadata = parent["metadata"]
    annotations = metadata.get("annotations") or {}
    found = [{each for each in str(annotations.get(name, "")).split(",") if each} for name in (KINDS, NAMESPACES)]
    return found[0], {*found[1], str(metadata.get("namespace", ""))}


def kind_of(manifest: Mapping[str, Value]) -> str:
    """The kind and group as a parent names them: ``Deployment.apps``, ``ConfigMap``."""
    address = address_of(dict(manifest))
    return f"{address.kind}.{address.group}" if address.group else address.kind


def labelled(manifest: Manifest, set_id: str) -> Manifest:
    """A copy of the manifest with the label of a set."""
    metadata = dict(manifest.get("metadata") or {})
    metadata["labels"] = {**(metadata.get("labels") or {}), PART_OF: set_id}
    return {**manifest, "metadata": metadata}


def in_its_set(manifest: Manifest, live: Manifest | None, manager: str) -> Manifest:
    """The manifest with the label of the set that its object is in, if ``manager`` put it there."""
    # Server-side apply removes the fields that a manager sent before and does not send now: the object would leave its
    # set, and nothing would prune it later. A label of another manager stays by itself.
    set_id = "" if live is None else set_of(live)
    owner = owner_of(live or {}, ("metadata", "labels", PART_OF)) if set_id else None
    return manifest if owner is None or owner.manager != manager else labelled(manifest, set_id)


def set_of(manifest: Manifest) -> str:
    """The id of the set that an object is in; empty if it is in none."""
    return str(((manifest.get("metadata") or {}).get("labels") or {}).get(PART_OF, ""))


def is_kept(manifest: Manifest, also: Iterable[str]) -> bool:
    """Whether an object that is no longer rendered stays because of its kind; ``also`` are kinds to prune anyway."""
    address = address_of(manifest)
    if f"{address.group}/{address.kind}" not in KEPT:
        return False
    names = {address.kind.lower(), kind_of(manifest).lower()}
    return names.isdisjoint(each.lower() for each in also)


def mark_to_keep(manifest: Manifest) -> str:
    """The mark by which an object asks Flux or Argo CD not to prune it; empty if it has none."""
    # Flux takes a label or an annotation, Argo CD an annotation with several options.
    metadata = manifest.get("metadata") or {}
    marks = {**(metadata.get("labels") or {}), **(metadata.get("annotations") or {})}
    if marks.get(_OF_FLUX) == "disabled":
        return f"{_OF_FLUX}: disabled"
    options = [each.strip() for each in str(marks.get(_OF_ARGO, "")).split(",")]
    return next((f"{_OF_ARGO}: {each}" for each in options if each in ("Prune=false", "Delete=false")), "")


_OF_FLUX, _OF_ARGO = "kustomize.toolkit.fluxcd.io/prune", "argocd.argoproj.io/sync-options"


def is_owned(manifest: Manifest) -> bool:
    """Whether a controller owns the object."""
    # An EndpointSlice has the labels of its Service, that of the set among them, and nobody rendered it.
    owners = (manifest.get("metadata") or {}).get("ownerReferences")
    return isinstance(owners, list) and any(isinstance(each, dict) and each.get("controller") for each in owners)
