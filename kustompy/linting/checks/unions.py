"""Fields that exclude each other, of which a patch added one and left the other."""

from __future__ import annotations

from kustompy.errors.diagnostic import Diagnostic
from kustompy.memo import Memo
from kustompy.model.values import CONTAINERS, plain
from kustompy.references.table import WORKLOADS
from kustompy.references.walk import walked
from kustompy.upstream import NEWEST
from kustompy.validation.schema.finding import path_text
from kustompy.validation.schema.store import REF, store
from kustompy.validation.table.broken import FORBIDDEN, UNION
from kustompy.validation.table.rows import rows_of
from kustompy.validation.table.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kustompy.linting.built import Built, Result
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.values import Value
    from kustompy.validation.schema.marks import Schema
    from kustompy.validation.schema.store import Store

_TOGETHER = frozenset((UNION, FORBIDDEN))
_POD = "io.k8s.api.core.v1.PodSpec"
_UNIONS = frozenset(("exactly-one", "at-most-one", "when"))
# Rules with code of their own, in place of a word of the table, that find two fields which exclude each other.
_CALLS = frozenset(("linux", "metric", "service", "windows"))


def left_by_merges(built: Built) -> Iterator[Result]:
    """Each pair of fields that exclude each other, of which a patch wrote one and an earlier step or file the other."""
    patched = built.patched
    if not patched:
        return
    definitions = store(NEWEST)
    for index, touched in sorted(patched.items()):
        resource = built.resources[index]
        for value, name, start in _typed(resource, definitions.kinds):
            for rivals in _rivals(REF + name, value, start, definitions, touched):
                yield from _said(built, resource, rivals)


class _Unions(Memo):
    """The rules of a definition that say which fields exclude each other."""

    def __missing__(self, reference: str) -> tuple[Rule, ...]:
        name = ".".join(reference.removeprefix(REF).split(".")[-3:])
        found: list[Rule] = []
        for row in () if name.endswith("Status") else rows_of(name, NEWEST):
            word, _, rest = row.rule.partition(" ")
            if word in _UNIONS or (word == "call" and rest in _CALLS):
                found.append(Rule(row))
        return self.keep(reference, tuple(found))


_RULES = _Unions(2048)


def _rivals(
    reference: str, value: Value, start: FieldPath, definitions: Store, touched: frozenset[int]
) -> Iterator[tuple[FieldPath, ...]]:
    """The fields that exclude each other, wherever a patch wrote something, with paths from the top."""
    waiting: list[tuple[Schema, Value, FieldPath]] = [({"$ref": reference}, value, start)]
    while waiting:
        schema, value, path = waiting.pop()
        if id(value) not in touched:
            continue
        while "$ref" in schema:
            reference = schema["$ref"]
            for rule in _RULES[reference] if isinstance(value, dict) else ():
                if rule.needed.issubset(value):
                    for code, each in rule.problems(plain(value)):
                        if code in _TOGETHER and len(each.rivals) > 1:
                            yield tuple((*path, *rival) for rival in each.rivals)
            schema = definitions.definition(reference[len(REF) :])
        waiting += [(each, value, path) for each in schema.get("allOf", ())]
        if isinstance(value, dict):
            properties, others = schema.get("properties", {}), schema.get("additionalProperties")
            for key, inner in value.items():
                below = properties.get(key, others)
                if type(inner) in CONTAINERS and isinstance(below, dict):
                    waiting.append((below, inner, (*path, key)))
        elif isinstance(schema.get("items"), dict):
            waiting += [(schema["items"], inner, (*path, number)) for number, inner in enumerate(value)]


def _typed(resource: Resource, kinds: Mapping[str, str]) -> Iterator[tuple[Value, str, FieldPath]]:
    """What Kubernetes has a definition of, its name, and the path to it: the manifest, or the pod of a custom kind."""
    group, version, kind = resource.gvk
    name = kinds.get(f"{group}/{version}/{kind}")
    if name is not None:
        yield resource.manifest, name, ()
    elif f"{group}/{kind}" in WORKLOADS:
        for pod in walked(resource.manifest, WORKLOADS[f"{group}/{kind}"]):
            yield pod.value, _POD, pod.path


def _said(built: Built, resource: Resource, rivals: tuple[FieldPath, ...]) -> Iterator[Result]:
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
