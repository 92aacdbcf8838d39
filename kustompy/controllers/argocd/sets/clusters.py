"""The clusters generator: clusters that Secrets of the repository declare, or the settings."""

from __future__ import annotations

from kustompy.controllers.argocd.sets.flat import selects
from kustompy.controllers.flux.variables import data_in
from kustompy.controllers.templates.functions import FUNCTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kustompy.controllers.objects import Object
    from kustompy.controllers.world import World
    from kustompy.model.paths import FieldPath
    from kustompy.session.session import Session

    Fields = dict[str, Any]

_LABEL, _CLUSTER = "argocd.argoproj.io/secret-type", "cluster"
_LOCAL = {"name": "in-cluster", "server": "https://kubernetes.default.svc", "labels": {}}
_normalized = FUNCTIONS["normalize"]


def clusters_of(fields: Fields, subject: Object, path: FieldPath, world: World, session: Session) -> list[Fields]:
    """The parameters of each cluster that the selector takes; without one that of Argo CD itself is there, too."""
    known = [*_declared(world), *map(dict, session.options.clusters)]
    selector = fields.get("selector") or {}
    if not known and selector:
        raise subject.error(
            "nothing says which clusters there are", *path, code="KST259",
            hint='name them in kustompy.toml: `[[argocd.clusters]]`, `name = "…"`, `server = "…"`, `labels = {…}`',
        )  # fmt: skip
    if not selector and not any(each["server"] == _LOCAL["server"] for each in known):
        known.append(_LOCAL)
    found = []
    for each in sorted(known, key=lambda each: str(each["name"])):
        labels = {**each.get("labels", {}), _LABEL: _CLUSTER}
        if selects(selector, labels, subject, (*path, "selector")):
            name = str(each["name"])
            metadata = {"labels": labels, "annotations": each.get("annotations", {})}
            found.append({
                "name": name, "nameNormalized": _normalized(name), "server": str(each["server"]), "metadata": metadata,
            })  # fmt: skip
    return found


def _declared(world: World) -> list[Fields]:
    """The clusters of Secrets; their credentials are not looked at."""
    found = []
    for datum in world.every("Secret"):
        metadata = datum.manifest["metadata"]
        labels = metadata.get("labels")
        if not isinstance(labels, dict) or labels.get(_LABEL) != _CLUSTER:
            continue
        data = {key: text for key, text in data_in(datum.manifest) if key in ("name", "server")}
        if len(data) == 2:
            found.append({**data, "labels": labels, "annotations": metadata.get("annotations") or {}})
    return found
