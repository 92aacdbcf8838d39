"""The drift of a cluster from a render: its objects as they are, compared with what a deploy would make of them."""

from __future__ import annotations

from typing import NamedTuple

from kustompy.deploying import apply_set
from kustompy.deploying.kubectl import address_of, matched
from kustompy.deploying.members import left_over
from kustompy.deploying.owners import Owner, owner_of
from kustompy.deploying.refusals import FORBIDDEN, Refusal
from kustompy.errors import ClusterError
from kustompy.planning.changes.differ import Side, differences
from kustompy.planning.live import common_fields, without_bookkeeping
from kustompy.results.resource import Resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.deploying.apply_set import ApplySet
    from kustompy.deploying.failures import Failures
    from kustompy.deploying.kubectl import Address, Kubectl, Written
    from kustompy.model.values import Manifest
    from kustompy.planning.changes.change import Change, Diff
    from kustompy.planning.changes.noise import Rule


class Drift(NamedTuple):
    """The differences, who owns the fields, and warnings about what could not be compared."""

    changes: Diff
    owners: tuple[dict[str, Owner], ...]
    """For each change the owners of its fields, by path, where that is another manager."""
    warnings: tuple[str, ...]


def drift_of(
    resources: Sequence[Resource],
    kubectl: Kubectl,
    written: Written,
    failures: Failures,
    noise: Sequence[Rule] = (),
    chosen: ApplySet | None = None,
) -> Drift:
    """The drift of a cluster; a ClusterError if it cannot be asked, or refuses what is rendered.

    ``chosen`` is the set that the resources were deployed as, if there is one: members that are no longer rendered, and
    that a deploy would prune, are differences.
    """
    objects, unread = _asked(resources, kubectl, failures, chosen)
    live = matched(resources, objects)
    warnings, wanted = _as_deployed(resources, live, kubectl, written, failures)
    left, unlisted = ([], ()) if chosen is None else _left_over(chosen, objects, resources, kubectl, failures)
    # Without a dry run the defaults of the server are unknown, so fields that the render does not have are left out.
    old = [
        Resource(common_fields(cleaned(each), wanted[index]) if index in warnings else cleaned(each))
        for index, each in live.items()
    ]
    new = [Resource(cleaned(each)) for each in wanted.values()]
    found = differences(Side([*old, *(Resource(cleaned(each)) for each in left)]), Side(new), noise)
    by_address = {address_of(each): each for each in [*live.values(), *left]}
    owners = tuple(_owners(each, by_address, written.manager) for each in found)
    return Drift(found, owners, (*warnings.values(), *unread, *unlisted))


def _asked(
    resources: Sequence[Resource], kubectl: Kubectl, failures: Failures, chosen: ApplySet | None
) -> tuple[list[Manifest], tuple[str, ...]]:
    """The live objects of the resources and the parent of their set, and a warning if the parent may not be read."""
    # One call of kubectl asks for all. Where the right to read ConfigMaps is missing it prints none of the others
    # either, so they are asked for again.
    parent = [] if chosen is None else [Resource(apply_set.parent_of(chosen, (), ()))]
    called = kubectl.get([*resources, *parent])
    warnings: tuple[str, ...] = ()
    if chosen is not None and called.refusal is not None and called.refusal.fault == FORBIDDEN:
        said = failures.hidden(called.refusal.words)
        warnings = (f"objects that are no longer rendered cannot be found: {said}",)
        called = kubectl.get(resources)
    if called.refusal is not None:
        raise failures.whole(called.refusal)
    failures.know(called.objects)
    return list(called.objects), warnings


def _left_over(
    chosen: ApplySet, objects: Sequence[Manifest], resources: Sequence[Resource], kubectl: Kubectl, failures: Failures
) -> tuple[list[Manifest], tuple[str, ...]]:
    """The members of the set that a deploy would prune, or a warning if they may not be listed."""
    parent = matched([Resource(apply_set.parent_of(chosen, (), ()))], objects).get(0)
    if parent is None or apply_set.foreign(chosen, parent):
        return [], ()
    live = matched(resources, objects)
    rendered = [live.get(index, each.manifest) for index, each in enumerate(resources)]
    try:
        found = left_over(kubectl, apply_set.id_of(chosen), apply_set.recorded(parent), rendered, failures)
    except ClusterError as error:
        if error.fault != FORBIDDEN:
            raise
        return [], (f"objects that are no longer rendered cannot be found: {error.diagnostics[0].message}",)
    return [each for each in found if not apply_set.is_kept(each, ())], ()


def _as_deployed(
    resources: Sequence[Resource], live: Mapping[int, Manifest], kubectl: Kubectl, written: Written, failures: Failures
) -> tuple[dict[int, str], dict[int, Manifest]]:
    """Warnings and objects by index: as a deploy would make each, or as rendered if the server may not be asked."""
    manager = written.manager
    # An object that is not there yet is as it is rendered; a dry run would only fail where its namespace is missing.
    asked = [Resource(apply_set.in_its_set(resources[each].manifest, live[each], manager)) for each in live]
    # Conflicts are forced: the owner of a field is told beside the difference, and must not end the comparison.
    answers = dict(
        zip(live, dry_run(asked, kubectl, written._replace(dry_run=True, force_conflicts=True)), strict=True)
    )
    wanted: dict[int, Manifest] = {}
    warnings: dict[int, str] = {}
    for index, resource in enumerate(resources):
        answer = answers.get(index, resource.manifest)
        if isinstance(answer, Refusal):
            if answer.fault != FORBIDDEN:
                raise failures.whole(answer._replace(words=f"{resource.kind} {resource.name}: {answer.words}"))
            said = failures.hidden(answer.words)
            warnings[index] = f"the server refuses a dry run, so only fields of the render are compared: {said}"
            answer = resource.manifest
        wanted[index] = answer
    return warnings, wanted


def dry_run(resources: Sequence[Resource], kubectl: Kubectl, written: Written) -> list[Manifest | Refusal]:
    """The objects that applying the resources would make, or the refusal of each; asked for many at once."""
    # kubectl prints nothing if one of many is refused, so a batch is halved until each refusal stands alone.
    if not resources:
        return []
    called = kubectl.apply(resources, written)
    if called.refusal is None:
        found = matched(resources, called.objects)
        return [found.get(index, each.manifest) for index, each in enumerate(resources)]
    if len(resources) == 1 or called.refusal.is_whole:
        return [called.refusal] * len(resources)
    middle = len(resources) // 2
    return [*dry_run(resources[:middle], kubectl, written), *dry_run(resources[middle:], kubectl, written)]


def cleaned(manifest: Manifest) -> Manifest:
    """The object without the fields of the server and the label of an ApplySet."""
    kept = without_bookkeeping(manifest)
    labels = kept["metadata"].get("labels")
    if isinstance(labels, dict) and apply_set.PART_OF in labels:
        left = {key: value for key, value in labels.items() if key != apply_set.PART_OF}
        metadata = {key: value for key, value in kept["metadata"].items() if key != "labels"}
        kept["metadata"] = {**metadata, "labels": left} if left else metadata
    return kept


def _owners(change: Change, live: Mapping[Address, Manifest], manager: str) -> dict[str, Owner]:
    from kustompy.planning.field_names import path_text

    manifest = {} if change.before is None else live.get(address_of(change.before), {})
    found = {path_text(each.path, change.after): owner_of(manifest, each.old_path, manager) for each in change.fields}
    return {path: owner for path, owner in found.items() if owner is not None}
