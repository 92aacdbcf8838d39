"""Objects that were deployed and are no longer rendered: found by the ApplySet, shown, and deleted at the end."""

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
    """Prunes by one ApplySet.

    While a deploy runs, the parent names all kinds and namespaces of the old and the new members, and at the end those
    of the members that are left: a deploy that is cut off leaves no member that the next one does not find.
    """

    def __init__(self, kubectl: Kubectl, chosen: ApplySet, failures: Failures, *, is_dry_run: bool) -> None:
        self._kubectl, self._set, self._failures = kubectl, chosen, failures
        self._is_dry_run = is_dry_run
        self._rendered: Sequence[Row] = ()
        self._has_joined = False
        self._recorded: tuple[set[str], set[str]] = (set(), set())
        self.rows: list[Row] = []
        """Members that are no longer rendered."""

    def prepare(self, rows: Sequence[Row], parent: Manifest | None) -> None:
        """Label the rendered resources; a ClusterError (KST664) if the set, or that of an object, is another's."""
        if parent is not None:
            apply_set.refuse_foreign(self._set, parent)
            self._recorded = apply_set.recorded(parent)
        self._rendered = rows
        set_id = apply_set.id_of(self._set)
        for each in rows:
            # An object has one label of a set: to take it over would make the other set prune it no more.
            other = "" if each.before is None else apply_set.set_of(each.before)
            if other not in ("", set_id):
                raise ClusterError(
                    f"{each.outcome.title} is part of another ApplySet, {other}", code="KST664",
                    hint="render an object in one target only, or deploy it without a set",
                )  # fmt: skip
            each.resource = Resource(apply_set.labelled(each.resource.manifest, set_id))

    def find(self, also: Sequence[str]) -> None:
        """Find the members that are no longer rendered; ``also`` are kinds to delete that are kept otherwise."""
        self.rows = list(self._found(apply_set.id_of(self._set), also))

    def ask(self, may_prune: Callable[[Sequence[Row]], bool]) -> None:
        """Ask whether they may be deleted; a ClusterError (KST663) if not. Nothing is applied before."""
        if any(each.action == "not pruned" for each in self.rows) and not self._is_dry_run and not may_prune(self.rows):
            raise ClusterError(
                "objects that are no longer rendered may not be deleted, so nothing was deployed", code="KST663",
                hint="answer yes on a terminal, give --yes, or deploy without --prune",
            )  # fmt: skip

    def join(self) -> None:
        """Let the parent name the kinds and namespaces of all that may become members, once its namespace exists."""
        if self._has_joined or self._is_dry_run or not self._has_namespace():
            return
        kinds, namespaces = self._of_members(self._rendered)
        self._write({*kinds, *self._recorded[0]}, {*namespaces, *self._recorded[1]})
        self._has_joined = True

    def prune(self, hears: Hears, waiting: Waiting | None) -> None:
        """Delete the members that are no longer rendered, and let the parent name what is left."""
        going = [each for each in self.rows if each.action == "not pruned"]
        if self._is_dry_run:
            for each in going:
                each.action = "pruned"
                hears.changed(each)
            return
        # Against the order of applying: an object goes before what it needs.
        for wave in reversed(waves_of([each.before or {} for each in going])):
            self._delete([going[index] for index in wave.members])
        if any(each.code for each in going):
            raise self._failures.of(going)
        if going and waiting is not None:
            waiting.wait_until_gone(going)
        for each in going:
            each.action = "pruned"
            hears.changed(each)
        # What is kept stays a member, so that a later deploy can still delete it.
        kept = [each for each in self.rows if each.action == "kept"]
        self._write(*self._of_members([*self._rendered, *kept]))

    def _delete(self, rows: Sequence[Row]) -> None:
        refusal = self._kubectl.delete([each.resource for each in rows]).refusal
        if refusal is None:
            return
        if refusal.is_whole:
            raise self._failures.whole(refusal)
        # kubectl may have deleted some of several: asked again one by one, those are gone without an error.
        if len(rows) == 1:
            rows[0].refused(self._failures.told(refusal, None))
            rows[0].action = "not pruned"
            return
        for each in rows:
            self._delete([each])

    def _has_namespace(self) -> bool:
        """Whether the namespace of the parent exists, as far as this deploy creates it."""
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
        """The members of the set that are not rendered."""
        # The live object of a rendered one has the namespace that kubectl put it in.
        rendered = [each.before or each.resource.manifest for each in self._rendered]
        for each in left_over(self._kubectl, set_id, self._recorded, rendered, self._failures):
            is_kept, mark = apply_set.is_kept(each, also), apply_set.mark_to_keep(each)
            row = Row(Resource(_identity(each)), 0, "kept" if is_kept or mark else "not pruned")
            row.before = each
            if mark:
                row.message = f"it has {mark}"
            elif is_kept:
                address = address_of(each)
                row.message = (
                    f"--prune-also {address.kind} deletes it: {apply_set.KEPT[f'{address.group}/{address.kind}']}"
                )
            yield row


def _identity(manifest: Manifest) -> Manifest:
    """The identity of an object as a manifest, which is all that ``kubectl delete`` needs."""
    names = {key: manifest["metadata"][key] for key in ("name", "namespace") if key in manifest["metadata"]}
    return {"apiVersion": manifest["apiVersion"], "kind": manifest["kind"], "metadata": names}
