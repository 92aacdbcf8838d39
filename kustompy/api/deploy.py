"""``kustompy.deploy``: a build, or manifests, into a cluster by kubectl."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kustompy.deploying.apply_set import ApplySet, namespace_for
from kustompy.deploying.kubectl import Kubectl, Written, flags_to
from kustompy.deploying.outcomes import Deployed, Outcome
from kustompy.deploying.rows import Silent
from kustompy.deploying.run import Deploying, Wanted
from kustompy.errors import ClusterError

if TYPE_CHECKING:
    from typing import TypeAlias

    from kustompy.deploying.rows import Row
    from kustompy.model.values import Value
    from kustompy.results.resource import Resource

    Deployable: TypeAlias = str | os.PathLike[str] | Iterable[Mapping[str, Value]]
    """The path of a kustomization, a Build, or manifests."""

__all__ = ["Deployed", "Outcome", "deploy"]


def deploy(
    subject: Deployable,
    *,
    kubectl: str = "kubectl",
    context: str = "",
    kubeconfig: str = "",
    namespace: str = "",
    environment: Mapping[str, str] | None = None,
    dry_run: bool = False,
    force_conflicts: bool = False,
    field_manager: str = "kustompy",
    wait: bool = True,
    wait_for_jobs: bool = False,
    timeout: float = 300.0,
    apply_set: str = "",
    prune_also: Sequence[str] = (),
    may_prune: Callable[[Sequence[Outcome]], bool] | None = None,
) -> Deployed:
    """Apply a kustomization, a Build or manifests as ``kustompy deploy`` does; what became of each resource.

    ``environment`` is what kubectl gets: its authentication may need that of the process, ``os.environ``; by default it
    is a search path alone. With ``apply_set``, the name of a set, what the set has and the subject has not is deleted
    at the end, if ``may_prune`` says so of the list. ``timeout`` is in seconds. Raises a ClusterError that names each
    resource that was refused or does not get ready; its ``deployed`` has the rest.
    """
    resources = _resources(subject)
    chosen = None
    if apply_set:
        chosen = ApplySet(apply_set, namespace or namespace_for(each.manifest for each in resources), None)
    wanted = Wanted(
        Written(field_manager, force_conflicts, dry_run), wait, timeout, wait_for_jobs, chosen, bool(apply_set),
        tuple(prune_also),
    )  # fmt: skip
    program = Kubectl(
        kubectl,
        flags_to(context, kubeconfig, namespace),
        {"PATH": os.defpath} if environment is None else environment,
    )
    deploying = Deploying(resources, program, wanted, _Asking(may_prune))
    target = os.fspath(subject) if isinstance(subject, (str, os.PathLike)) and "\n" not in str(subject) else ""
    try:
        deploying.deploy()
    except ClusterError as error:
        error.deployed = deploying.deployed(target)
        raise
    return deploying.deployed(target)


def _resources(subject: Deployable) -> list[Resource]:
    from kustompy.api.check import manifests_of
    from kustompy.results.resource import Resource

    return [each if isinstance(each, Resource) else Resource(each) for each in manifests_of(subject, "deploy")]


class _Asking(Silent):
    """Asks the caller's function whether objects may be deleted; without one they may not."""

    def __init__(self, may_prune: Callable[[Sequence[Outcome]], bool] | None) -> None:
        self._may_prune = may_prune

    def may_prune(self, rows: Sequence[Row]) -> bool:
        """What the function says."""
        return self._may_prune is not None and self._may_prune([each.outcome for each in rows])
