"""Charts that objects of controllers name, rendered by helm under the same restrictions as ``helmCharts:``."""

from __future__ import annotations

import os
import tempfile
from shutil import copytree
from typing import NamedTuple

from kustompy.controllers.merged import merged_values
from kustompy.controllers.objects import place_in
from kustompy.errors import FunctionError, KustompyError, LimitError
from kustompy.generators.helm import CHART, Chart, values_text
from kustompy.kustomization.records import HelmChartInflationGenerator
from kustompy.session.context import Context
from kustompy.session.walls import keep_all_inside
from kustompy.system.files import is_within
from kustompy.system.root import Root
from kustompy.yamlio.go.go_json import through_json
from kustompy.yamlio.read.reader import read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.controllers.objects import Object
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.values import Value
    from kustompy.session.session import Session

    Values = dict[str, Value]


_REPOSITORIES = ("http://", "https://", "oci://")
_BESIDE = "file://"
_DEEPEST = 8


class ChartSource(NamedTuple):
    """The place of a chart: a directory of the repository, or else a repository or registry that helm pulls from."""

    name: str
    directory: str = ""
    repo: str = ""
    version: str = ""


class Release(NamedTuple):
    """A release of a chart as an object of a controller describes it."""

    chart: ChartSource
    name: str
    namespace: str
    values: Sequence[bytes | Values] = ()
    """YAML texts or mappings; a later one overrides an earlier one."""
    instead: Sequence[str] = ()
    """Files that replace the chart's ``values.yaml``: absolute paths, or paths in the chart."""
    flags: tuple[str, ...] = ()
    """Switches of the entries of ``helmCharts:``: includeCRDs, skipTests, skipHooks."""
    arguments: Sequence[str] = ()
    """Further arguments for ``helm template``, which override all values."""
    files: Sequence[tuple[str, str]] = ()
    """Names of values with the absolute paths of the files that hold them."""
    kube_version: str = ""
    api_versions: Sequence[str] = ()


def rendered(release: Release, subject: Object, path: FieldPath, top: str, session: Session) -> list[Resource]:
    """The resources of a chart, each with the place where the object names the chart: ``path``."""
    if not session.options.enable_helm:
        raise subject.error(
            "must specify --enable-helm", *path, code="KST601", hint="add the flag: helm is run then"
        )  # fmt: skip
    source = release.chart
    # helm reads a positional argument that begins with a dash as a flag: a name such as `--post-renderer=…` runs a
    # program.
    for each in (source.name, release.name, release.namespace):
        if each.startswith("-"):
            raise subject.error(f"an argument of helm cannot begin with '-': {each}", *path, code="KST604")
    # The walls are reckoned from the directory that is built. A release builds none, so it is the top of the
    # repository.
    session.directory = session.directory or top
    context = Context(session, Root(session.files, top, restricted=False), subject.source[0])
    fields = {
        "name": source.name, "repo": source.repo, "version": source.version, "releaseName": release.name,
        "namespace": release.namespace, "kubeVersion": release.kube_version,
        "apiVersions": [*(release.api_versions or session.options.helm_api_versions)],
        **dict.fromkeys(release.flags, True),
    }  # fmt: skip
    if session.trace is not None:
        session.trace.begin("chart", place_in(subject, *path))
    with tempfile.TemporaryDirectory(prefix="kustomize-helm-") as folder:
        try:
            found = _Given(HelmChartInflationGenerator(CHART, fields), context, folder, release).resources()
        except KustompyError as error:
            raise _placed(error, subject, path) from None
    for resource in found:
        resource.source = subject.place(*path)
        if session.trace is not None:
            session.trace.made(resource.manifest, place_in(subject, *path))
    return found


def _placed(error: KustompyError, subject: Object, path: FieldPath) -> KustompyError:
    """The error, placed at the object that names the chart unless it has a file of its own."""
    if error.diagnostics[0].file:
        return error
    file, document, above = subject.source
    return error.noted(file=file, document=document, path=(*above, *path), resource=str(subject))


class _Given(Chart):
    """A chart with the values of a release; a chart of the repository is copied first."""

    __slots__ = ("copied", "release")

    def __init__(self, config: HelmChartInflationGenerator, context: Context, folder: str, release: Release) -> None:
        super().__init__(config, context, folder)
        self.release, self.copied = release, 0

    def resources(self) -> list[Resource]:
        """The resources that helm renders the chart to."""
        source = self.release.chart
        self._check_version()
        if source.repo:
            self.pulled = os.path.join(self._pulled_home(), source.name)
            self._keep_inside_the_walls()
        # helm reads from the disk, and the tree may be a git revision or in memory. A pulled chart is copied only where
        # its values are replaced: what was pulled is shared with other releases.
        if not source.repo or self.release.instead:
            chart = os.path.join(self.folder, "chart", source.name)
            self._copy(self.pulled or source.directory, chart)
            self._add_dependencies(source.directory, chart)
            self.pulled = chart
        if self.release.instead:
            self._write_values()
        return self._rendered()

    def _copy(self, directory: str, copy: str) -> None:
        """Copy a chart as the build sees its files: those of a revision, of memory, and inside the walls only."""
        files, limits = self.context.session.files, self.context.limits
        waiting = [directory]
        while waiting:
            here = waiting.pop()
            target = os.path.normpath(copy + here[len(directory) :])
            os.makedirs(target, exist_ok=True)
            names = files.names_in(here)
            self.copied += len(names)
            if self.copied > limits.includes:
                raise LimitError(f"{directory} has more than {limits.includes} files", code="KST707")
            for name in names:
                path = os.path.join(here, name)
                if not files.is_there(path):
                    continue
                real, is_directory = files.resolved(path)
                if not is_directory:
                    _write(os.path.join(target, name), files.read(path))
                # A link to a directory above would be copied into itself for ever.
                elif not is_within(here, real):
                    waiting.append(path)

    def _add_dependencies(self, directory: str, copy: str, depth: int = 0) -> None:
        """Add the dependencies of ``Chart.yaml`` that the copy of a chart lacks.

        ``directory`` is the chart in the repository, empty for one that was pulled.
        """
        # `helm template` refuses a chart whose dependencies are not in `charts/`. Argo CD then runs `helm dependency
        # build`, and Flux's source-controller builds them before it packs the chart.
        path = os.path.join(copy, "Chart.yaml")
        if not os.path.isfile(path) or depth > _DEEPEST:
            return
        with open(path, "rb") as file:
            fields = read_config(file.read(), self.context.limits)
        entries = fields.get("dependencies") if isinstance(fields, dict) else None
        charts = os.path.join(copy, "charts")
        bundled = os.listdir(charts) if os.path.isdir(charts) else []
        for each in entries if isinstance(entries, list) else ():
            if not isinstance(each, dict) or not all(isinstance(each.get(key), str) for key in ("name", "repository")):
                continue
            name, repo = each["name"], each["repository"]
            # The name becomes a path of the copy and an argument of helm: `../x` and `--x` are neither.
            if os.path.basename(name) != name or name.startswith((".", "-")):
                raise FunctionError(f"a dependency of the chart is called {name}", code="KST604")
            # A dependency lies in `charts/` as a directory of its name, or packed as NAME-VERSION.tgz.
            if any(there == name or there.startswith(f"{name}-") for there in bundled):
                continue
            if repo.startswith(_REPOSITORIES):
                self._pull_into(os.path.join(charts, name), name, repo, str(each.get("version") or ""))
            elif repo.startswith(_BESIDE) and directory:
                below = os.path.normpath(os.path.join(directory, repo[len(_BESIDE) :]))
                self._copy(self._beside(below, repo), os.path.join(charts, name))
                self._add_dependencies(below, os.path.join(charts, name), depth + 1)

    def _beside(self, directory: str, repo: str) -> str:
        """The real path of a chart in the repository that another one depends on; one outside is refused."""
        real, is_directory = self.context.session.files.resolved(directory)
        if not is_directory or not is_within(real, self.context.root.directory):
            raise FunctionError(f"the dependency {repo} is not a directory of the repository", code="KST252")
        return real

    def _pull_into(self, target: str, name: str, repo: str, version: str) -> None:
        config = HelmChartInflationGenerator(CHART, {"name": name, "repo": repo, "version": version})
        pulled = os.path.join(Chart(config, self.context, self.folder)._pulled_home(), name)
        keep_all_inside(pulled, self.context.root.directory, self.context.session)
        copytree(pulled, target)

    def _write_values(self) -> None:
        """Replace the chart's ``values.yaml`` by the files that the object names."""
        # Flux's source-controller writes the merged `valuesFiles` over the default values of the chart that it packs,
        # so a key of the chart's own file that none of them has is gone. `--values` would keep it.
        merged: Values = {}
        for path in self.release.instead:
            content = self.context.session.files.read(path if os.path.isabs(path) else os.path.join(self.pulled, path))
            merged = merged_values(merged, values_in(content, path))
        _write(os.path.join(self.pulled, "values.yaml"), values_text(through_json(merged)))

    def _values_files(self) -> list[str]:
        # Texts are handed on as they are, as Argo CD does. Mappings are JSON to both controllers, where numbers lose
        # the way they are written.
        found = []
        for number, each in enumerate(self.release.values):
            path = os.path.join(self.folder, f"{number}-kustomize-values.yaml")
            _write(path, each if isinstance(each, bytes) else values_text(through_json(each)))
            found.append(path)
        return found

    def _template_arguments(self, values: Sequence[str]) -> list[str]:
        arguments = super()._template_arguments(values)
        for number, (name, path) in enumerate(self.release.files):
            copy = os.path.join(self.folder, f"{number}-file")
            _write(copy, self.context.session.files.read(path))
            arguments += ["--set-file", f"{name}={copy}"]
        return [*arguments, *self.release.arguments]


def _write(path: str, content: bytes) -> None:
    with open(path, "wb") as file:
        file.write(content)


def values_in(content: bytes | str, called: str) -> Values:
    """The mapping in a file of values, empty for an empty file; any other content is a FunctionError (KST608)."""
    found = read_config(content)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise FunctionError(f"{called} is not a mapping of values", code="KST608")
    return found
