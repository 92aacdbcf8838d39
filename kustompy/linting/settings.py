"""Settings of kustompy: from ``kustompy.toml``, from ``[tool.kustompy]`` in ``pyproject.toml``, and from comments."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError, UsageError
from kustompy.inputs.declared import NOTHING_DECLARED, declared_of
from kustompy.linting.exceptions import exempt_of
from kustompy.system.files import Files
from kustompy.targets.overlays import NOTHING_CHOSEN, Chosen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.inputs.declared import Declared
    from kustompy.linting.exceptions import Exempt
    from kustompy.model.values import Value

MARK = "kustompy: ignore"
# Tables of these names hold settings for one command, which come before those for all.
_COMMANDS = ("diff", "lint", "plan", "validate")
_OWN, _SHARED = "kustompy.toml", "pyproject.toml"
# The file is one of the tree, and `pyproject.toml` may be anybody's: both are read before any limit of a build counts.
_LARGEST = 1024 * 1024
NO_FILE = "none"
"""The config of a run that goes by no settings at all."""


class Settings:
    """Codes that are not wanted, patterns of files that nothing needs to refer to, the overlay set, and policies."""

    __slots__ = (
        "cache",
        "chosen",
        "clusters",
        "declared",
        "disable",
        "exempts",
        "external",
        "file",
        "heeds_comments",
        "kustomize_version",
        "merge_keys_from_crds",
        "noise",
        "of_tree",
        "own_disable",
        "own_sources",
        "policy_sets",
        "rules",
        "short_rules",
        "unreferenced",
    )

    def __init__(
        self, disable: Collection[str] = (), unreferenced: Collection[str] = (), chosen: Chosen = NOTHING_CHOSEN
    ) -> None:
        self.cache = ""
        """The folder for builds of many targets, ``auto`` for the user's own; empty if none is wanted."""
        self.merge_keys_from_crds = False
        """Whether lists of custom resources merge by the keys of CRDs."""
        self.kustomize_version = ""
        """The version of kustomize that builds follow."""
        self.disable, self.unreferenced, self.chosen = frozenset(disable), tuple(unreferenced), chosen
        self.own_disable = self.disable
        """The codes that the user leaves out, whatever the file says."""
        self.file, self.of_tree, self.heeds_comments = "", False, True
        """The file that the settings are from; whether it was found in the tree; whether comments of the tree count."""
        self.noise: tuple[dict[str, Value], ...] = ()
        """Rules of changes that nobody wants to read."""
        self.own_sources: tuple[str, ...] = ()
        """The sources of Flux and Argo CD that are this repository; empty if nobody says so."""
        self.clusters: tuple[dict[str, Value], ...] = ()
        """The clusters that generators of Argo CD may name."""
        self.external: tuple[str, ...] = ()
        """What is expected outside of the build, as patterns such as ``Secret/*-tls``."""
        self.exempts: tuple[Exempt, ...] = ()
        """Findings that may stay."""
        self.policy_sets: tuple[str, ...] = ()
        self.rules: tuple[str, ...] = ()
        """Files of rules in Python; whoever runs them has to trust them."""
        self.declared: Declared = NOTHING_DECLARED
        """What a build may take from the environment."""
        self.short_rules: tuple[dict[str, Value], ...] = ()
        """Rules in CEL."""


def settings_for(
    directory: str,
    disable: Collection[str] = (),
    command: str = "lint",
    *,
    config: str = "",
    heeds_comments: bool = True,
) -> Settings:
    """The settings that hold in a directory: those of the nearest file at or above it, and more codes to leave out.

    The table of the ``command``, ``[lint]``, ``[validate]`` or ``[diff]``, comes before what holds for all. ``config``
    is a file that counts instead, or ``none``; comments of the tree that settle a finding count only if they are
    heeded.
    """
    file, found = _of_config(config) if config else _found(os.path.abspath(directory))
    base = os.path.dirname(file)
    found = _merged(found, command)
    lists = {}
    short, exceptions = _tables(found, "rule"), _tables(found, "exception")
    noise = _tables(found, "ignore")
    for name in ("disable", "unreferenced", "external", "targets", "exclude", "policy-sets", "rules"):
        value = found.pop(name, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise UsageError(f"the setting {name!r} of kustompy is no list of strings", code="KST812")
        lists[name] = value
    declared = declared_of(found.pop("inputs", {}), found.pop("parameters", {}), found.pop("sops", {}), base)
    merges = found.pop("merge-keys-from-crds", False)
    if not isinstance(merges, bool):
        raise UsageError("the setting 'merge-keys-from-crds' of kustompy is neither true nor false", code="KST812")
    cache = found.pop("cache", "")
    # A folder that the tree names may be one that the tree has filled with builds of its own making.
    if not isinstance(cache, str) or (cache not in ("", "auto") and not config):
        raise UsageError(
            "the setting 'cache' of kustompy is not 'auto'", code="KST812",
            hint="name a folder with --cache, or in a file that --config names",
        )  # fmt: skip
    version = found.pop("kustomize-version", "")
    if not isinstance(version, str):
        raise UsageError("the setting 'kustomize-version' of kustompy is no string", code="KST812")
    argocd = found.pop("argocd", {})
    clusters = _clusters(argocd)
    own_sources = _sources(found.pop("flux", {}), "flux") + _sources(argocd, "argocd")
    if found:
        raise UsageError(f"kustompy has no setting {sorted(found)[0]!r}", code="KST812")
    chosen = Chosen(base, tuple(lists["targets"]), tuple(lists["exclude"]))
    settings = Settings({*lists["disable"], *disable}, lists["unreferenced"], chosen)
    settings.own_disable = frozenset(disable)
    settings.file, settings.of_tree, settings.heeds_comments = file, bool(file) and not config, heeds_comments
    settings.own_sources, settings.clusters = own_sources, clusters
    settings.external = tuple(lists["external"])
    settings.policy_sets = tuple(lists["policy-sets"])
    settings.rules = tuple(os.path.join(base, each) for each in lists["rules"])
    settings.short_rules = tuple(short)
    settings.merge_keys_from_crds = merges
    settings.cache = cache if cache in ("", "auto") else os.path.join(base, cache)
    settings.kustomize_version, settings.declared = version, declared
    settings.noise = tuple(noise)
    settings.exempts = tuple(map(exempt_of, exceptions))
    return settings


def _sources(table: Value, name: str) -> tuple[str, ...]:
    """The sources that the table of a controller names."""
    known = ("clusters", "sources") if name == "argocd" else ("sources",)
    if not isinstance(table, dict) or any(key not in known for key in table):
        raise UsageError(f"[{name}] of kustompy is no table with the list `sources`", code="KST812")
    sources = table.get("sources", [])
    if not isinstance(sources, list) or not all(isinstance(each, str) for each in sources):
        raise UsageError(f"the setting 'sources' of [{name}] is no list of strings", code="KST812")
    return tuple(sources)


def _clusters(table: Value) -> tuple[dict[str, Value], ...]:
    """The clusters of Argo CD, each a table with `name`, `server` and `labels`."""
    found = table.get("clusters", []) if isinstance(table, dict) else []
    if not isinstance(found, list) or not all(map(_is_cluster, found)):
        raise UsageError(
            "the clusters of kustompy are written as [[argocd.clusters]], each with `name`, `server` and `labels`",
            code="KST812",
        )
    return tuple(found)


def _is_cluster(entry: Value) -> bool:
    if not isinstance(entry, dict) or not {"name", "server"} <= entry.keys() <= {"name", "server", "labels"}:
        return False
    labels = entry.get("labels", {})
    return isinstance(labels, dict) and all(
        isinstance(each, str) for each in (entry["name"], entry["server"], *labels.values())
    )


def _tables(found: dict[str, Value], name: str) -> list[dict[str, Value]]:
    """The tables of a setting that is written as ``[[name]]``."""
    tables = found.pop(name, [])
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise UsageError(f"the {name}s of kustompy are written as [[{name}]], each a table", code="KST812")
    return tables


def _of_config(config: str) -> tuple[str, dict[str, Value]]:
    """The file that the user names, and what it says."""
    if config == NO_FILE:
        return "", {}
    file = os.path.abspath(config)
    found = _shared(file) if os.path.basename(file) == _SHARED else _table(file)
    if found is None:
        raise UsageError(
            f"{config} has no settings of kustompy", code="KST812", hint="name a TOML file, or none: --config none"
        )
    return file, found


def _found(directory: str) -> tuple[str, dict[str, Value]]:
    """The nearest file with settings, and what it says."""
    while True:
        for name, read in ((_OWN, _table), (_SHARED, _shared)):
            file = os.path.join(directory, name)
            found = read(file)
            if found is not None:
                return file, found
        parent = os.path.dirname(directory)
        if parent == directory:
            return "", {}
        directory = parent


def _merged(table: dict[str, Value], command: str) -> dict[str, Value]:
    own = table.get(command)
    merged = {**table, **own} if isinstance(own, dict) else table
    return {name: value for name, value in merged.items() if name not in _COMMANDS or not isinstance(value, dict)}


def _shared(path: str) -> dict[str, Value] | None:
    """Our table of a file that other programs have theirs in."""
    # A file without our table is passed over, and the search goes on above: most projects in Python have one.
    tools = (_table(path) or {}).get("tool", {})
    if not isinstance(tools, dict) or "kustompy" not in tools:
        return None
    found: dict[str, Value] = tools["kustompy"]
    if not isinstance(found, dict):
        raise UsageError(f"{os.path.dirname(path)}: [tool.kustompy] of pyproject.toml is no table", code="KST812")
    return found


def _table(path: str) -> dict[str, Value] | None:
    if not os.path.isfile(path):
        return None

    try:
        toml: Any = __import__("tomllib")
    except ModuleNotFoundError:
        toml = __import__("tomli")
    files = Files()
    files.largest = _LARGEST
    try:
        table: dict[str, Value] = toml.loads(files.read(path).decode())
    except (ValueError, RecursionError, KustompyError) as error:
        raise UsageError(f"{path}: {error}", code="KST812") from None
    return table


def is_silenced(diagnostic: Diagnostic, lines: list[str]) -> bool:
    """Whether the line of the diagnostic, or a comment on the line above, says to ignore it."""
    at = diagnostic.line - 1
    if not 0 <= at < len(lines):
        return False
    above = lines[at - 1].strip() if at else ""
    return _says_so(lines[at], diagnostic.code) or (above.startswith("#") and _says_so(above, diagnostic.code))


def _says_so(line: str, code: str) -> bool:
    _, hash_sign, comment = line.rpartition("#")
    comment = comment.strip()
    if not hash_sign or not comment.startswith(MARK):
        return False
    rest = comment[len(MARK) :].strip()
    if not rest.startswith("["):
        return True
    return code in [each.strip() for each in rest[1:].partition("]")[0].split(",")]
