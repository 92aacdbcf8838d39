"""The plan in a file of ``kustompy plan --out``, and checks that tree and cluster have not changed since."""

from __future__ import annotations

import json
from typing import NamedTuple

from kustompy.deploying import apply_set
from kustompy.deploying.drift import cleaned, dry_run
from kustompy.deploying.kubectl import address_of, matched
from kustompy.deploying.refusals import Refusal
from kustompy.errors import ClusterError
from kustompy.planning.changes.differ import Side, differences
from kustompy.results.resource import Resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.deploying.failures import Failures
    from kustompy.deploying.kubectl import Address, Kubectl, Written
    from kustompy.model.values import Manifest, Value
    from kustompy.planning.changes.noise import Noise

_VERSION = 1
_STATUSES = ("changed", "new", "equal")
_MOST = 5


class Planned(NamedTuple):
    """The entry of one target in a plan."""

    target: str
    status: str
    digest: str
    base: str
    """The commit that the render was compared with."""


def planned_target(text: bytes, target: str, file: str) -> Planned:
    """The entry of a target in the text of a plan; a ClusterError (KST666) if there is none that can be deployed.

    The target is named by its path from the top of the repository, ``file`` is for messages.
    """
    plan = _read(text, file)
    found = next((each for each in plan["overlays"] if each.get("target") == target), None)
    if found is None:
        names = ", ".join(str(each.get("target")) for each in plan["overlays"][:_MOST]) or "none"
        raise ClusterError(
            f"the plan in {file} does not contain {target}", code="KST666",
            hint=f"it is about: {names}; make one that reaches the target: `kustompy plan --out {file}`",
        )  # fmt: skip
    planned = Planned(target, str(found.get("status")), str(found.get("digest")), str(plan["base"].get("commit")))
    if planned.status not in _STATUSES or not planned.digest:
        raise ClusterError(
            f"{target} is {planned.status} in the plan in {file}, which cannot be deployed", code="KST666",
            hint="make a new plan when the overlay builds on both sides",
        )  # fmt: skip
    return planned


def _read(text: bytes, file: str) -> dict[str, Value]:
    try:
        plan = json.loads(text)
    except ValueError:
        plan = None
    if not isinstance(plan, dict) or plan.get("version") != _VERSION or not isinstance(plan.get("base"), dict):
        raise ClusterError(f"{file} is not a plan", code="KST666", hint=f"make one: `kustompy plan --out {file}`")
    overlays = plan.get("overlays")
    plan["overlays"] = [each for each in overlays if isinstance(each, dict)] if isinstance(overlays, list) else []
    return plan


def refuse_moved_tree(planned: Planned, rendered: str) -> None:
    """Raise a ClusterError (KST667) if the printed render is not the one that was planned."""
    import hashlib

    digest = hashlib.sha256(rendered.encode("utf-8", "surrogatepass")).hexdigest()
    if digest != planned.digest:
        raise ClusterError(
            f"{planned.target} does not render as it was planned", code="KST667",
            hint="deploy the commit, with the flags and inputs, that were planned, or look at a new plan",
        )  # fmt: skip


def refuse_moved_cluster(
    old: Sequence[Resource], new: Sequence[Resource], kubectl: Kubectl, written: Written, failures: Failures,
    noise: Sequence[Noise],
) -> None:  # fmt: skip
    """Raise a ClusterError (KST668) for an object that is neither as in the plan's base nor as the plan makes it."""
    every = [*new, *(each for each in old if each.id not in {one.id for one in new})]
    called = kubectl.get(every)
    if called.refusal is not None:
        raise failures.whole(called.refusal)
    failures.know(called.objects)
    live = {address_of(every[index].manifest): each for index, each in matched(every, called.objects).items()}
    # An object that is as planned already is fine: an earlier deploy of the plan may have ended half-way.
    is_as_new = _as_rendered(new, live, kubectl, written, noise)
    is_as_old = _as_rendered([each for each in old if not is_as_new.get(_key(each))], live, kubectl, written, noise)
    before, after = {_key(each) for each in old}, {_key(each) for each in new}
    moved = []
    for each in every:
        key = _key(each)
        if key in live:
            is_well = is_as_new.get(key) or is_as_old.get(key)
            moved += [] if is_well else [f"{each.kind} {each.name} is not as the base of the plan renders it"]
        elif key in before and key in after:
            moved.append(f"{each.kind} {each.name} is gone")
    if moved:
        more = f" and {len(moved) - _MOST} more" if len(moved) > _MOST else ""
        raise ClusterError(
            f"the cluster is not as it was planned: {'; '.join(moved[:_MOST])}{more}", code="KST668",
            hint="see `kustompy drift` at the base of the plan: put it right, or deploy without --plan",
        )  # fmt: skip


def _as_rendered(
    resources: Sequence[Resource], live: Mapping[Address, Manifest], kubectl: Kubectl, written: Written,
    noise: Sequence[Noise],
) -> dict[Address, bool]:  # fmt: skip
    """By address of an existing object, whether applying its resource would change nothing."""
    # A dry run, since defaults of the server and fields of other managers are no difference.
    there = [each for each in resources if _key(each) in live]
    asked = [Resource(apply_set.in_its_set(each.manifest, live[_key(each)], written.manager)) for each in there]
    answers = dry_run(asked, kubectl, written._replace(dry_run=True, force_conflicts=True))
    found: dict[Address, bool] = {}
    for each, answer in zip(there, answers, strict=True):
        if isinstance(answer, Refusal):
            found[_key(each)] = False
        else:
            sides = [Side([Resource(cleaned(one))]) for one in (live[_key(each)], answer)]
            found[_key(each)] = not differences(sides[0], sides[1], noise)
    return found


def _key(resource: Resource) -> Address:
    return address_of(resource.manifest)
