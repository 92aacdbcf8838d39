"""``kustompy.deploy``: a build, or manifests, into a cluster by kubectl."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kustompy.controllers.names import split_target
from kustompy.deploying.apply_set import ApplySet, namespace_for, own_set
from kustompy.deploying.kubectl import Kubectl, Written, flags_to
from kustompy.deploying.outcomes import Deployed, Outcome, together
from kustompy.deploying.ready import ALL, all_ready, in_turn, is_all, ready_for
from kustompy.deploying.rows import Silent
from kustompy.deploying.run import Deploying, Wanted
from kustompy.errors import ClusterError, UsageError
from kustompy.session.options import Options

if TYPE_CHECKING:
    from typing import TypeAlias

    from kustompy.deploying.ready import Ready
    from kustompy.deploying.rows import Row
    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.model.values import Value
    from kustompy.results.resource import Resource
    from kustompy.session.choices import BuildOptions

    Deployable: TypeAlias = str | os.PathLike[str] | Iterable[Mapping[str, Value]]
    """The path of a kustomization, an object of Flux or Argo CD, a Build, or manifests."""

__all__ = ["Deployed", "Outcome", "deploy"]

_SECONDS = 300.0


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
    timeout: float | None = None,
    apply_set: str = "",
    prune: bool = False,
    prune_also: Sequence[str] = (),
    may_prune: Callable[[Sequence[Outcome]], bool] | None = None,
    options: BuildOptions | None = None,
) -> Deployed:
    """Apply a kustomization, a Build or manifests as ``kustompy deploy`` does; what became of each resource.

    ``PATH#NAMESPACE/NAME`` is what an object of Flux or Argo CD applies, ``PATH#*`` all objects below a path, each
    after those that it depends on; the fields of the objects are followed as the command does, and ``parts`` of the
    result has each. ``options`` are those of the build of a path.

    ``environment`` is what kubectl and git get: authentication may need that of the process, ``os.environ``; by default
    it is a search path alone. With ``apply_set``, the name of a set, what the set has and the subject has not is
    deleted at the end, if ``may_prune`` says so of the list; ``prune`` does so with the set that the command makes of a
    path. ``timeout`` is in seconds, 0 is no limit; by default it is what the object says, else 300. Raises a
    ClusterError that names each resource that was refused or does not get ready; its ``deployed`` has the rest.
    """
    from kustompy.api.check import path_of

    target = path_of(subject) or ""
    prunes = prune or bool(apply_set)
    _refuse(target, apply_set=apply_set, prunes=prunes)
    # The library reads no environment: whoever wants that of the process gives it.
    variables = {"PATH": os.defpath} if environment is None else environment
    way = _Way(
        Kubectl(kubectl, flags_to(context, kubeconfig, namespace), variables),
        Wanted(
            Written(field_manager, force_conflicts, dry_run), wait, _SECONDS if timeout is None else timeout,
            wait_for_jobs, None, prunes, tuple(prune_also),
        ),
        _Asking(may_prune), namespace, apply_set, variables, timeout is not None,
    )  # fmt: skip
    chosen = Options(**options or {})
    if is_all(target):
        notes: list[str] = []
        every = all_ready(target.removesuffix(ALL), chosen, prunes=prunes, left_out=notes.append)
        return _deployed_in_turn(target, every, way, notes)
    if target and split_target(target):
        return way.deployed(ready_for(target, chosen, prunes=prunes))
    resources = _resources(subject, options)
    return _deployed(Deploying(resources, way.kubectl, way.to_set(target, resources), way.hears), target)


class _Way(NamedTuple):
    """How resources come to the cluster, whichever they are."""

    kubectl: Kubectl
    wanted: Wanted
    hears: Silent
    namespace: str
    apply_set: str
    environment: Mapping[str, str]
    is_timed: bool

    def to_set(self, target: str, resources: Sequence[Resource]) -> Wanted:
        """What is wanted, with the set of a target where there is pruning."""
        if not self.wanted.prunes:
            return self.wanted
        namespace = self.namespace or namespace_for(each.manifest for each in resources)
        named = ApplySet(self.apply_set, namespace, None)
        return self.wanted._replace(apply_set=named if named.name else own_set(target, namespace, self.environment))

    def deployed(self, ready: Ready) -> Deployed:
        """Deploy what is ready."""
        wanted = self.to_set(ready.target, ready.resources)
        deploying = ready.deploying(self.kubectl, wanted, self.hears, is_timed=self.is_timed)
        return _deployed(deploying, ready.target, (*ready.built.warnings, *ready.notes))


def _refuse(target: str, *, apply_set: str, prunes: bool) -> None:
    if apply_set and is_all(target):
        raise UsageError("apply_set is for one target", code="KST808", hint=f"give prune=True for `{target}`")
    if prunes and not apply_set and not target:
        # Manifests have no path that a name could be made of, and a guess would delete what others deployed.
        raise UsageError("prune needs the name of a set", code="KST808", hint="give apply_set, or a path")


def _deployed(deploying: Deploying, target: str, notes: Sequence[str] = ()) -> Deployed:
    def told() -> Deployed:
        found = deploying.deployed(target)
        return found._replace(warnings=(*(each.removeprefix("# Warning: ") for each in notes), *found.warnings))

    try:
        deploying.deploy()
    except ClusterError as error:
        # What is applied already stays so: the caller has to know of it.
        error.deployed = told()
        raise
    return told()


def _deployed_in_turn(target: str, ready: Sequence[Ready], way: _Way, notes: list[str]) -> Deployed:
    """Deploy one after the other; a ClusterError has what is wrong with each that failed."""
    parts: list[Deployed] = []
    wrong: list[Diagnostic] = []

    def deploy_one(each: Ready) -> None:
        parts.append(way.deployed(each))

    for each in in_turn(ready, deploy_one):
        if each.error is None:
            notes.append(each.why)
            continue
        wrong += each.error.diagnostics
        part = each.error.deployed if isinstance(each.error, ClusterError) else None
        parts += [part] if part else []
    found = together(target, parts, notes, is_done=not wrong)
    if wrong:
        error = ClusterError(wrong[0].message, code=wrong[0].code, hint=wrong[0].hint)
        error.diagnostics, error.deployed = wrong, found
        raise error
    return found


def _resources(subject: Deployable, options: BuildOptions | None) -> list[Resource]:
    from kustompy.api.check import manifests_of
    from kustompy.results.resource import Resource

    found = manifests_of(subject, "deploy", None, options)
    return [each if isinstance(each, Resource) else Resource(each) for each in found]


class _Asking(Silent):
    """Asks the caller's function whether objects may be deleted; without one they may not."""

    def __init__(self, may_prune: Callable[[Sequence[Outcome]], bool] | None) -> None:
        self._may_prune = may_prune

    def may_prune(self, rows: Sequence[Row]) -> bool:
        """What the function says."""
        return self._may_prune is not None and self._may_prune([each.outcome for each in rows])
