"""Generated config maps and secrets: those that nobody uses, keys that nobody uses."""

from __future__ import annotations

from kustompy.errors import Diagnostic
from kustompy.linting.observer import put
from kustompy.linting.pods import facts_of, references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.pods import Generated, Reference, Result
    from kustompy.model.resource import Resource
    from kustompy.model.values import Value


def unused_generators(resources: list[Resource], generated: list[Generated]) -> Iterator[Result]:
    """Each generator that nothing refers to, and each key of those of which only single keys are named."""
    alive = {id(each) for each in resources}
    used = _references(resources)
    for resource, place in generated:
        if id(resource) not in alive:
            continue
        found = used.get((resource.kind, resource.effective_namespace, resource.name), [])
        if not found:
            if any(_mentions(each.manifest, resource.name) for each in resources if each is not resource):
                continue
            text = f"nothing in the build refers to the generated {resource.kind} {resource.name!r}"
            yield None, (), put(Diagnostic(text, code="KST956", severity="warning"), place)
        elif all(each.keys is not None for each in found):
            named = {key for each in found for key in each.keys or ()}
            for key in sorted({*resource.manifest.get("data", ()), *resource.manifest.get("binaryData", ())} - named):
                text = f"nothing uses the key {key!r} of the generated {resource.kind} {resource.name!r}"
                yield resource, ("data", key), Diagnostic(text, code="KST955", severity="warning")


def _references(resources: list[Resource]) -> dict[tuple[str, str, str], list[Reference]]:
    found: dict[tuple[str, str, str], list[Reference]] = {}
    for resource in resources:
        for each in references(facts_of(resource)):
            found.setdefault((each.kind, resource.effective_namespace, each.name), []).append(each)
    return found


def _mentions(value: Value, name: str) -> bool:
    if isinstance(value, dict):
        return any(_mentions(each, name) for each in value.values())
    if isinstance(value, list):
        return any(_mentions(each, name) for each in value)
    return isinstance(value, str) and name in value
