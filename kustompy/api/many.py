"""``kustompy.build_many``: the builds of many targets, as they finish."""

from __future__ import annotations

import os

from kustompy.limits import DEFAULT_LIMITS
from kustompy.session.options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Executor

    from kustompy.fleet.outcome import Result
    from kustompy.limits import Limits
    from kustompy.rendering.callables import Generator, Transformer, Validator


def build_many(
    targets: Iterable[str | os.PathLike[str]],
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
    cache: str | os.PathLike[str] = "",
    cache_secrets: bool = False,
    load_restrictions: bool = True,
    generators: Sequence[Generator] = (),
    transformers: Sequence[Transformer] = (),
    validators: Sequence[Validator] = (),
    enable_helm: bool = False,
    helm_command: str = "helm",
    helm_api_versions: Sequence[str] = (),
    helm_kube_version: str = "",
    enable_alpha_plugins: bool = False,
    enable_exec: bool = False,
    environment: Mapping[str, str] | None = None,
    managed_by_label: bool = False,
    offline: bool = False,
    root: str | os.PathLike[str] = "",
    trust: bool = False,
    allow_hosts: Sequence[str] = (),
    tree_env: Sequence[str] = (),
    kustomize_version: str = "",
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Result]:
    """Build every target once, in any order: a result each, with a ``build`` or the ``error`` of one that failed.

    The options are those of :func:`kustompy.build`. ``jobs`` processes build them, by default as many as are useful; 1
    is this process alone. An ``executor`` of :mod:`concurrent.futures` that does not share this disk is sent what the
    builds read; callables have to be picklable for it. ``cache`` is a folder for the texts of builds, which later runs
    take if nothing of what they depend on has changed; those with Secrets only if ``cache_secrets``. Files are taken
    for unchanged while the iterator runs.
    """
    from kustompy.fleet.many import outcomes_of
    from kustompy.fleet.outcome import Result

    options = Options(
        restricted=load_restrictions,
        enable_helm=enable_helm,
        helm_command=helm_command,
        helm_api_versions=helm_api_versions,
        helm_kube_version=helm_kube_version,
        enable_alpha_plugins=enable_alpha_plugins,
        enable_exec=enable_exec,
        environment=environment,
        managed_by_label=managed_by_label,
        offline=offline,
        root=os.fspath(root),
        trust=trust,
        allow_hosts=allow_hosts,
        tree_env=tree_env,
        kustomize_version=kustomize_version,
        limits=limits,
        generators=generators,
        transformers=transformers,
        validators=validators,
    )
    named = [os.fspath(each) for each in targets]
    kept = None
    if cache:
        from kustompy.fleet.cache import Cache

        kept = Cache(os.fspath(cache), options, keeps_secrets=cache_secrets)
    for outcome in outcomes_of(
        named, options, wants_records=True, jobs=jobs, executor=executor, cache=kept, note=_note
    ):
        yield Result(outcome, options)


def _note(text: str) -> None:
    import logging

    logging.getLogger("kustompy").warning("%s", text)
