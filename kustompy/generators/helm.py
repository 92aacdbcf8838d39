"""``helmCharts:`` inflates charts by way of the helm binary (spec section 3.17)."""

from __future__ import annotations

import os

from kustompy.errors import FunctionError, LoadError, YamlError, wrapping
from kustompy.model.resource_set import ResourceSet
from kustompy.model.secrets import masked
from kustompy.model.values import copied
from kustompy.session.walls import keep_all_inside, keep_inside
from kustompy.system.files import OutsideTheWalls, is_within
from kustompy.yamlio.read.reader import read_one
from kustompy.yamlio.writer import write_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kustompy.kustomization.records import HelmChartInflationGenerator
    from kustompy.model.resource import Resource
    from kustompy.model.values import Value
    from kustompy.session.context import Context
    from kustompy.session.options import Options
    from kustompy.session.session import Session
    from kustompy.system.files import Files

CHART = "HelmChartInflationGenerator"
"""The kind of the configs."""
DEFAULT_HOME = "charts"
MERGES = ("merge", "override", "replace")
SECONDS = 300.0
"""How long one call of helm may take; kustomize waits for ever."""


def helm_chart(config: HelmChartInflationGenerator, context: Context) -> Callable[[], list[Resource]]:
    """The resources that a chart is rendered to, with the config's values."""
    options = context.session.options
    # helm is a program, and its charts may do what programs do: the user has to ask for it.
    if not options.enable_helm:
        raise FunctionError("must specify --enable-helm", code="KST601", hint="add the flag: helm is run then")
    if not options.helm_command:
        raise FunctionError("must specify --helm-command", code="KST601")
    if not config.name:
        raise FunctionError("chart name cannot be empty", code="KST602")
    # Loaded when it is configured, so that a file that is missing fails before helm runs.
    for path in config.additionalValuesFiles:
        with wrapping("could not load additionalValuesFile"):
            context.load(path)
    if (config.valuesMerge or MERGES[0]) not in MERGES:
        raise FunctionError(f"valuesMerge must be one of [{' '.join(MERGES)}]", code="KST603")
    # helm would take such a name for a flag: --post-renderer, for one, runs a program.
    for field, value in (("name", config.name), ("releaseName", config.releaseName)):
        if value.startswith("-"):
            raise FunctionError(f"{field} of a chart cannot begin with '-': {value}", code="KST604")
    api_versions = _api_versions(config.apiVersions, context.session)

    def generate() -> list[Resource]:
        import tempfile

        if context.session.trace is not None:
            context.session.trace.given(_options_for(config, options))
        with tempfile.TemporaryDirectory(prefix="kustomize-helm-") as folder:
            return Chart(config.replaced(apiVersions=api_versions()), context, folder).resources()

    return generate


def _api_versions(own: Sequence[str], session: Session) -> Callable[[], Sequence[str]]:
    """The versions that a chart is rendered for, known for sure only when all charts are configured.

    kustomize decodes the entry's versions into the array of those that the flags gave, so the last entry that says
    some says them for the others, too. The array is as long as Go's ``append`` makes it: a power of two.
    """
    flagged = session.options.helm_api_versions
    if not flagged:
        return lambda: own
    array = session.helm_api_versions
    if not array:
        # append of Go doubles what it allocates: entries share what lies behind the flags, as far as that reaches.
        array += [*flagged, *[""] * ((1 << (len(flagged) - 1).bit_length()) - len(flagged))]
    if len(own) > len(array):
        array[:] = own[: len(array)]
        return lambda: own
    array[: len(own)] = own
    count = len(own) or len(flagged)
    return lambda: array[:count]


def _options_for(config: HelmChartInflationGenerator, options: Options) -> list[str]:
    """The options of the build that have a part in what helm makes of a chart."""
    used = {
        "helm_api_versions": bool(options.helm_api_versions),
        "helm_command": options.helm_command != type(options).helm_command,
        "helm_debug": options.helm_debug,
        "helm_kube_version": bool(options.helm_kube_version) and not config.kubeVersion,
    }
    return [name for name, is_used in used.items() if is_used]


class Chart:
    """One chart that is being rendered, with a temporary folder for helm."""

    __slots__ = ("config", "context", "directory", "folder", "home", "pulled")

    def __init__(self, config: HelmChartInflationGenerator, context: Context, folder: str) -> None:
        self.config, self.context, self.folder = config, context, folder
        self.home = config.chartHome or DEFAULT_HOME
        if config.version and config.repo:
            # A pulled chart lies in a folder of its version, so that two versions of it can be used.
            self.home = os.path.join(self.home, f"{config.name}-{config.version}")
        self.directory = os.path.normpath(context.root.path_of(os.path.join(self.home, config.name)))
        self.pulled = ""
        """Where the chart lies if it was pulled: kustomize pulls into the tree, we never write there."""

    def resources(self) -> list[Resource]:
        self._check_version()
        # A chart in the tree is taken as it is; the repository is asked only for one that is not there.
        if not self._is_here():
            if not self.config.repo:
                raise FunctionError("no repo specified for pull, no chart found at ''", code="KST605")
            self.pulled = os.path.join(self._pulled_home(), self.config.name)
        self._keep_inside_the_walls()
        return self._rendered()

    def _rendered(self) -> list[Resource]:
        return _resources_of(self._helm(self._template_arguments(self._values_files())), self.context)

    def _is_here(self) -> bool:
        try:
            return self.context.session.files.resolved(self.directory)[1]
        except OutsideTheWalls:
            raise
        except LoadError:
            return False

    def _keep_inside_the_walls(self) -> None:
        """Look at the directories that helm reads by itself."""
        session, root = self.context.session, self.context.root.directory
        if not self.pulled:
            session.trees[self.directory] = None
        if self.pulled or not _is_only_in_memory(self.directory, session.files):
            keep_all_inside(self.pulled or self.directory, root, session)
        if self.config.configHome and session.options.trust:
            keep_inside(os.path.abspath(self.config.configHome), root, session)
            session.trees[os.path.abspath(self.config.configHome)] = None

    def _for_helm(self, path: str) -> str:
        """The path of a file or directory that helm can read: what lies in memory is written to the folder first."""
        files = self.context.session.files
        memory = files.memory
        below = [each for each in memory if is_within(each, path)]
        copy = os.path.join(self.folder, "memory", path.lstrip(os.sep))
        if below and files.disk and os.path.isdir(path):
            from shutil import copytree

            copytree(path, copy)
        for each in below:
            target = os.path.normpath(copy + each[len(path) :])
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(memory[each])
        return copy if below else path

    def _helm(self, arguments: Sequence[str], fetched_into: str = "") -> bytes:
        from kustompy.system.process import run

        options = self.context.session.options
        home = os.path.join(self.folder, "helm")
        environment = options.environment
        if options.trust:
            home = self.config.configHome or home
        else:
            # getters, post-renderers and the rest of helm's plugins are programs that a tree must not bring
            environment = {**_passed_on(environment), "HELM_PLUGINS": os.path.join(home, "plugins")}
        homes = {
            # Set for each call, as kustomize does, so that the user's own repositories do not decide what a tree
            # renders to.
            "HELM_CONFIG_HOME": home, "HELM_CACHE_HOME": f"{home}/.cache", "HELM_DATA_HOME": f"{home}/.data",
        }  # fmt: skip
        command = options.helm_command
        self.context.session.programs[command] = None
        limits: Value = {"seconds": SECONDS, "watched": fetched_into, "largest": options.limits.fetched_size}
        if fetched_into:
            from kustompy.session.gate import run_behind_a_gate

            shown = masked(self.config.repo)
            done = run_behind_a_gate(
                command, arguments, environment={**environment, **homes}, user=options, allowed=options.allow_hosts,
                shown=shown, **limits,
            )  # fmt: skip
        else:
            done = run(command, arguments, environment={**environment, **homes}, **limits)
        if done.failure:
            said = done.stderr.decode(errors="replace")
            shown = " ".join(f"{name}={value}" for name, value in homes.items())
            raise FunctionError(
                (f"{said}: " if said else "")
                + f"unable to run: '{command} {' '.join(arguments)}' with env=[{shown}] "
                + f"(is '{command}' installed?): {done.failure}",
                code="KST606",
            )
        return done.stdout

    def _check_version(self) -> None:
        """Once a build: it costs as much as rendering a small chart."""
        session = self.context.session
        if session.helm_is_known:
            return
        import re

        said = self._helm(["version", "--short"]).decode(errors="replace")
        found = re.search(r"v?[0-9]+(\.[0-9]+)+", said)
        if found is None:
            raise FunctionError(f"cannot find version string in {said}", code="KST607")
        version = found.group().removeprefix("v")
        # helm 2 renders with other flags, and asked a server in the cluster.
        if version.split(".")[0] not in ("3", "4"):
            raise FunctionError(f"this plugin requires helm V3 or V4 but got v{version}", code="KST607")
        session.helm_is_known = True

    def _pulled_home(self) -> str:
        """The folder of the pulled chart, which lasts for the build."""
        config, session = self.config, self.context.session
        # One pull for all entries with the same chart: kustomize finds it in its charts directory then.
        wanted = f"helm pull {config.repo} {config.name} {config.version} {config.devel}"
        shown = masked(f"{config.repo} {config.name} {config.version}".rstrip())
        if wanted not in session.clones:
            session.remotes[shown] = ""
            if session.options.offline:
                raise LoadError(f"chart '{config.name}' of '{config.repo}' is not here (--offline)", code="KST310")
            if not session.options.trust:
                self._check_repository(config.repo)
            import tempfile

            from kustompy.system.process import Uninterrupted

            # A signal between making the folder and noting it would leave the folder behind.
            with Uninterrupted() as later:
                folder = session.clones[wanted] = os.path.realpath(tempfile.mkdtemp(prefix="kustomize-helm-"))
            later.interrupt()
            session.remotes[shown] = folder
            if session.files.jail:
                session.files.jail.append(folder)
            self._helm(self._pull_arguments(folder), folder)
        return session.clones[wanted]

    def _check_repository(self, repo: str) -> None:
        """Refuse a repository that helm would ask a plugin for, or that is on a host that is not everybody's."""
        from kustompy.session.remote import check_host

        if not repo.startswith(_REPOSITORIES):
            raise FunctionError(
                f"repo of a chart is {masked(repo)!r}, which is no http://, https:// or oci:// address",
                code="KST609",
                hint="if it is meant, build with --trust",
            )
        check_host(repo, masked(repo), self.context.session)

    def _pull_arguments(self, home: str) -> list[str]:
        config = self.config
        repo, name = config.repo, config.name
        arguments = ["pull", "--untar", "--untardir", home]
        # A registry has the chart in its path, where a repository has an index that names it.
        arguments += [f"{repo.removesuffix('/')}/{name}"] if repo.startswith("oci://") else ["--repo", repo, name]
        if config.version:
            arguments += ["--version", config.version]
        return [*arguments, "--devel"] if config.devel else arguments

    def _values_files(self) -> list[str]:
        """The files of values, the last one counts most."""
        root, additional = self.context.root.directory, self.config.additionalValuesFiles
        return [
            self._values_file(),
            *(self._for_helm(os.path.normpath(f"{root}{os.sep}{path}")) for path in additional),
        ]

    def _chart(self) -> str:
        """The directory of the chart as helm can read it."""
        return self.pulled or self._for_helm(self.directory)

    def _values_file(self) -> str:
        """The file of values for helm: a copy of the chart's own, or that merged with ``valuesInline``."""
        from kustompy.yamlio.go.go_json import through_json

        # kustomize gives helm a file of its own in any case, with the values merged or as they are.
        path = self.config.valuesFile or os.path.join(self.home, self.config.name, "values.yaml")
        inline, merge = self.config.valuesInline, self.config.valuesMerge or "override"
        if not inline:
            content = self._load(path)
        # The chart's own values still count for helm, which reads them by itself.
        elif merge == "replace":
            content = values_text(through_json(copied(inline)))
        else:
            loaded = self._load(path)
            with wrapping(file=self.context.root.path_of(path)):
                content = values_text(_merged(loaded, through_json(copied(inline)), merge, self.context))
        target = os.path.join(self.folder, f"{os.path.basename(self.config.name)}-kustomize-values.yaml")
        with open(target, "wb") as file:
            file.write(content)
        return target

    def _load(self, path: str) -> bytes:
        root = self.context.root
        absolute = root.path_of(path)
        if not self.pulled or not is_within(absolute, self.directory):
            try:
                return self.context.load(path)
            except LoadError as error:
                if self.context.session.files.is_there(absolute):
                    raise
                error.hinted(
                    f"add `{path}`, with a comment if it has no values, or name another file with `valuesFile:`"
                )
                raise
        if root.restricted and not is_within(absolute, root.directory):
            raise LoadError(f"security; file '{absolute}' is not in or below '{root.directory}'", code="KST303")
        return self.context.session.files.read(self.pulled + absolute[len(self.directory) :])

    def _template_arguments(self, values: Sequence[str]) -> list[str]:
        config, options = self.config, self.context.session.options
        # Without a name helm makes one up, which differs with each build: kustomize asks it for that.
        arguments = ["template", config.releaseName or "--generate-name", self._chart()]
        if config.namespace:
            arguments += ["--namespace", config.namespace]
        if config.nameTemplate:
            arguments += ["--name-template", config.nameTemplate]
        for path in values:
            arguments += ["-f", path]
        for version in config.apiVersions:
            arguments += ["--api-versions", version]
        kube_version = config.kubeVersion or options.helm_kube_version
        if kube_version:
            arguments += ["--kube-version", kube_version]
        # Flags in kustomize's order (AsHelmArgs): it shows in the errors of a command that failed.
        arguments += [flag for field, flag in _SWITCHES.items() if getattr(config, field)]
        if options.helm_debug and "--debug" not in arguments:
            arguments.append("--debug")
        return [*arguments, "--devel"] if config.devel else arguments


_REPOSITORIES = ("http://", "https://", "oci://")
# What helm needs of the environment; a chart that could read all of it could print all of it.
_VARIABLES = frozenset(
    (
        "APPDATA", "COMSPEC", "DOCKER_CONFIG", "HELM_REGISTRY_CONFIG", "HOME", "LANG", "LOCALAPPDATA", "PATH",
        "PATHEXT", "SSL_CERT_DIR", "SSL_CERT_FILE", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "TZ", "USER", "USERPROFILE",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
    )
)  # fmt: skip


def _passed_on(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.upper() in _VARIABLES or name[:3] == "LC_"}


def _is_only_in_memory(directory: str, files: Files) -> bool:
    return directory in files.memory_directories and not (files.disk and os.path.lexists(directory))


_SWITCHES = {
    "includeCRDs": "--include-crds",
    "skipTests": "--skip-tests",
    "skipHooks": "--no-hooks",
    "debug": "--debug",
}


def _merged(content: bytes, inline: Value, merge: str, context: Context) -> Value:
    """The chart's values and the inline ones: of two for one key, ``merge`` says whose stays."""
    from kustompy.patches.strategic_merge import strategic_merge

    with wrapping("could not parse values file into rnode"):
        values = read_one(content, context.limits)
    if values is None:
        if not any(line.split(b"#")[0].strip() for line in content.splitlines()):
            raise FunctionError("could not parse values file into rnode: EOF", code="KST608")
        values = {}
    # override: the inline values win; merge: those of the file do.
    below, above = (values, inline) if merge == "override" else (inline, values)
    with wrapping("could not merge values"):
        return strategic_merge(below, above, context.schema())


def values_text(values: Value) -> bytes:
    return write_document(values or {}).encode()


def _resources_of(output: bytes, context: Context) -> list[Resource]:
    found = ResourceSet()
    with wrapping(lambda error: f"{_UNREAD if isinstance(error, YamlError) else _NO_RESOURCES}: {error}"):
        manifests = context.manifests(output)
    for manifest in manifests:
        resource = context.resource(manifest)
        # namespace: leaves these alone: kustomize notes it in an annotation.
        resource.from_helm = True
        with wrapping(f"{_NO_RESOURCES}"):
            found.append(resource)
    return list(found)


_UNREAD = "error reading helm output"
_NO_RESOURCES = "could not parse rnode slice into resource map"
