"""Fields that exclude each other, of which a patch added one and left the other."""

from __future__ import annotations

from kustompy.errors import Diagnostic
from kustompy.memo import Memo
from kustompy.model.values import plain
from kustompy.references.table import WORKLOADS
from kustompy.references.walk import walked
from kustompy.upstream import NEWEST
from kustompy.validation.schema.finding import path_text
from kustompy.validation.schema.store import REF, store
from kustompy.validation.table.broken import FORBIDDEN, UNION
from kustompy.validation.table.table import Table, broken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kustompy.linting.built import Built, Result
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.values import Value
    from kustompy.validation.schema.store import Schema

_TOGETHER = frozenset((UNION, FORBIDDEN))
_POD = "io.k8s.api.core.v1.PodSpec"


def left_by_merges(built: Built) -> Iterator[Result]:
    """Each pair of fields that cannot stand together, of which a patch wrote the one and something else the other."""
    patched = built.patched
    if not patched:
        return
    table, definitions = _table(), store(NEWEST)

    def lookup(reference: str) -> Schema:
        return definitions.definition(reference[len(REF) :])

    for index in patched:
        resource = built.resources[index]
        for value, name, start in _typed(resource, definitions.kinds):
            for code, each in broken({"$ref": REF + name}, plain(value), lookup, table):
                if code in _TOGETHER and len(each.rivals) > 1:
                    yield from _said(built, index, resource, tuple((*start, *rival) for rival in each.rivals))


_TABLES = Memo(1)


def _table() -> Table:
    """The rules of Kubernetes, which are put together for a kind when one is met."""
    made: Table | None = _TABLES.get(NEWEST)
    return made if made is not None else _TABLES.keep(NEWEST, Table(NEWEST))


def _typed(resource: Resource, kinds: Mapping[str, str]) -> Iterator[tuple[Value, str, FieldPath]]:
    """What Kubernetes has a definition of, its name, and the path to it: the manifest, or the pod of a custom kind."""
    group, version, kind = resource.gvk
    name = kinds.get(f"{group}/{version}/{kind}")
    if name is not None:
        yield resource.manifest, name, ()
    elif f"{group}/{kind}" in WORKLOADS:
        for pod in walked(resource.manifest, WORKLOADS[f"{group}/{kind}"]):
            yield pod.value, _POD, pod.path


def _said(built: Built, index: int, resource: Resource, rivals: tuple[FieldPath, ...]) -> Iterator[Result]:
    writers = [(built.trace.step_of(resource, path), path) for path in rivals]
    last, added = max(writers, key=lambda each: each[0].number)
    left = next((path for step, path in writers if step.number < last.number), None)
    if left is None or last.what not in built.PATCHES:
        return
    names = path_text(added[-1:]), path_text(left[-1:])
    text = f"{resource.kind} {resource.name}: the patch adds {path_text(added)} beside {path_text(left)}, which stays"
    hint = f"Kubernetes takes only one of {names[0]} and {names[1]}: write `{names[1]}: null` in the patch"
    hint += ", or `op: remove` in a JSON patch"
    yield resource, added, Diagnostic(text, code="KST012", hint=hint)
