"""Names of objects as targets: ``PATH#flux-system/apps``, or ``PATH#Kustomization/flux-system/apps``."""

from __future__ import annotations

import os

from kustompy.system.root import may_be_remote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

MARK = "#"
KINDS = {
    "Kustomization": "kustomize.toolkit.fluxcd.io",
    "HelmRelease": "helm.toolkit.fluxcd.io",
    "Application": "argoproj.io",
    "ApplicationSet": "argoproj.io",
}
"""The kinds whose objects are targets, with their groups."""
KUSTOMIZATION = "Kustomization"
SET = "ApplicationSet"
"""The kind whose objects generate others."""
RELEASE = "HelmRelease"
"""The kind that helm renders. Its objects are named with the kind, since a Kustomization often has the same name."""
OF_FLUX, OF_ARGOCD = (KUSTOMIZATION, RELEASE), ("Application", SET)
"""The kinds of either controller, in the order in which messages name them."""
_MOST_PARTS = 3


def split_target(target: str) -> tuple[str, str] | None:
    """The path and the name of an object; None for a target that names no object."""
    # A `#` may belong to the name of a directory, which then is there, or to a URL.
    path, mark, name = target.rpartition(MARK)
    parts = name.split("/")
    if not mark or not path or not name or len(parts) > _MOST_PARTS or may_be_remote(target) or os.path.exists(target):
        return None
    return path, name


def key_of(kind: str, namespace: str, name: str) -> str:
    """The full name of an object: ``Kustomization/flux-system/apps``."""
    return f"{kind}/{namespace}/{name}"


def matching(name: str, keys: Iterable[str]) -> list[str]:
    """The keys that a name stands for; kind and namespace may be left out.

    A HelmRelease is among them only if nothing else has the name, or the name begins with its kind.
    """
    found = [key for key in keys if key == name or key.endswith(f"/{name}")]
    return [key for key in found if not _is_release(key)] or found


def shortest(key: str, keys: Iterable[str]) -> str:
    """The shortest name for a key: without the kind unless it is a HelmRelease or another kind has the same name."""
    if _is_release(key):
        return key
    short = key.partition("/")[2].removeprefix("/")
    return short if len(matching(short, keys)) == 1 else key


def _is_release(key: str) -> bool:
    return key.startswith(f"{RELEASE}/")
