"""What a caller may choose for a build."""

from __future__ import annotations

from kustompy.limits import DEFAULT_LIMITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from kustompy.limits import Limits

    Callables = Sequence[Callable[..., Any]]


class Options:
    """The choices of one build, named as the flags of ``kustomize build`` where there is one."""

    __slots__ = (
        "enable_alpha_plugins", "enable_exec", "enable_helm", "environment", "function_env", "function_mounts",
        "function_network", "function_network_name", "function_user", "generators", "helm_api_versions",
        "helm_command", "helm_debug", "helm_kube_version", "limits", "managed_by_label", "offline", "origins",
        "reorder", "restricted", "root", "transformers", "validators",
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
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self.restricted, self.offline, self.reorder = restricted, offline, reorder
        self.enable_helm, self.helm_command, self.helm_debug = enable_helm, helm_command, helm_debug
        self.helm_api_versions, self.helm_kube_version = tuple(helm_api_versions), helm_kube_version
        self.enable_alpha_plugins, self.enable_exec = enable_alpha_plugins, enable_exec
        self.function_network, self.function_network_name = function_network, function_network_name
        self.function_mounts, self.function_env = tuple(function_mounts), tuple(function_env)
        self.function_user, self.managed_by_label = function_user, managed_by_label
        self.root, self.limits = root, limits
        self.environment = dict(environment or {})
        self.generators: Callables = ()
        self.transformers: Callables = ()
        self.validators: Callables = ()
        self.origins = False
        """Whether resources shall know where they come from even if ``buildMetadata`` does not ask."""
