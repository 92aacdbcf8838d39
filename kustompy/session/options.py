"""What a caller may choose for a build, and what it is run for."""

from __future__ import annotations

from kustompy.limits import DEFAULT_LIMITS, Frozen, record
from kustompy.upstream import DEFAULT_LEVEL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, NamedTuple

    from kustompy.limits import Limits
    from kustompy.linting.observer import Observer
    from kustompy.provenance.record import Record
    from kustompy.session.inputs import Inputs

    Callables = Sequence[Callable[..., Any]]

    class Purpose(NamedTuple):
        """What a build is run for, besides its resources: frozen, and given when the session is made."""

        collects: bool = False
        """Whether it goes on after a mistake, to find the others."""
        diagnoses: bool = True
        """Whether a failure is explained: places, hints, other mistakes. Else the message is all that is wanted."""
        origins: bool = False
        """Whether resources know where they come from even if ``buildMetadata`` does not ask."""
        trace: Record | None = None
        """What notes who writes each value."""
        observer: Observer | None = None
        """What looks at each step of a traced build."""

else:
    Purpose = record("Purpose", "collects diagnoses origins trace observer", defaults=(False, True, False, None, None))

PRINT = Purpose()
"""The resources are all that is wanted, and an explanation where they cannot be had."""
COLLECT = Purpose(collects=True)
"""All mistakes are wanted."""


_NO_CHANGES: frozenset[str] = frozenset()


class Options(Frozen):
    """The choices of one build, named as the flags of ``kustomize build`` where there is one."""

    __slots__ = (
        "allow_hosts", "changes", "enable_alpha_plugins", "enable_exec", "enable_helm", "environment", "function_env",
        "function_mounts", "function_network", "function_network_name", "function_user", "generators",
        "helm_api_versions", "helm_command", "helm_debug", "helm_kube_version", "inputs", "level", "limits",
        "managed_by_label", "merge_keys_from_crds", "offline", "reorder", "restricted", "root",
        "transformers", "tree_env", "trust", "validators",
    )  # fmt: skip

    def __init__(
        self,
        *,
        restricted: bool = True,
        enable_helm: bool = False,
        helm_command: str = "helm",
        helm_api_versions: Sequence[str] = (),
        helm_kube_version: str = "",
        helm_debug: bool = False,
        enable_alpha_plugins: bool = False,
        enable_exec: bool = False,
        function_network: bool = False,
        function_network_name: str = "bridge",
        function_mounts: Sequence[str] = (),
        function_env: Sequence[str] = (),
        function_user: str = "nobody",
        environment: Mapping[str, str] | None = None,
        managed_by_label: bool = False,
        offline: bool = False,
        reorder: str = "",
        root: str = "",
        trust: bool = False,
        allow_hosts: Sequence[str] = (),
        tree_env: Sequence[str] = (),
        kustomize_version: str = "",
        merge_keys_from_crds: bool = False,
        changes: frozenset[str] | None = None,
        limits: Limits = DEFAULT_LIMITS,
        inputs: Inputs | None = None,
        generators: Callables = (),
        transformers: Callables = (),
        validators: Callables = (),
    ) -> None:
        self.trust, self.allow_hosts, self.tree_env = trust, tuple(allow_hosts), tuple(tree_env)
        self.restricted, self.offline, self.reorder = restricted, offline, reorder
        self.enable_helm, self.helm_command, self.helm_debug = enable_helm, helm_command, helm_debug
        self.helm_api_versions, self.helm_kube_version = tuple(helm_api_versions), helm_kube_version
        self.enable_alpha_plugins, self.enable_exec = enable_alpha_plugins, enable_exec
        self.function_network, self.function_network_name = function_network, function_network_name
        self.function_mounts, self.function_env = tuple(function_mounts), tuple(function_env)
        self.function_user, self.managed_by_label = function_user, managed_by_label
        self.root, self.limits = root, limits
        self.environment, self.inputs = dict(environment or {}), inputs
        self.generators, self.transformers, self.validators = tuple(generators), tuple(transformers), tuple(validators)
        self.merge_keys_from_crds = merge_keys_from_crds
        """Whether lists of custom resources merge by the keys that CRDs of the tree name; kustomize replaces them."""
        self.level = _level(kustomize_version)
        """The version of kustomize that the build follows."""
        self.changes = _changes(self.level) if changes is None else changes
        """What is different there, or only what shall be: see :mod:`kustompy.levels`."""

    @property
    def has_callables(self) -> bool:
        """Whether functions of the caller take part in the build."""
        return bool(self.generators or self.transformers or self.validators)


def _changes(level: str) -> frozenset[str]:
    if level == DEFAULT_LEVEL:
        return _NO_CHANGES
    from kustompy.levels import changes_at

    return changes_at(level)


def _level(version: str) -> str:
    if not version:
        return DEFAULT_LEVEL
    from kustompy.levels import level_named

    return level_named(version)
