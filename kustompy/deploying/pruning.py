"""What was deployed and is no longer rendered: found by the ApplySet, shown, and deleted at the end."""

from __future__ import annotations

from kustompy.deploying import apply_set
from kustompy.deploying.kubectl import Written, address_of
from kustompy.deploying.members import left_over
from kustompy.deploying.rows import Row
from kustompy.deploying.waves import waves_of
from kustompy.errors import ClusterError
from kustompy.results.resource import Resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kustompy.deploying.apply_set import ApplySet
    from kustompy.deploying.failures import Failures
    from kustompy.deploying.kubectl import Kubectl
    from kustompy.deploying.rows import Hears
    from kustompy.deploying.waiting import Waiting
    from kustompy.model.values import Manifest


class Pruning:
    """Prunes by one ApplySet: its parent names more than there is while a deploy runs, and exactly that at the end."""

    def __init__(self, kubectl: Kubectl, chosen: ApplySet, failures: Failures, *, is_dry_run: bool) -> None:
        self._kubectl, self._set, self._failures = kubectl, chosen, failures
        self._is_dry_run = is_dry_run
        self._rendered: Sequence[Row] = ()
        self._has_joined = False
        self._recorded: tuple[set[str], set[str]] = (set(), set())
        self.rows: list[Row] = []
        """What is no longer rendered."""

    def prepare(self, rows: Sequence[Row], parent: Manifest | None) -> None:
        """Label what is rendered; a ClusterError if the set, or one that an object is in, is somebody else's."""
        if parent is not None:
            apply_set.refuse_foreign(self._set, parent)
            self._recorded = apply_set.recorded(parent)
        self._rendered = rows
        set_id = apply_set.id_of(self._set)
        for each in rows:
            other = "" if each.before is None else apply_set.set_of(each.before)
            if other not in ("", set_id):
                raise ClusterError(
                    f"{each.outcome.title} is part of another ApplySet, {other}", code="KST664",
                    hint="render an object in one target only, or deploy it without a set",
                )  # fmt: skip
            each.resource = Resource(apply_set.labelled(each.resource.manifest, set_id))

    def find(self, also: Sequence[str]) -> None:
        """Find what was deployed before and is not rendered; of some kinds only what is named is deleted."""
        self.rows = list(self._found(apply_set.id_of(self._set), also))

    def ask(self, may_prune: Callable[[Sequence[Row]], bool]) -> None:
        """Ask whether what is found may be deleted; a ClusterError if it may not."""
        if any(each.action == "not pruned" for each in self.rows) and not self._is_dry_run and not may_prune(self.rows):
            raise ClusterError(
                "what is no longer rendered may not be deleted, so nothing was deployed", code="KST663",
                hint="answer yes on a terminal, give --yes, or deploy without --prune",
            )  # fmt: skip

    def join(self) -> None:
        """Let the parent name all that may become a member, once its namespace is there."""
        if self._has_joined or self._is_dry_run or not self._has_namespace():
            return
        kinds, namespaces = self._of_members(self._rendered)
        self._write({*kinds, *self._recorded[0]}, {*namespaces, *self._recorded[1]})
        self._has_joined = True

    def prune(self, hears: Hears, waiting: Waiting | None) -> None:
        """Delete what is no longer rendered, what others need last, and let the parent name what is left."""
        going = [each for each in self.rows if each.action == "not pruned"]
        if self._is_dry_run:
            for each in going:
                each.action = "pruned"
                hears.changed(each)
            return
        for wave in reversed(waves_of([each.before or {} for each in going])):
            self._delete([going[index] for index in wave.members])
        if any(each.code for each in going):
            raise self._failures.of(going)
        if going and waiting is not None:
            waiting.wait_until_gone(going)
        for each in going:
            each.action = "pruned"
            hears.changed(each)
        kept = [each for each in self.rows if each.action == "kept"]
        self._write(*self._of_members([*self._rendered, *kept]))

    def _delete(self, rows: Sequence[Row]) -> None:
        refusal = self._kubectl.delete([each.resource for each in rows]).refusal
        if refusal is None:
            return
        if refusal.is_whole:
            raise self._failures.whole(refusal)
        if len(rows) == 1:
            rows[0].refused(self._failures.told(refusal, None))
            rows[0].action = "not pruned"
            return
        for each in rows:
            self._delete([each])

    def _has_namespace(self) -> bool:
        """Whether the namespace of the parent is there, or is nothing that this deploy makes."""
        for each in self._rendered:
            if each.resource.kind == "Namespace" and each.resource.name == self._set.namespace:
                return each.before is not None or each.after is not None
        return True

    def _of_members(self, rows: Sequence[Row]) -> tuple[set[str], set[str]]:
        there = [each.after or each.before or each.resource.manifest for each in rows]
        return {apply_set.kind_of(each) for each in there}, {address_of(each).namespace for each in there}

    def _write(self, kinds: set[str], namespaces: set[str]) -> None:
        if (kinds, {*namespaces, self._set.namespace} - {""}) == self._recorded:
            return
        parent = Resource(apply_set.parent_of(self._set, kinds, namespaces))
        called = self._kubectl.apply([parent], Written(manager=apply_set.MANAGER, force_conflicts=True))
        if called.refusal is not None:
            raise self._failures.whole(called.refusal)
        self._recorded = (kinds, {*namespaces, self._set.namespace} - {""})

    def _found(self, set_id: str, also: Sequence[str]) -> Iterator[Row]:
        """Members of the set that are not rendered."""
        rendered = [each.before or each.resource.manifest for each in self._rendered]
        for each in left_over(self._kubectl, set_id, self._recorded, rendered, self._failures):
            is_kept, mark = apply_set.is_kept(each, also), apply_set.mark_to_keep(each)
            row = Row(Resource(_identity(each)), 0, "kept" if is_kept or mark else "not pruned")
            row.before = each
            if mark:
                row.message = f"it says {mark}"
            elif is_kept:
                address = address_of(each)
                row.message = (
                    f"--prune-also {address.kind} deletes it: {apply_set.KEPT[f'{address.group}/{address.kind}']}"
                )
            yield row


def _identity(manifest: Manifest) -> Manifest:
    """What kubectl needs to delete an object."""
    names = {key: manifest["metadata"][key] for key in ("name", "namespace") if key in manifest["metadata"]}
    return {"apiVersion": manifest["apiVersion"], "kind": manifest["kind"], "metadata": names}
