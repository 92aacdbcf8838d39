"""What differs between two builds, resource by resource."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping, Sequence

from kustompy.errors import TOO_DEEP, LimitError
from kustompy.model.secrets import HIDDEN
from kustompy.model.values import copied

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from typing import Any, NamedTuple, TypeAlias, overload

    from kustompy.model.ids import ResourceId
    from kustompy.model.values import Manifest, Value

    Side: TypeAlias = str | os.PathLike[str] | Iterable[Mapping[str, Any]]
    """A Build, manifests, a rendered text, or the path of a kustomization."""

    class _ChangeFields(NamedTuple):
        id: ResourceId
        before: Manifest | None
        after: Manifest | None

else:
    _ChangeFields = namedtuple("_ChangeFields", ["id", "before", "after"])


class Change(_ChangeFields):
    """One resource before and after; None where it was not there."""

    __slots__ = ()

    @property
    def kind(self) -> str:
        """``added``, ``removed`` or ``changed``."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"

    @property
    def operations(self) -> list[dict[str, Any]]:
        """The RFC 6902 operations that turn ``before`` into ``after``; a resource that is not there is a null."""
        import jsonpatch

        return jsonpatch.make_patch(self.before, self.after).patch

    @property
    def paths(self) -> list[tuple[str | int, ...]]:
        """Where the two differ: the deepest mapping keys and list indexes whose values are not the same."""
        return list(_paths(self.before, self.after, ()))

    def to_text(self) -> str:
        """A unified diff of what kustomize prints; of the values of a Secret it only tells which changed."""
        import difflib

        old, new = _hidden(self.before, self.after)
        place = f"{self.id.namespace}/{self.id.name}" if self.id.namespace else self.id.name
        name = f"{self.id.gvk.api_version} {self.id.gvk.kind} {place}"
        lines = difflib.unified_diff(
            _lines(old), _lines(new), name if old else "/dev/null", name if new else "/dev/null"
        )
        return "".join(lines)

    def __repr__(self) -> str:
        return f"<Change {self.id} {self.kind}>"


class Diff(Sequence["Change"]):
    """The resources that differ; empty, and so false, where none does."""

    __slots__ = ("_changes",)

    def __init__(self, changes: Sequence[Change]) -> None:
        self._changes = tuple(changes)

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, index: int) -> Change: ...
        @overload
        def __getitem__(self, index: slice) -> tuple[Change, ...]: ...

    def __getitem__(self, index: int | slice) -> Change | tuple[Change, ...]:
        return self._changes[index]

    def __len__(self) -> int:
        return len(self._changes)

    @property
    def added(self) -> list[Change]:
        return [each for each in self._changes if each.kind == "added"]

    @property
    def removed(self) -> list[Change]:
        return [each for each in self._changes if each.kind == "removed"]

    @property
    def changed(self) -> list[Change]:
        return [each for each in self._changes if each.kind == "changed"]

    def to_text(self) -> str:
        """A unified diff of all changes."""
        return "".join(each.to_text() for each in self._changes)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"<Diff: {len(self.added)} added, {len(self.removed)} removed, {len(self.changed)} changed>"


def diff(a: Side, b: Side) -> Diff:
    """The resources that differ between two builds, lists of manifests or rendered texts, in the order of ``b``."""
    try:
        old, new = _by_id(a), _by_id(b)
        changes = [Change(key, old.get(key), after) for key, after in new.items() if not same(old.get(key), after)]
    except RecursionError:
        raise LimitError(TOO_DEEP, code="KST703") from None
    changes += [Change(key, before, None) for key, before in old.items() if key not in new]
    return Diff(changes)


def _by_id(side: Side) -> dict[ResourceId, Manifest]:
    from kustompy.api.check import manifests_of
    from kustompy.results.resource import Resource

    # An empty text is a build of nothing, and no path.
    manifests = [] if side == "" else manifests_of(side, "diff")
    views = [each if isinstance(each, Resource) else Resource(each) for each in manifests]
    return {each.id: each.manifest for each in views}


def same(a: Value, b: Value) -> bool:
    """Whether two values are the same JSON: true is not 1."""
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(map(same, a, b))
    return isinstance(a, bool) == isinstance(b, bool) and bool(a == b)


def _paths(a: Value, b: Value, path: tuple[str | int, ...]) -> Iterable[tuple[str | int, ...]]:
    if isinstance(a, dict) and isinstance(b, dict):
        for key in {**a, **b}:
            if key not in a or key not in b:
                yield (*path, key)
            else:
                yield from _paths(a[key], b[key], (*path, key))
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for index, (before, after) in enumerate(zip(a, b, strict=True)):
            yield from _paths(before, after, (*path, index))
    elif not same(a, b):
        yield path


def _lines(manifest: Manifest | None) -> list[str]:
    from kustompy.yamlio.writer import write_document

    return [] if manifest is None else write_document(manifest).splitlines(keepends=True)


def _hidden(before: Manifest | None, after: Manifest | None) -> tuple[Manifest | None, Manifest | None]:
    """Both sides, with the values of a Secret blotted out; a value that changed still reads differently."""
    first = before or after or {}
    if first.get("kind") != "Secret" or first.get("apiVersion") != "v1":
        return before, after
    old, new = copied(before), copied(after)
    for field in ("data", "stringData"):
        was = old.get(field) if old else None
        becomes = new.get(field) if new else None
        if isinstance(becomes, dict):
            for key, value in becomes.items():
                kept = isinstance(was, dict) and was.get(key) == value
                becomes[key] = HIDDEN if kept or not isinstance(was, dict) or key not in was else f"{HIDDEN} (changed)"
        if isinstance(was, dict):
            old[field] = dict.fromkeys(was, HIDDEN)
    return old, new
