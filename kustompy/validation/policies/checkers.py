"""Checkers: functions from all objects that are created together to findings about them."""

from __future__ import annotations

from typing import NamedTuple

from kustompy.validation.policies.admission import Policies
from kustompy.validation.policies.requests import Around

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeAlias

    from kustompy.model.values import Manifest
    from kustompy.validation.expressions.expense import Expense
    from kustompy.validation.schema.facts import Path

DENIED, UNUSABLE = "KST942", "KST940"


class Found(NamedTuple):
    """A finding of a checker: the index of an object, and the parts of a Finding."""

    at: int
    code: str
    path: Path
    message: str
    warns: bool = False


if TYPE_CHECKING:
    Checker: TypeAlias = Callable[[Sequence[Manifest]], Iterable[Found]]


def admission(policies: Sequence[Manifest]) -> Checker:
    """The checker for policies that the user names; one without a binding beside it is in force everywhere."""
    # Without an Expense: these are the user's own files, and no tree can make them costlier than one budget an object.
    named = Policies(policies, always=True)

    def check(manifests: Sequence[Manifest]) -> Iterator[Found]:
        yield from _denied(named, manifests)

    return check


def bound_policies(expense: Expense) -> Checker:
    """The checker for policies among the objects that a binding among them puts into force."""

    def check(manifests: Sequence[Manifest]) -> Iterator[Found]:
        yield from _denied(Policies(manifests, always=False, expense=expense), manifests)

    return check


def _denied(policies: Policies, manifests: Sequence[Manifest]) -> Iterator[Found]:
    around = Around(manifests)
    for index, manifest in enumerate(manifests):
        for each in policies.denials(manifest, around):
            yield Found(index, DENIED, (), each.message, each.warns)


def expressions_of_policies(manifests: Sequence[Manifest]) -> Iterator[Found]:
    """Find expressions of the policies among the objects that do not compile."""
    for index, manifest in enumerate(manifests):
        for policy in Policies([manifest], always=False).policies:
            for each in policy.unusable:
                yield Found(index, UNUSABLE, each.path, each.message)
