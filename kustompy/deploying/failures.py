"""Errors of a deploy: they name the resource and the remedy, and never show values of Secrets."""

from __future__ import annotations

from kustompy.deploying.refusals import CONFLICT
from kustompy.errors import ClusterError
from kustompy.errors.diagnostic import Diagnostic
from kustompy.model.secrets import FIELDS, Blotter, is_secret
from kustompy.reporting.excerpts import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kustompy.deploying.refusals import Refusal
    from kustompy.deploying.rows import Row
    from kustompy.model.values import Manifest
    from kustompy.results.resource import Resource

_MANAGER = 'conflict with "'


class Failures:
    """Makes errors from refusals, and hides the values of known Secrets in texts of the cluster."""

    __slots__ = ("_blotter", "_values")

    def __init__(self, resources: Sequence[Resource]) -> None:
        self._values: list[object] = []
        self.know([each.manifest for each in resources])

    def know(self, manifests: Iterable[Manifest]) -> None:
        """Hide the values of the Secrets among these manifests, too."""
        for each in manifests:
            if is_secret(each):
                # `kubectl apply` without server-side apply keeps the whole manifest, values and all, in an annotation.
                annotations = (each.get("metadata") or {}).get("annotations")
                self._values += [each.get(field) for field in FIELDS]
                self._values += [value for value in (annotations or {}).values() if "last-applied" in str(annotations)]
        self._blotter = Blotter(self._values)

    def hidden(self, text: str) -> str:
        """A text of the cluster without values of Secrets, with control characters escaped."""
        return "\n".join(printable(line) for line in self._blotter.hidden(text).split("\n"))

    def whole(self, refusal: Refusal) -> ClusterError:
        """The error of a refusal that ends the deploy."""
        return ClusterError(self.hidden(refusal.words), code=refusal.code, hint=refusal.hint, fault=refusal.fault)

    def told(self, refusal: Refusal, live: Manifest | None) -> Refusal:
        """A refusal as it can be shown; a conflict with the time at which the other manager wrote."""
        refusal = refusal._replace(words=self.hidden(refusal.words))
        if refusal.fault != CONFLICT or live is None:
            return refusal
        times = {
            str(each.get("manager")): str(each.get("time"))
            for each in live["metadata"].get("managedFields") or ()
            if isinstance(each, dict) and each.get("time")
        }
        named = [each.partition('"')[0] for each in refusal.words.split(_MANAGER)[1:]]
        wrote = "; ".join(f"{each} wrote last at {times[each]}" for each in dict.fromkeys(named) if each in times)
        return refusal._replace(words=f"{refusal.words}\n{wrote}") if wrote else refusal

    def of(self, rows: Iterable[Row]) -> ClusterError:
        """The error of resources that failed, with a diagnostic for each."""
        found = [each.outcome for each in rows if each.outcome.is_failed]
        error = ClusterError(f"{found[0].title}: {found[0].message}", code=found[0].code, hint=found[0].hint)
        error.diagnostics = [
            Diagnostic(f"{each.title}: {each.message}", code=each.code, resource=each.title, hint=each.hint)
            for each in found
        ]
        return error
