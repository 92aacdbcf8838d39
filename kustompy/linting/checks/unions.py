"""Fields that exclude each other, of which a patch added one and left the other."""

from __future__ import annotations

from kustompy.errors import Diagnostic
from kustompy.model.values import plain
from kustompy.upstream import NEWEST
from kustompy.validation.schema.finding import path_text
from kustompy.validation.schema.store import REF, store
from kustompy.validation.table.broken import FORBIDDEN, UNION
from kustompy.validation.table.table import Table, broken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.built import Built, Result
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.validation.schema.store import Schema

_TOGETHER = frozenset((UNION, FORBIDDEN))


def left_by_merges(built: Built) -> Iterator[Result]:
    """Each pair of fields that cannot stand together, of which a patch wrote the one and something else the other."""
    patched = built.patched
    if not patched:
        return
    table = Table(NEWEST)
    definitions = store(NEWEST)

    def lookup(reference: str) -> Schema:
        return definitions.definition(reference[len(REF) :])

    for index in patched:
        resource = built.resources[index]
        group, version, kind = resource.gvk
        name = definitions.kinds.get(f"{group}/{version}/{kind}")
        if name is None:
            continue
        for code, each in broken({"$ref": REF + name}, plain(resource.manifest), lookup, table):
            if code in _TOGETHER and len(each.rivals) > 1:
                yield from _said(built, index, resource, each.rivals)


def _said(built: Built, index: int, resource: Resource, rivals: tuple[FieldPath, ...]) -> Iterator[Result]:
    writers = [(built.trace.step_of(resource, path), path) for path in rivals]
    last, added = max(writers, key=lambda each: each[0].number)
    left = next((path for step, path in writers if step.number < last.number), None)
    if left is None or last.what not in built.PATCHES:
        return
    names = path_text(added[-1:]), path_text(left[-1:])
    text = f"{resource.kind} {resource.name}: the patch adds {path_text(added)} beside {path_text(left)}, which stays"
    hint = f"Kubernetes takes only one of {names[0]} and {names[1]}: write `{names[1]}: null` in the patch"
    yield resource, added, Diagnostic(text, code="KST012", hint=hint)
