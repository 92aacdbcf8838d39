"""A checker looks at all objects that are created together, and says what it finds in which."""

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
    """What a checker says of one object: its index among the objects, and what a finding needs."""

    at: int
    code: str
    path: Path
    message: str
    warns: bool = False


if TYPE_CHECKING:
    Checker: TypeAlias = Callable[[Sequence[Manifest]], Iterable[Found]]


def admission(policies: Sequence[Manifest]) -> Checker:
    """Holds objects against policies that somebody named; one without a binding beside it holds everywhere."""
    named = Policies(policies, always=True)

    def check(manifests: Sequence[Manifest]) -> Iterator[Found]:
        yield from _denied(named, manifests)

    return check


def bound_policies(expense: Expense) -> Checker:
    """What the policies among the objects say, where a binding among them puts them into force."""

    def check(manifests: Sequence[Manifest]) -> Iterator[Found]:
        yield from _denied(Policies(manifests, always=False, expense=expense), manifests)

    return check


def _denied(policies: Policies, manifests: Sequence[Manifest]) -> Iterator[Found]:
    around = Around(manifests)
    for index, manifest in enumerate(manifests):
        for each in policies.denials(manifest, around):
            yield Found(index, DENIED, (), each.message, each.warns)


def expressions_of_policies(manifests: Sequence[Manifest]) -> Iterator[Found]:
    """The expressions of the policies among the objects that do not compile."""
    for index, manifest in enumerate(manifests):
        for policy in Policies([manifest], always=False).policies:
            for each in policy.unusable:
                yield Found(index, UNUSABLE, each.path, each.message)
