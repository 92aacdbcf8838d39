"""How a generated resource joins those that are there: create, merge or replace (spec section 2.5)."""

from __future__ import annotations

from kustompy.errors import ResourceError
from kustompy.model.values import is_scalar, text_of
from kustompy.transformers.field_edit import string_in_place_of, written_mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest, Value


def absorb(resources: ResourceSet, generated: list[Resource]) -> None:
    """Add each generated resource, or merge it into the one that has its id, as its behavior says."""
    for resource in generated:
        matches = resources.with_any_key(resource.key)
        if not matches:
            if resource.behavior in ("merge", "replace"):
                raise ResourceError(
                    f"id {_go_id(resource)} does not exist; cannot merge or replace",
                    code="KST407",
                    resource=str(resource.id),
                )
            resources.append(resource)
        elif len(matches) > 1:
            ids = " ".join(str(each.id) for each in matches)
            raise ResourceError(
                f"found multiple objects [{ids}] that could accept merge of {resource.id}", code="KST407"
            )
        else:
            _join(matches[0], resource)


def _join(old: Resource, new: Resource) -> None:
    """Give the old resource the new one's body; its place, ids and history stay."""
    if new.behavior not in ("merge", "replace"):
        shown = new.behavior if new.behavior == "create" else "unspecified"
        raise ResourceError(
            f"id {_go_id(new)} exists; can not use behavior: '{shown}', behavior must be merge or replace",
            code="KST408",
            resource=str(new.id),
            hint="write `behavior: merge` or `behavior: replace`, or give the generator another name",
        )
    metadata, before = new.manifest["metadata"], old.manifest["metadata"]
    for field in ("labels", "annotations"):
        _set_strings(metadata, field, {**_strings(before.get(field)), **_strings(metadata.get(field))})
    metadata["name"] = before["name"]
    metadata.pop("namespace", None)
    if "namespace" in before:
        metadata["namespace"] = before["namespace"]
    if new.behavior == "merge":
        for field in ("data", "binaryData"):
            _set_strings(
                new.manifest, field, {**_strings(old.manifest.get(field)), **_strings(new.manifest.get(field))}
            )
    old.manifest = new.manifest
    old.needs_hash = old.needs_hash and new.needs_hash


def _strings(mapping: Value) -> dict[str, str]:
    if not isinstance(mapping, dict):
        return {}
    return {key: text_of(value) if is_scalar(value) else "" for key, value in mapping.items()}


def _set_strings(container: Manifest, field: str, entries: dict[str, str]) -> None:
    if entries:
        container[field] = written_mapping(
            {key: string_in_place_of(None, text) for key, text in sorted(entries.items())}
        )
    else:
        container.pop(field, None)


def _go_id(resource: Resource) -> str:
    group, version, kind = resource.gvk
    return (
        f'resid.ResId{{Gvk:resid.Gvk{{Group:"{group}", Version:"{version}", Kind:"{kind}", isClusterScoped:false}}, '
        f'Name:"{resource.name}", Namespace:"{resource.namespace}"}}'
    )
