"""How a generated resource joins those that are there: create, merge or replace (spec section 2.5)."""

from __future__ import annotations

from kustompy.errors import ResourceError
from kustompy.model.values import is_null, text_of
from kustompy.transformers.string_maps import set_strings, strings
from kustompy.yamlio.restyle import string_in_place_of, text_in_place_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest, Value


def absorb(resources: ResourceSet, generated: list[Resource]) -> None:
    """Add each generated resource, or merge it into the one that has its id, as its behavior says."""
    for resource in generated:
        # By any id: a generator of an overlay names a resource as its base called it.
        matches = resources.with_any_key(resource.key)
        if not matches:
            # Anything else creates: an unknown behavior is as good as none.
            if resource.behavior in ("merge", "replace"):
                raise ResourceError(
                    f"id {_go_id(resource)} does not exist; cannot merge or replace",
                    code="KST408",
                    resource=str(resource.id),
                    hint=_similar(resource, resources),
                )
            resources.append(resource)
        elif len(matches) > 1:
            ids = " ".join(str(each.id) for each in matches)
            raise ResourceError(
                f"found multiple objects [{ids}] that could accept merge of {resource.id}",
                code="KST407",
                resource=str(resource.id),
                hint="say which one: " + " or ".join(f"`namespace: {each.namespace}`" for each in matches),
            )
        else:
            _join(matches[0], resource)


def _similar(generated: Resource, resources: ResourceSet) -> str:
    """What is there that a generator could have meant to merge into."""
    from kustompy.messages.suggestions import similar_resource

    kind, name = generated.kind, generated.name
    close = similar_resource(kind, name, resources)
    return f"there is no {kind} `{name}` here: {close or 'write `behavior: create`, or add the base that has it'}"


def _join(old: Resource, new: Resource) -> None:
    """Give the old resource the new one's body; its place, ids and history stay."""
    if new.behavior not in ("merge", "replace"):
        shown = new.behavior or "unspecified"
        raise ResourceError(
            f"id {_go_id(new)} exists; can not use behavior: '{shown}', behavior must be merge or replace",
            code="KST408",
            resource=str(new.id),
            hint="write `behavior: merge` or `behavior: replace`, or give the generator another name",
        )
    metadata, before = new.manifest["metadata"], old.manifest["metadata"]
    for field in ("labels", "annotations"):
        # Labels and annotations are merged whatever the behavior is (CopyMergeMetaDataFieldsFrom).
        _merge(old, before, metadata, field, {**strings(before.get(field)), **strings(metadata.get(field))})
    # kustomize writes both anew: the name without a tag, so that its text has its type; the namespace is a string
    metadata["name"] = text_in_place_of(metadata["name"], text_of(before.get("name", "")))
    old.untagged |= {"name"}
    metadata.pop("namespace", None)
    if before.get("namespace"):
        metadata["namespace"] = string_in_place_of(None, text_of(before["namespace"]))
    if old.trace is not None:
        for field in ("name", "namespace"):
            old.trace.put(metadata, field, old.trace.chain(before, field))
    new.ids_changed()
    # The former kind had the id, the current one has not: kustomize looks the resource up by its current id to replace
    # it.
    if new.gvk != old.gvk:
        raise ResourceError(f"cannot find resource with id {new.id} to replace", code="KST407", resource=str(new.id))
    if new.behavior == "merge":
        for field in ("data", "binaryData"):
            data = {**_data(old.manifest.get(field)), **_data(new.manifest.get(field))}
            _merge(old, old.manifest, new.manifest, field, data)
    else:
        # What is replaced comes from the generator; what is merged stays that of the base.
        old.origin = new.origin
    old.manifest, old.shared = new.manifest, None
    # Both have to want it: disableNameSuffixHash of either side takes the suffix away.
    old.needs_hash = old.needs_hash and new.needs_hash


def _merge(old: Resource, before: Manifest, after: Manifest, field: str, entries: dict[str, str]) -> None:
    """Write the entries of both mappings; those that both have are the new one's, which came after the old one's."""
    theirs, ours = before.get(field), after.get(field)
    set_strings(after, field, entries)
    trace = old.trace
    if trace is None or field not in after:
        return
    trace.made(after[field])
    for key in after[field]:
        if isinstance(theirs, dict) and key in theirs:
            trace.put(after[field], key, trace.chain(theirs, key))
        if isinstance(ours, dict) and key in ours:
            trace.take(after[field], key, ours, key)


def _data(mapping: Value) -> dict[str, str]:
    """The texts of data, in which a null is none, unlike among labels."""
    texts = strings(mapping)
    return {key: "" if is_null(mapping[key]) else text for key, text in texts.items()}


def _go_id(resource: Resource) -> str:
    group, version, kind = resource.gvk
    return (
        f'resid.ResId{{Gvk:resid.Gvk{{Group:"{group}", Version:"{version}", Kind:"{kind}", isClusterScoped:false}}, '
        f'Name:"{resource.name}", Namespace:"{resource.namespace}"}}'
    )
