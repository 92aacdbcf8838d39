"""The chart of a HelmRelease: pulled from a repository or registry, or a directory of this repository."""

from __future__ import annotations

import os
from typing import NamedTuple

from kustompy.controllers.charts import ChartSource
from kustompy.controllers.objects import Object
from kustompy.controllers.paths import directory_below
from kustompy.model.values import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.controllers.world import World
    from kustompy.model.paths import FieldPath
    from kustompy.session.session import Session

_OF_REPOSITORIES = "HelmRepository"
_OF_REGISTRIES = "OCIRepository"
_CHART = "HelmChart"
_OCI = "oci://"
_ANY = "*"


class Chosen(NamedTuple):
    """A chart, the path in the object that names it, and the files that replace the chart's ``values.yaml``."""

    source: ChartSource
    path: FieldPath
    values_files: Sequence[str] = ()


def chart_of(subject: Object, world: World, session: Session) -> Chosen:
    """The chart that a HelmRelease names; an error (KST251, KST252 or KST258) if it cannot be found."""
    # The API server refuses an object with both fields. `chartRef` names a source, `chart` a template for one.
    if subject.get("spec", "chartRef") is not None:
        return _referred(subject, world, session)
    path: FieldPath = ("spec", "chart", "spec")
    if subject.get(*map(str, path)) is None:
        raise subject.error("neither `spec.chart` nor `spec.chartRef` is set", "spec")
    return _specified(subject, subject, path, path, world, session)


def _referred(subject: Object, world: World, session: Session) -> Chosen:
    path: FieldPath = ("spec", "chartRef")
    kind, name = subject.text("spec", "chartRef", "kind"), subject.text("spec", "chartRef", "name")
    namespace = subject.text("spec", "chartRef", "namespace") or subject.namespace
    found = _declared(subject, path, kind, name, namespace, world, session)
    if kind == _CHART:
        return _specified(found, subject, ("spec",), path, world, session)
    if kind != _OF_REGISTRIES:
        raise subject.error(f"`spec.chartRef.kind` is {kind}", *path, "kind", hint="write OCIRepository or HelmChart")
    # helm takes the last part of an OCI address as the chart, and cannot pull by a digest without a tag.
    home, _, chart = found.text("spec", "url").rstrip("/").rpartition("/")
    version = found.text("spec", "ref", "tag") or found.text("spec", "ref", "semver")
    if not version and found.text("spec", "ref", "digest"):
        raise found.error(
            "helm cannot pull a chart by its digest alone", "spec", "ref", "digest", code="KST258", hint="add a tag"
        )  # fmt: skip
    # `*` is Flux's default version. helm would take it for a range that excludes nothing but prereleases, as it does
    # without any version.
    return Chosen(ChartSource(chart, repo=home, version="" if version == _ANY else version), path)


def _specified(
    owner: Object, subject: Object, path: FieldPath, named: FieldPath, world: World, session: Session
) -> Chosen:
    """The chart in ``spec.chart.spec`` of a HelmRelease, or in ``spec`` of a HelmChart, which has the same fields.

    ``path`` leads to the fields in ``owner``, ``named`` to what names the chart in the HelmRelease.
    """
    keys = tuple(map(str, path))
    chart, version = owner.text(*keys, "chart"), owner.text(*keys, "version")
    kind, name = owner.text(*keys, "sourceRef", "kind"), owner.text(*keys, "sourceRef", "name")
    if not chart or not name:
        raise owner.error("the chart has no name, or no `sourceRef`", *path)
    namespace = owner.text(*keys, "sourceRef", "namespace") or owner.namespace
    files = owner.texts(*keys, "valuesFiles")
    if kind == _OF_REPOSITORIES:
        found = _declared(owner, (*path, "sourceRef"), kind, name, namespace, world, session)
        repo = found.text("spec", "url")
        return Chosen(ChartSource(chart, repo=repo, version="" if version == _ANY else version), named, files)
    if not world.is_own(kind, name, namespace, session.options.own_sources):
        raise owner.error(
            f"the source {kind} {namespace}/{name} is not this repository", *path, "sourceRef", code="KST258",
            hint=f'if it is, say so in kustompy.toml: `[flux]` and `sources = ["{name}"]`',
        )  # fmt: skip
    directory = directory_below(
        world.top, chart, owner, (*path, "chart"), session,
        called="source", missing="chart not found", hint="write the path of the chart from the top of the source",
    )  # fmt: skip
    if not session.files.is_there(os.path.join(directory, "Chart.yaml")):
        raise owner.error(f"{chart} has no Chart.yaml", *path, "chart", code="KST252", hint="name a chart")
    # For a source that is a repository Flux looks for `valuesFiles` from its top; for a packed chart in the chart.
    wanted = [os.path.normpath(os.path.join(world.top, each.lstrip("/"))) for each in files]
    return Chosen(ChartSource(os.path.basename(directory), directory), named, wanted)


def _declared(
    subject: Object, path: FieldPath, kind: str, name: str, namespace: str, world: World, session: Session
) -> Object:
    """The source of a name as the repository declares it; an error (KST258) if it does not."""
    datum = world.data_of(kind, namespace, name)
    if datum is None:
        raise subject.error(
            f"the repository has no {kind} {namespace}/{name}", *path, code="KST258",
            hint="add its manifest, or leave the object out",
        )  # fmt: skip
    session.files.were_read[datum.source[0]] = None
    return Object(kind, namespace, name, plain(datum.manifest), datum.source)
