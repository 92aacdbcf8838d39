"""Sources that are charts, and their ``helm`` field: the arguments that Argo CD gives to ``helm template``."""

from __future__ import annotations

import os
from typing import NamedTuple

from kustompy.controllers.argocd.variables import Variables
from kustompy.controllers.charts import ChartSource, Release, rendered
from kustompy.errors import LoadError
from kustompy.system.files import is_within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from kustompy.controllers.objects import Object
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.values import Value
    from kustompy.session.session import Session

    Values = dict[str, Value]

_KNOWN: dict[str, type] = {
    "valueFiles": list, "values": str, "valuesObject": dict, "parameters": list, "fileParameters": list,
    "releaseName": str, "skipCrds": bool, "skipTests": bool, "ignoreMissingValueFiles": bool, "namespace": str,
    "kubeVersion": str, "apiVersions": list, "passCredentials": bool, "version": str, "skipSchemaValidation": bool,
}  # fmt: skip
_SCHEMES = ("http://", "https://", "oci://")


class Surroundings(NamedTuple):
    """The directories that may contain values of a chart."""

    top: str
    """The top of the repository."""
    refs: Mapping[str, str | None]
    """The directory of each source with a ``ref``; None for one in another repository."""


def from_chart(
    subject: Object, source: Values, path: FieldPath, directory: str, around: Surroundings, session: Session
) -> list[Resource]:
    """The resources of a chart in a directory of this repository, or of one to pull if ``directory`` is empty."""
    chosen = _checked(source.get("helm") or {}, subject, (*path, "helm"))
    variables = Variables(subject, source)
    namespace = chosen.get("namespace") or subject.text("spec", "destination", "namespace")
    # Argo CD renders test hooks and applies none of them, so they are left out here. It asks for CRDs, which `helm
    # template` leaves out by itself.
    flags = ["skipTests", *([] if chosen.get("skipCrds") else ["includeCRDs"])]
    files = _Files(subject, (*path, "helm"), directory, around, variables, session)
    values: list[bytes | Values] = list(files.of_values(chosen))
    # Argo CD takes `valuesObject` before `values`, and both override the files.
    own = chosen.get("valuesObject") or chosen.get("values")
    if own:
        values.append(own.encode() if isinstance(own, str) else own)
    release = Release(
        _chart(subject, source, path, directory),
        chosen.get("releaseName") or subject.name,
        namespace,
        values,
        flags=tuple(flags),
        arguments=_arguments(chosen, variables),
        files=files.of_parameters(chosen),
        kube_version=chosen.get("kubeVersion") or "",
        api_versions=chosen.get("apiVersions") or (),
    )
    return rendered(release, subject, (*path, "path" if directory else "chart"), around.top, session)


def _checked(chosen: Value, subject: Object, path: FieldPath) -> Values:
    if not isinstance(chosen, dict):
        raise subject.error("`helm` is not a mapping", *path)
    for field, value in chosen.items():
        if field not in _KNOWN:
            raise subject.error(f"`helm.{field}` is not rendered", *path, field, code="KST259")
        if value is not None and not isinstance(value, _KNOWN[field]):
            raise subject.error(f"`helm.{field}` has the wrong type", *path, field)
    for field, kind in (("valueFiles", str), ("apiVersions", str), ("parameters", dict), ("fileParameters", dict)):
        for number, each in enumerate(chosen.get(field) or ()):
            if not isinstance(each, kind):
                raise subject.error(f"an entry of `helm.{field}` has the wrong type", *path, field, number)
    return chosen


def _chart(subject: Object, source: Values, path: FieldPath, directory: str) -> ChartSource:
    if directory:
        return ChartSource(os.path.basename(directory), directory)
    chart, repo, version = source.get("chart"), str(source["repoURL"]), source.get("targetRevision")
    if not isinstance(chart, str):
        raise subject.error("`chart` is not a string", *path, "chart")
    # Argo CD's `repoURL` of a registry has no scheme.
    if not repo.startswith(_SCHEMES):
        repo = f"oci://{repo}"
    home, _, name = f"{repo.rstrip('/')}/{chart}".rpartition("/") if repo.startswith("oci://") else (repo, "", chart)
    return ChartSource(name, repo=home, version="" if version in (None, "*") else str(version))


def _arguments(chosen: Values, variables: Variables) -> list[str]:
    found = []
    for each in chosen.get("parameters") or ():
        value = _escaped(variables.put_into(str(each.get("value", ""))))
        found += ["--set-string" if each.get("forceString") else "--set", f"{each.get('name', '')}={value}"]
    return [*found, "--skip-schema-validation"] if chosen.get("skipSchemaValidation") else found


def _escaped(value: str) -> str:
    """The value of a parameter with its commas escaped, unless it is a list in braces."""
    # `--set a=1,b=2` sets two values, while a parameter of Argo CD sets one. A comma that is escaped already stays so.
    if value.startswith("{") and value.endswith("}"):
        return value
    return value.replace("\\,", ",").replace(",", "\\,")


class _Files:
    """The files that ``helm`` of a source names: below the chart, the top, or the source with a ``ref``."""

    def __init__(
        self,
        subject: Object,
        path: FieldPath,
        directory: str,
        around: Surroundings,
        variables: Variables,
        session: Session,
    ) -> None:
        self._subject, self._path, self._session = subject, path, session
        self._directory, self._around, self._variables = directory, around, variables

    def of_values(self, chosen: Values) -> list[bytes]:
        """The contents of ``valueFiles``."""
        found = []
        for number, name in enumerate(chosen.get("valueFiles") or ()):
            at: FieldPath = ("valueFiles", number)
            path = self._located(name, at)
            if self._session.files.is_there(path):
                found.append(self._session.files.read(path))
            elif not chosen.get("ignoreMissingValueFiles"):
                raise self._subject.error(
                    f"the file of values {name} does not exist", *self._path, *at, code="KST252",
                    hint="write a path from the chart, `$REF/PATH`, or `ignoreMissingValueFiles: true`",
                )  # fmt: skip
        return found

    def of_parameters(self, chosen: Values) -> list[tuple[str, str]]:
        """The names and absolute paths of ``fileParameters``."""
        found = []
        for number, each in enumerate(chosen.get("fileParameters") or ()):
            at: FieldPath = ("fileParameters", number)
            path = self._located(str(each.get("path", "")), at)
            if not self._session.files.is_there(path):
                raise self._subject.error(
                    f"the file {each.get('path')} does not exist", *self._path, *at, code="KST252"
                )
            found.append((str(each.get("name", "")), path))
        return found

    def _of_ref(self, ref: str, name: str, at: FieldPath) -> str:
        """The directory of the source with a ``ref``."""
        if ref not in self._around.refs:
            raise self._subject.error(
                f"no source has the ref {ref}", *self._path, *at, code="KST252",
                hint=f"write `ref: {ref}` into one of `spec.sources`",
            )  # fmt: skip
        known = self._around.refs[ref]
        if known is None:
            raise self._subject.error(
                f"{name} is in another repository", *self._path, *at, code="KST258",
                hint="if the source is this repository, name its URL under `[argocd]` in kustompy.toml",
            )  # fmt: skip
        return known

    def _located(self, name: str, at: FieldPath) -> str:
        """The absolute path of a file; an error if it is in another repository or leads out of this one."""
        # A name begins with `$REF/` or with a variable of the build environment: those are known by their prefix.
        ref, _, rest = name[1:].partition("/")
        if name.startswith("$") and not ref.startswith(("ARGOCD_", "{")):
            start, rest = self._of_ref(ref, name, at), self._variables.put_into(rest)
        else:
            rest = self._variables.put_into(name)
            start = self._around.top if rest.startswith("/") else self._directory
        # Argo CD fetches a URL. A chart that is pulled has no directory here, and its own files are read by helm alone.
        if "://" in rest or not start:
            raise self._subject.error(
                f"the file of values {name} is not in this repository", *self._path, *at, code="KST259",
                hint="commit it, and name it with `$REF/PATH`",
            )  # fmt: skip
        path = os.path.normpath(os.path.join(start, rest.lstrip("/")))
        try:
            real = self._session.files.resolved(path)[0]
        except LoadError:
            real = path
        # Both are asked: `..` may lead out and a link back in, which a revision of git would not follow.
        if not is_within(path, self._around.top) or not is_within(real, self._around.top):
            raise self._subject.error(f"`{name}` leads out of the repository", *self._path, *at, code="KST252")
        return path
