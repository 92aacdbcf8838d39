"""What went wrong, as errors that name the resource and what to do; values of Secrets are in none of them."""

from __future__ import annotations

from kustompy.deploying.refusals import CONFLICT
from kustompy.diagnostic import Diagnostic
from kustompy.errors import ClusterError
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
    """Makes errors of what went wrong, and hides the values of Secrets in what a cluster says."""

    __slots__ = ("_blotter", "_values")

    def __init__(self, resources: Sequence[Resource]) -> None:
        self._values: list[object] = []
        self.know([each.manifest for each in resources])

    def know(self, manifests: Iterable[Manifest]) -> None:
        """Hide the values of these Secrets as well."""
        for each in manifests:
            if is_secret(each):
                annotations = (each.get("metadata") or {}).get("annotations")
                self._values += [each.get(field) for field in FIELDS]
                self._values += [value for value in (annotations or {}).values() if "last-applied" in str(annotations)]
        self._blotter = Blotter(self._values)

    def hidden(self, text: str) -> str:
        """What a cluster said, fit for a terminal and without values of Secrets."""
        return "\n".join(printable(line) for line in self._blotter.hidden(text).split("\n"))

    def whole(self, refusal: Refusal) -> ClusterError:
        """The error of a refusal that ends the deploy."""
        return ClusterError(self.hidden(refusal.words), code=refusal.code, hint=refusal.hint, fault=refusal.fault)

    def told(self, refusal: Refusal, live: Manifest | None) -> Refusal:
        """A refusal as it can be shown; over a conflict with the time at which the other manager wrote."""
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
        """The error of resources that failed: one that names each."""
        found = [each.outcome for each in rows if each.outcome.is_failed]
        error = ClusterError(f"{found[0].title}: {found[0].message}", code=found[0].code, hint=found[0].hint)
        error.diagnostics = [
            Diagnostic(f"{each.title}: {each.message}", code=each.code, resource=each.title, hint=each.hint)
            for each in found
        ]
        return error
