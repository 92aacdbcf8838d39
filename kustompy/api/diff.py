"""``kustompy.diff``: what differs between two builds, lists of manifests, rendered texts or paths."""

from __future__ import annotations

from collections.abc import Mapping

from kustompy.errors import TOO_DEEP, LimitError
from kustompy.planning.changes.change import Change, Diff
from kustompy.planning.changes.differ import Side, differences

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence
    from typing import TypeAlias

    from kustompy.model.values import Value

    Compared: TypeAlias = str | os.PathLike[str] | Iterable[Mapping[str, Value]]
    """A Build, manifests, a rendered text, or the path of a kustomization."""

__all__ = ["Change", "Diff", "diff"]


def diff(a: Compared, b: Compared, *, ignore: Sequence[Mapping[str, Value]] = ()) -> Diff:
    """The resources that differ, in the order of ``b``, then those that are only in ``a``; false if none does.

    Each side is a Build, manifests, a rendered text, or the path of a kustomization. Resources are paired by id, then
    by the id in their files, so that what is called otherwise is compared as well. ``ignore`` are rules of what is
    left out, each a mapping of ``paths``, ``kinds`` and ``labels``, as ``[[diff.ignore]]`` of ``kustompy.toml`` has
    them. Raises UsageError for a side that is none of these, and what :func:`build` raises for a path that does not
    build.
    """
    from kustompy.planning.changes.noise import noise_of

    try:
        return differences(_side(a), _side(b), noise_of(ignore))
    except RecursionError:
        raise LimitError(TOO_DEEP, code="KST703") from None


def _side(given: Compared) -> Side:
    from kustompy.api.check import manifests_of
    from kustompy.results.resource import Resource
    from kustompy.results.result import Build

    # An empty text is a build of nothing, and no path.
    manifests = [] if given == "" else manifests_of(given, "diff")
    if isinstance(manifests, Build):
        # A Build knows who wrote each value: the diff tells causes then.
        return Side(manifests.resources, manifests)
    return Side([each if isinstance(each, Resource) else Resource(each) for each in manifests])
