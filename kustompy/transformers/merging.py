"""Strategic merge patches change the resources of a build (spec section 3.7)."""

from __future__ import annotations

from kustompy.errors import NO_TARGET, KustompyError, PatchError
from kustompy.model.ids import named_id
from kustompy.model.resource import PLAIN_NAMESPACE, Resource
from kustompy.model.selector import Selector
from kustompy.model.values import BARE_NULL, Quoted, is_null, is_scalar, text_of
from kustompy.transformers.operations import APPLYING, has_moved
from kustompy.transformers.string_maps import settle_strings
from kustompy.yamlio.restyle import string_in_place_of, text_in_place_of
from kustompy.yamlio.scalars.scalars import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.kustomization.builtins import Transform
    from kustompy.kustomization.records import PatchArgs
    from kustompy.kustomization.records import Selector as Target
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest, Value
    from kustompy.provenance.places import Chain
    from kustompy.provenance.record import Record
    from kustompy.session.context import Context
    from kustompy.transformers.patch_source import PatchName


def merge_selected(
    merges: list[Manifest], target: Target, options: PatchArgs, context: Context, source: PatchName
) -> Transform:
    """Merge the one patch into all resources that the target selects."""
    selector = Selector(target, context.session)
    merge = _as_copied(merges[0], context.session.trace)

    def run(resources: ResourceSet) -> None:
        if len(merges) > 1:
            raise PatchError(
                # Asked when the patch is applied and not when it is configured: kustomize lets earlier transformers
                # fail first.
                "Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set "
                f"`patches.target` field: {source}"
            )
        try:
            selected = selector.selected(resources)
        except KustompyError as error:
            error.worded(f"unable to find patch target {_go_selector(target)} in `resources`: {error}")
            raise
        gone = []
        moved = False
        context.session.hold(selector.looks_at(resources) + APPLYING * len(selected))
        for resource in resources.with_keys_of(selected):
            body = _with_api_version_of(resource, merge)
            found_by = resource.key, resource.previous
            left = _merge(resource, body, options, context, is_copied=True)
            resource.untagged |= {"name", "kind", "apiVersion"}  # those of a copied patch
            if not left:
                gone.append(resource)
            elif has_moved(resource, *found_by):
                moved = True
        resources.remove(gone)
        if moved:
            resources.ids_changed()
        resources.refuse_duplicates()

    return run


def _go_selector(target: Target) -> str:
    from kustompy.golang.text import quoted

    return quoted(f"{named_id(target)}:a={target.annotationSelector}:l={target.labelSelector}")


def _as_copied(merge: Manifest, trace: Record | None) -> Manifest:
    """The patch as kustomize copies it for each of several resources: a null label becomes the string "null"."""
    metadata = {**(merge.get("metadata") or {})}
    for field in ("labels", "annotations"):
        # Copying a resource sets its labels and annotations anew as maps of Go strings.
        settle_strings(metadata, field, trace)
    copy = {**merge, "metadata": metadata}
    if trace is not None:
        trace.derived(copy, merge)
        trace.derived(metadata, merge.get("metadata"))
    return copy


def merge_by_id(
    merges: list[Manifest],
    options: PatchArgs | None,
    context: Context,
    wording: str,
    *,
    takes_api_version: bool = False,
) -> Transform:
    """Merge each patch into the resource with its id; ``wording`` is what an error says, of the {id} and {why}."""
    trace = context.session.trace
    patches = [(_as_copied(merge, trace) if takes_api_version else merge, context.resource(merge)) for merge in merges]

    def run(resources: ResourceSet) -> None:
        for index, (merge, as_resource) in enumerate(patches):
            # By any id, former ones included: patches name resources as the base calls them.
            found = resources.with_any_key(as_resource.key)
            if len(found) != 1:
                raise _no_one(as_resource, len(found), resources, wording).noted(document=index)
            resource = found[0]
            body = _with_api_version_of(resource, merge) if takes_api_version else merge
            found_by = resource.key, resource.previous
            if not _merge(resource, body, options, context):
                resources.remove([resource])
            elif has_moved(resource, *found_by):
                resources.ids_changed()
            if takes_api_version:
                # patchesStrategicMerge: merges a copy with the apiVersion of its target, which is set without a tag.
                resource.untagged |= {"apiVersion"}
                resources.refuse_duplicates()

    return run


def _with_api_version_of(resource: Resource, merge: Manifest) -> Manifest:
    """The patch with the target's apiVersion, which kustomize writes into it even when there is none."""
    api_version = resource.manifest.get("apiVersion", _MISSING)
    if api_version is _MISSING:
        # the quotes of the patch stay, round nothing
        api_version = Quoted("") if isinstance(merge.get("apiVersion"), Quoted) else None
    body = {**merge, "apiVersion": api_version if is_scalar(api_version) else ""}
    if resource.trace is not None:
        resource.trace.derived(body, merge)
        resource.trace.put(body, "apiVersion", resource.trace.chain(resource.manifest, "apiVersion"))
    return body


def _no_one(patch: Resource, count: int, resources: ResourceSet, wording: str) -> PatchError:
    """The error of a patch that has no resource to change, or more than one."""
    from kustompy.messages.suggestions import similar_resource

    name = str(patch.id)
    why = f"{'multiple' if count else 'no'} matches for Id {name}; failed to find unique target for patch {name}"
    error = PatchError(
        why, code="KST501" if count else "KST502", fault="" if count else NO_TARGET, path=("metadata", "name"),
        resource=name, hint=similar_resource(patch.kind, patch.name, resources),
    )  # fmt: skip
    error.worded(wording.replace("{id}", name).replace("{why}", why))
    return error


def _merge(
    resource: Resource, merge: Manifest, options: PatchArgs | None, context: Context, *, is_copied: bool = False
) -> bool:
    """Merge a patch, or a copy of one, into the resource; False when nothing of it is left."""
    keep_name = options is None or not options.allowNameChange
    keep_kind = options is None or not options.allowKindChange
    if not keep_name or not keep_kind:
        # Before the merge, so that references to the old name or kind find the resource by it.
        resource.remember_id()
        resource.allow_name_change = resource.allow_name_change or not keep_name
        resource.allow_kind_change = resource.allow_kind_change or not keep_kind
    metadata = resource.manifest.get("metadata")
    if not isinstance(metadata, dict):
        metadata = {}
    kind, name, namespace = resource.manifest.get("kind"), metadata.get("name"), metadata.get("namespace", _MISSING)
    if is_null(name):
        # The name is put back whatever was there.
        name = BARE_NULL  # a JSON patch may have left none: it is written anew, as a text without any characters
    kept = _kept(resource, metadata)
    # the blank that an earlier patch wrote has no tag: a merge takes it for a text, and keeps it
    is_blank = "apiVersion" in resource.untagged and is_null(resource.manifest.get("apiVersion", _MISSING))
    from kustompy.patches.strategic_merge import strategic_merge

    try:
        merged = strategic_merge(resource.manifest, merge, context.schema(), resource.shared, resource.trace)
    except PatchError as error:
        from kustompy.patches.faults import fault

        path, hint = fault(error, resource.manifest, merge, context.schema())
        error.located(path=path, resource=str(resource.id)).hinted(hint)
        raise
    if not merged:
        return False
    # The history lives in the annotations of kustomize, and a patch that deletes them deletes it.
    if _drops_annotations(merge):
        resource.forget()
    resource.manifest = merged
    if resource.untagged_values is not None:
        from kustompy.patches.untagged import quote_untagged

        quote_untagged(resource, context.schema())
    if merge.get("$patch") != "replace" and (is_null(merge["apiVersion"]) if "apiVersion" in merge else is_blank):
        merged["apiVersion"] = BARE_NULL
        if resource.trace is not None:
            resource.trace.take(merged, "apiVersion", merge, "apiVersion")
    metadata = merged.setdefault("metadata", {})
    replaced = (merge.get("metadata") or {}).get("$patch") == "replace"
    if keep_kind:
        # ApplySmPatch puts kind, name and namespace back as they were, unless an option of the patch lets it change
        # them; it never lets the namespace change.
        merged["kind"] = kind
    if keep_name:
        replaces = replaced and "name" in metadata
        metadata["name"] = _written_over(metadata["name"], name) if replaces else _written_back(name)
        resource.untagged |= {"name", "kind"}
    elif is_copied and "name" in metadata and merge.get("$patch") != "replace":
        metadata["name"] = _copied_over(metadata["name"], name, replaced=replaced)
    _write_namespace(resource, metadata, namespace, merge, replaced=replaced)
    if kept is not None:
        _put_back(resource, merged, kept, keep_kind=keep_kind, keep_name=keep_name)
    resource.ids_changed()
    return True


def _kept(resource: Resource, metadata: Manifest) -> tuple[Chain, Chain, Chain] | None:
    """Who wrote the kind, name and namespace that a merge writes over and that are then written back."""
    trace = resource.trace
    if trace is None:
        return None
    return trace.chain(resource.manifest, "kind"), trace.chain(metadata, "name"), trace.chain(metadata, "namespace")


def _put_back(
    resource: Resource, merged: Manifest, kept: tuple[Chain, Chain, Chain], *, keep_kind: bool, keep_name: bool
) -> None:
    trace, metadata = resource.trace, merged["metadata"]
    assert trace is not None
    if keep_kind:
        trace.put(merged, "kind", kept[0])
    if keep_name:
        trace.put(metadata, "name", kept[1])
    trace.put(metadata, "namespace", kept[2])


def _write_namespace(
    resource: Resource, metadata: Manifest, namespace: Value, merge: Manifest, *, replaced: bool
) -> None:
    """Write the namespace back that the resource had before the merge."""
    if namespace is _MISSING:
        # A patch cannot give a namespace to what had none.
        metadata.pop("namespace", None)
        return
    if replaced:
        metadata["namespace"] = _written_over(metadata.get("namespace"), namespace)
    elif is_null((merge.get("metadata") or {}).get("namespace")):
        metadata["namespace"] = _walked_by(namespace, resource)
    else:
        metadata["namespace"] = _written_back(namespace)
    resource.untagged |= {"namespace"}


def _copied_over(name: Value, old: Value, *, replaced: bool) -> Value:
    """The name that a copied patch gives: a string where it replaces metadata, else a text without a tag.

    Without a tag it takes the style of the old name, and its type from its text.
    """
    return string_in_place_of(name, text_of(name)) if replaced else text_in_place_of(old, text_of(name))


def _written_back(value: Value) -> Value:
    """A name or namespace that kustomize writes back as a text without a tag."""
    return resolve(value) if type(value) is str and value else value


def _walked_by(value: Value, resource: Resource) -> Value:
    """A namespace that a merge has nothing for: kyaml puts quotes round one that a transformer left without."""
    if type(value) is str and PLAIN_NAMESPACE in resource.untagged:
        return string_in_place_of(None, value)
    return _written_back(value)


def _written_over(merged: Value, value: Value) -> Value:
    """What kustomize writes back over a name or namespace in metadata that a patch replaced: the text alone."""
    text = text_of(value) if is_scalar(value) else ""
    return string_in_place_of(None, text) if merged is None else text_in_place_of(merged, text)


_MISSING = object()


def _drops_annotations(merge: Manifest) -> bool:
    """Whether the patch takes away all annotations that are there."""
    metadata = merge.get("metadata") or {}
    if metadata.get("$patch") in ("delete", "replace"):
        return True
    annotations = metadata.get("annotations", _MISSING)
    return is_null(annotations) or (
        isinstance(annotations, dict) and annotations.get("$patch") in ("delete", "replace")
    )
