"""The clusters generator: clusters that Secrets of the repository or the settings declare."""

from __future__ import annotations

from kustompy.controllers.argocd.sets.flat import selects
from kustompy.controllers.flux.variables import data_in
from kustompy.controllers.templates.functions import FUNCTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.controllers.argocd.sets.expansion import Expansion
    from kustompy.controllers.world import World
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value

    Fields = dict[str, Value]

_LABEL, _CLUSTER = "argocd.argoproj.io/secret-type", "cluster"
_LOCAL = {"name": "in-cluster", "server": "https://kubernetes.default.svc", "labels": {}}
_normalized = FUNCTIONS["normalize"]


def clusters_of(expansion: Expansion, fields: Fields, path: FieldPath) -> list[Fields]:
    """The parameters of each cluster that the selector matches; without a selector Argo CD's own is among them."""
    known = [*_declared(expansion.world), *map(dict, expansion.session.options.clusters)]
    selector = fields.get("selector") or {}
    # A selector asks for labels, and no file has those of clusters that were added by `argocd cluster add`.
    if not known and selector:
        raise expansion.subject.error(
            "no clusters are declared", *path, code="KST259",
            hint='name them in kustompy.toml: `[[argocd.clusters]]`, `name = "…"`, `server = "…"`, `labels = {…}`',
        )  # fmt: skip
    # The cluster that Argo CD runs in has no Secret, so a selector never matches it.
    if not selector and not any(each["server"] == _LOCAL["server"] for each in known):
        known.append(_LOCAL)
    found = []
    for each in sorted(known, key=lambda each: str(each["name"])):
        labels = {**each.get("labels", {}), _LABEL: _CLUSTER}
        if selects(selector, labels, expansion.subject, (*path, "selector")):
            name = str(each["name"])
            metadata = {"labels": labels, "annotations": each.get("annotations", {})}
            found.append({
                "name": name, "nameNormalized": _normalized(name), "server": str(each["server"]), "metadata": metadata,
            })  # fmt: skip
    return found


def _declared(world: World) -> list[Fields]:
    """The clusters that Secrets of the repository declare; their credentials are not read."""
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
