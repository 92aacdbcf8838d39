"""The flags of ``kustompy build``, and the options of a build that they and the environment choose."""

from __future__ import annotations

import os

from kustompy.cli.flags import LIST, TEXT, Flag
from kustompy.cli.interruption import seconds_of
from kustompy.errors import UsageError
from kustompy.upstream import DEFAULT_LEVEL, NEWEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.cli.flags import Line
    from kustompy.limits import Limits
    from kustompy.linting.settings import Settings
    from kustompy.model.values import Value
    from kustompy.session.inputs import Inputs
    from kustompy.session.options import Options
_SORT_OPTIONS = "use the new 'sortOptions' field in kustomization.yaml instead."
_MANAGED_BY = (
    "The flag `enable-managedby-label` has been deprecated. "
    "Use the `managedByLabel` option in the `buildMetadata` field instead."
)


FORMATS = ("text", "json", "github", "gitlab", "sarif", "junit", "tap", "concise")
KUSTOMIZE = "kustomize"
"""The format of errors that prints kustomize's message and nothing else."""
FORMAT_VARIABLES = ("KUSTOMPY_FORMAT", "KUSTOMPY_ERROR_FORMAT")


CONFIG_FLAGS = (
    Flag("config", "TOML file with settings of kustompy in place of those of the tree, or none", TEXT),
    Flag("no-tree-settings", "ignore kustompy.toml, pyproject.toml, and comments of the tree that silence findings"),
)
"""The flags that choose the settings: those of a named file, none, or those of the tree."""


# The flags of kustomize v5.8.1 with its words, and ours among them by name. Help sorts them into groups: `help_pages`.
FLAGS = (
    Flag(
        "allow-host",
        "allow fetching from this host, *.domain, network or file:///folder, which is not public",
        LIST,
    ),
    Flag("annotate", "add a comment to each line: the file and line that wrote its value"),
    Flag("as-current-user", "use the uid and gid of the command executor to run the function in the container"),
    Flag("enable-alpha-plugins", "enable kustomize plugins"),
    Flag("enable-exec", "enable support for exec functions (run arbitrary code: do not use for untrusted configs)"),
    Flag("enable-helm", "enable use of the Helm chart inflator generator"),
    Flag("enable-managedby-label", "enable adding app.kubernetes.io/managed-by", deprecated=_MANAGED_BY),
    CONFIG_FLAGS[0],
    Flag("crd", "with --validate: a file or folder of CustomResourceDefinitions", LIST),
    Flag("disable", "with --validate: codes of findings to leave out, separated by commas", LIST),
    Flag("format", "format of errors", TEXT, choices=(*FORMATS, KUSTOMIZE), aliases=("error-format",)),
    Flag("env", "an environment variable to be used by functions", LIST, short="e"),
    Flag("helm-api-versions", "Kubernetes api versions used by Helm for Capabilities.APIVersions", LIST),
    Flag("helm-command", "helm command (path to executable)", TEXT, default="helm"),
    Flag("helm-debug", "enable debug output from the Helm chart inflator generator"),
    Flag("helm-kube-version", "Kubernetes version used by Helm for Capabilities.KubeVersion", TEXT),
    Flag("ignore-missing-schemas", "with --validate: skip kinds without a schema"),
    Flag("input", "make FILE of environment variables, KEY=value lines in memory only: FILE=VAR,VAR", LIST),
    Flag("input-file", "take the content of FILE from PATH: FILE=PATH", LIST),
    Flag("kubernetes-version", "with --validate: version of Kubernetes to check against", TEXT, default=f"1.{NEWEST}"),
    Flag(
        "kustomize-version", f"version of kustomize to follow, {DEFAULT_LEVEL} unless the settings name another", TEXT
    ),
    Flag(
        "load-restrictor",
        "if set to 'LoadRestrictionsNone', local kustomizations may load files from outside their root",
        TEXT,
        default="LoadRestrictionsRootOnly",
    ),
    Flag("merge-keys-from-crds", "merge lists of custom resources by the keys that CRDs of the tree name"),
    Flag("max-alias-nodes", "most nodes that the aliases of one document may expand to", TEXT),
    Flag("max-copied-values", "most values that replacements and patches may copy", TEXT),
    Flag("max-depth", "deepest nesting of one document", TEXT),
    Flag("max-file-size", "largest size of one file, in bytes", TEXT),
    Flag("max-findings", "most findings or errors to print; the others are counted", TEXT),
    Flag("max-fetched-size", "largest size of one clone or chart, in bytes", TEXT),
    Flag("max-includes", "most files and directories of a build", TEXT),
    Flag("max-number-length", "longest number, in characters", TEXT),
    Flag("max-schema-steps", "most steps for schemas, their patterns and expressions", TEXT),
    Flag("max-output-size", "largest output of a build, in characters", TEXT),
    Flag("max-pattern-steps", "most steps of a build for patterns, and for comparing entries with resources", TEXT),
    Flag("max-resources", "most resources of a build", TEXT),
    Flag("mount", "a storage option read from the filesystem", LIST),
    Flag("network", "enable network access for functions that declare it"),
    Flag("network-name", "the docker network to run the container in", TEXT, default="bridge"),
    CONFIG_FLAGS[1],
    Flag("offline", "refuse to fetch anything over the network"),
    Flag("output", "write to this file, or a file for each resource into this directory", TEXT, short="o"),
    Flag("root", "read no local file outside of this directory, whatever the load restrictor allows", TEXT),
    Flag("placeholder-inputs", "give inputs and parameters made-up values, and read no environment variable for them"),
    Flag("reorder", "reorder the resources just before output: legacy or none", TEXT, deprecated=_SORT_OPTIONS),
    Flag("sops-command", "program that decrypts files of sops, in place of age keys", TEXT),
    Flag("strict", "fail if `kustompy lint` finds anything that kustomize passes over in silence"),
    Flag("schema-location", "with --validate: a folder, file or URL template with more schemas", LIST),
    Flag("timeout", "time limit in seconds, or as 5m or 1h; 0 is no limit", TEXT, default="300"),
    Flag("tree-env", "an environment variable that functions of the tree may read", LIST, aliases=("function-env",)),
    Flag("trust", "let the tree read, fetch and run whatever real kustomize allows, within --root"),
    Flag("validate", "check the build, and print it only if it is valid"),
)


ENGINE_FLAGS = (
    Flag("cache", "with several targets: folder of earlier builds, auto for the user's own, or none", TEXT),
    Flag("cache-secrets", "keep builds with Secrets in the cache, too"),
    Flag("executor", "with several targets: an executor that builds them, such as dask://HOST:PORT", TEXT),
    Flag("jobs", "with several targets: number of processes, else as many as are useful", TEXT),
)
"""The flags for who builds many targets, and where their builds are kept."""


FLEET_FLAGS = (
    *ENGINE_FLAGS,
    Flag("allow-empty", "with several targets: end with 0 if there are none"),
    Flag("exclude", "with several targets: patterns of paths to leave out, separated by commas", LIST),
    Flag("fail-fast", "with several targets: stop at the first that does not build"),
    Flag("split", "with several targets: a folder for each, with a file for each resource"),
)
"""The flags that `build` has for several targets."""


WATCH = Flag("watch", "repeat whenever something changes that the builds depend on, until Ctrl-C")


OF_VALIDATION = ("crd", "disable", "ignore-missing-schemas", "kubernetes-version", "schema-location")
"""The flags that `build` has for `--validate` alone."""


OF_BUILD_ALONE = frozenset((*OF_VALIDATION, "annotate", "output", "strict", "validate"))
"""The flags that say what becomes of a build; another command has them with a meaning of its own, or not."""


_LIMITS = {
    "max-alias-nodes": "alias_nodes",
    "max-copied-values": "copied_values",
    "max-depth": "depth",
    "max-fetched-size": "fetched_size",
    "max-file-size": "file_size",
    "max-findings": "findings",
    "max-includes": "includes",
    "max-number-length": "number_length",
    "max-output-size": "output_size",
    "max-pattern-steps": "pattern_steps",
    "max-resources": "resources",
    "max-schema-steps": "schema_steps",
}


_FACTORS = {"alias_nodes": "alias_factor", "output_size": "output_factor", "pattern_steps": "pattern_factor"}
"""Factors by which limits grow with the size of the input; a limit that somebody gives is meant as it is."""
# Far above anything that a machine can hold; int() of a text takes time that grows with the square of its length.
_DIGITS = 15


# kustomize takes the two short names as well, which its help does not list.
_RESTRICTED = {
    "LoadRestrictionsRootOnly": True,
    "rootOnly": True,
    "LoadRestrictionsNone": False,
    "none": False,
}


def build_options(line: Line, environment: Mapping[str, str]) -> Options:
    """The options of a build, by flags, environment and settings. A UsageError names a value that cannot be used."""
    from kustompy.session.options import Options

    restrictor, reorder = line["load-restrictor"], line["reorder"]
    # Read for its error alone: the timer runs since before the flags were parsed.
    seconds_of(line["timeout"])
    if restrictor not in _RESTRICTED:
        raise UsageError(
            f"illegal flag value --load-restrictor {restrictor}; "
            "legal values: [LoadRestrictionsRootOnly LoadRestrictionsNone]",
            code="KST806",
        )
    if reorder not in ("", "legacy", "none"):
        raise UsageError(f"illegal flag value --reorder {reorder}; legal values: [legacy none]", code="KST806")
    directory, config = _settings_at(line, environment)
    sources, clusters = _of_controllers(line, directory)
    return Options(
        load_restrictions=_RESTRICTED[restrictor],
        enable_helm=line["enable-helm"] or line["enable-alpha-plugins"],
        helm_command=line["helm-command"],
        helm_api_versions=line["helm-api-versions"],
        helm_kube_version=line["helm-kube-version"],
        helm_debug=line["helm-debug"],
        enable_alpha_plugins=line["enable-alpha-plugins"],
        enable_exec=line["enable-exec"],
        function_network=line["network"],
        function_network_name=line["network-name"],
        function_mounts=line["mount"],
        function_env=line["env"],
        # `nobody` as in kustomize: a function has no business with files of the user.
        function_user=f"{os.getuid()}:{os.getgid()}" if line["as-current-user"] else "nobody",
        environment=environment,
        # kustomize reads this variable, and takes no other value than `on`.
        managed_by_label=line["enable-managedby-label"] or environment.get("KUSTOMIZE_ENABLE_MANAGEDBY_LABEL") == "on",
        offline=line["offline"],
        root=line["root"],
        trust=line["trust"],
        allow_hosts=line["allow-host"],
        tree_env=line["tree-env"],
        reorder=reorder,
        kustomize_version=_level(line, environment, directory, config),
        merge_keys_from_crds=_merges_by_crds(line, directory, config),
        limits=limits_of(line, has_timer=_HAS_TIMER and not line.values.get("watch", False)),
        inputs=_inputs(line, environment, directory, config),
        own_sources=sources,
        clusters=clusters,
        sops_command=line["sops-command"],
        outside_values=line["placeholder-inputs"],
    )


def _settings_at(line: Line, environment: Mapping[str, str]) -> tuple[str, str]:
    """The directory whose settings count, and the file that counts instead: ``none`` if there are no settings."""
    first = line.positional[0].partition("#")[0] if line.positional else "."
    directory = os.path.abspath(first if os.path.isdir(first) else ".")
    config = config_of(line, environment)
    # Two stats in each directory above: most trees have no settings, and a build then loads nothing that reads them.
    return directory, config if config or _has_settings(directory) else NO_CONFIG


def may_have_settings(line: Line) -> bool:
    """Whether the flags name settings, or the tree may have some."""
    return _settings_at(line, os.environ)[1] != NO_CONFIG


def _of_controllers(line: Line, directory: str) -> tuple[Sequence[str], Sequence[Mapping[str, object]]]:
    """The sources that are this repository, and the clusters, as the settings have them."""
    # Only a target that is an object of Flux or Argo CD has a use for them; settings take longer to load than a build.
    if not any("#" in each for each in line.positional):
        return (), ()
    settings = settings_of(line, directory)
    return settings.own_sources, settings.clusters


def _inputs(line: Line, environment: Mapping[str, str], directory: str, config: str) -> Inputs | None:
    """The inputs that flags and settings declare; None without any."""
    if config == NO_CONFIG and not line["input"] and not line["input-file"]:
        return None
    from kustompy.cli.given import chosen_inputs

    return chosen_inputs(
        directory,
        environment,
        config=config,
        given=line["input"],
        given_files=line["input-file"],
        placeholders=line["placeholder-inputs"],
        sops_command=line["sops-command"],
    )


def _level(line: Line, environment: Mapping[str, str], directory: str, config: str) -> str:
    """The version of kustomize that is asked for, empty if none is."""
    flag: str = line["kustomize-version"]
    if config == NO_CONFIG and not flag and "KUSTOMPY_KUSTOMIZE_VERSION" not in environment:
        return ""
    from kustompy.cli.level import chosen_level

    return chosen_level(flag, environment, directory, config)


def _merges_by_crds(line: Line, directory: str, config: str) -> bool:
    """Whether lists of custom resources merge by the keys of CRDs of the tree: by the flag, else by the settings."""
    if line["merge-keys-from-crds"] or config == NO_CONFIG:
        return bool(line["merge-keys-from-crds"])
    from kustompy.cli.level import merges_by_crds

    return merges_by_crds(directory, config)


def asked_format(line: Line) -> str:
    """The format that the flag or the environment names; empty if neither does."""
    return line["format"] or next(filter(None, (os.environ.get(each, "") for each in FORMAT_VARIABLES)), "")


NO_CONFIG = "none"


def config_of(line: Line, environment: Mapping[str, str]) -> str:
    """The file whose settings count, ``none``, or nothing for the settings of the tree."""
    chosen: str = line["config"] or environment.get("KUSTOMPY_CONFIG", "")
    return chosen or (NO_CONFIG if line["no-tree-settings"] else "")


def settings_of(line: Line, directory: str, disable: Sequence[str] = (), command: str = "lint") -> Settings:
    """The settings of a command in a directory."""
    from kustompy.linting.settings import settings_for

    config = config_of(line, os.environ)
    return settings_for(directory, disable, command, config=config, heeds_comments=not line["no-tree-settings"])


def _has_settings(directory: str) -> bool:
    """Whether the directory, or one above it, may have settings of ours."""
    above = ""
    while above != directory:
        if os.path.exists(f"{directory}/kustompy.toml") or os.path.exists(f"{directory}/pyproject.toml"):
            return True
        directory, above = os.path.dirname(directory), directory
    return False


_HAS_TIMER = os.name != "nt"
"""Whether the system can end a command when its time is up: Windows has no SIGALRM."""


def limits_of(line: Line | Mapping[str, Value], *, has_timer: bool = _HAS_TIMER) -> Limits:
    """The limits that the flags choose, the default ones without any.

    Without a timer for the whole command, ``--timeout`` limits each build, which looks at the clock between its steps.
    """
    from kustompy.limits import DEFAULT_LIMITS, Limits

    chosen: dict[str, int] = {}
    for flag, name in _LIMITS.items():
        if not line[flag]:
            continue
        if not (line[flag].isascii() and line[flag].isdigit()) or len(line[flag]) > _DIGITS:
            raise UsageError(f"illegal flag value --{flag} {line[flag]}; a number is wanted", code="KST806")
        chosen[name] = int(line[flag])
        if name in _FACTORS:
            chosen[_FACTORS[name]] = 0
    if not has_timer:
        return Limits(**chosen, seconds=seconds_of(line["timeout"]))
    return Limits(**chosen) if chosen else DEFAULT_LIMITS
