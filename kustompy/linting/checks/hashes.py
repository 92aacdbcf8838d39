"""Names without a hash where somebody counts on one: a change of the content restarts no pod."""

from __future__ import annotations

from kustompy.errors.diagnostic import Diagnostic
from kustompy.linting.observer import put
from kustompy.model.history import NEEDS_HASH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.built import Built, Result
    from kustompy.model.resource import Resource

# A generator that creates has no other object whose hash could be missing.
_MERGES = ("merge", "replace")


def missing_hashes(built: Built) -> Iterator[Result]:
    """Each generator that merges into what was not generated, and each annotation that asks for a hash in vain."""
    merged = [each for each in built.generated if each[0].behavior in _MERGES and each[0].needs_hash]
    # Whoever generates with `disableNameSuffixHash` knows that there is no hash.
    generated = {id(each) for each, _ in built.generated}
    plain = (
        {
            name: each
            for each in built.resources
            if not each.needs_hash and id(each) not in generated
            for name in _ids(each)
        }
        if merged
        else {}
    )
    for resource, place in merged:
        target = plain.get((resource.kind, resource.name, resource.namespace))
        if target is not None:
            text = f"{target.kind} {target.name} gets no hash: what is merged here was generated without one"
            hint = "generate it, with `configMapGenerator:` and the like, instead of listing it under `resources:`"
            yield None, (), put(Diagnostic(text, code="KST034", severity="warning", hint=hint), place)
    for resource in built.resources if NEEDS_HASH in built.output else ():
        metadata = resource.manifest.get("metadata")
        annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
        if isinstance(annotations, dict) and NEEDS_HASH in annotations and not resource.needs_hash:
            text = f"{resource.kind} {resource.name} gets no hash: the annotation works for what a function generates"
            path = ("metadata", "annotations", NEEDS_HASH)
            hint = "make the object with a generator"
            yield resource, path, Diagnostic(text, code="KST035", severity="warning", hint=hint)


def _ids(resource: Resource) -> set[tuple[str, str, str]]:
    names = {(resource.kind, resource.name, resource.namespace)}
    return names | {(kind, name, "" if space == "default" else space) for name, space, kind in resource.previous}
