"""The choices of a build, as the functions of the library take them: ``kustompy.BuildOptions``."""

from __future__ import annotations

from typing import TypedDict

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from kustompy.limits import Limits
    from kustompy.rendering.callables import Generator, Transformer, Validator


class BuildOptions(TypedDict, total=False):
    """The keyword arguments that :func:`kustompy.build` and :func:`kustompy.build_many` have in common.

    Each may be left out. They are named as the flags of ``kustomize build`` where there is one: docs/commands.md.
    """

    load_restrictions: bool
    generators: Sequence[Generator]
    transformers: Sequence[Transformer]
    validators: Sequence[Validator]
    enable_helm: bool
    helm_command: str
    helm_api_versions: Sequence[str]
    helm_kube_version: str
    helm_debug: bool
    enable_alpha_plugins: bool
    enable_exec: bool
    function_network: bool
    function_network_name: str
    function_mounts: Sequence[str]
    function_env: Sequence[str]
    function_user: str
    environment: Mapping[str, str] | None
    managed_by_label: bool
    offline: bool
    reorder: str
    root: str | os.PathLike[str]
    trust: bool
    allow_hosts: Sequence[str]
    tree_env: Sequence[str]
    kustomize_version: str
    merge_keys_from_crds: bool
    own_sources: Sequence[str]
    clusters: Sequence[Mapping[str, object]]
    sops_command: str
    outside_values: bool
    limits: Limits
