"""``patches:``, ``patchesStrategicMerge:`` and ``patchesJson6902:`` change parts of resources (spec section 3.7)."""

from __future__ import annotations

from kustompy.errors import KustompyError, LimitError, PatchError, wrapping
from kustompy.model.ids import resource_id
from kustompy.model.resource import PLAIN_NAMESPACE, Resource
from kustompy.model.secrets import HIDDEN, WHOLE_FILE, is_of_secrets
from kustompy.model.selector import Selector
from kustompy.model.values import BARE_NULL, is_null, is_scalar, text_of
from kustompy.transformers.operations import (
    APPLYING,
    apply_to_all,
    has_moved,
    json_transform,
    keep_secrets,
    settle_annotations,
    shown,
)
from kustompy.transformers.string_maps import settle_strings
from kustompy.yamlio.read.manifests import NoManifest
from kustompy.yamlio.restyle import string_in_place_of, text_in_place_of
from kustompy.yamlio.scalars.scalars import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from kustompy.kustomization.configs import Config
    from kustompy.model.paths import Source
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest, Value
    from kustompy.provenance.places import Chain, Place
    from kustompy.provenance.record import Record
    from kustompy.session.context import Context

    Transform = Callable[[ResourceSet], None]


def patch(config: Config, context: Context) -> Transform:
    """One entry of ``patches:``: a strategic merge or JSON 6902 patch, for a target or the resource with its id."""
    path, text = config.get("path") or "", (config.get("patch") or "").strip()
    target, options = config.get("target"), config.get("options") or {}
    if not path and not text:
        raise PatchError(f"must specify one of patch and path in\n{config.text()}")
    if path and text:
        raise PatchError(f"patch and path can't be set at the same time\n{config.text()}")
    if path:
        with wrapping(f"failed to get the patch file from path({path})", path=("path",)):
            text = _decoded(context.load(path))
    source, written = (
        _Shown(path, text, target),
        _Text(context.root.path_of(path) if path else "", config, context, "patch"),
    )
    try:
        merges, operations = _parsed(text, source, context, written.place())
    except KustompyError as error:
        if is_of_secrets(text, target):
            written.hide()
        written.put(error)
        raise
    source.is_private = keep_secrets(merges or (), operations, target, context.session, written.source)
    if merges is None:
        return written.placed(json_transform(operations, target, source, context))
    if not merges:
        return _nothing
    if target is not None:
        return written.placed(_merge_selected(merges, target, options, context, source))
    wording = 'no resource matches strategic merge patch "{id}": {why}'
    return written.placed(_merge_by_id(merges, options, context, wording))


class _Shown:
    """How errors call a patch: by its path, or by its text, which is quoted when there is an error to tell."""

    __slots__ = ("is_private", "path", "target", "text")

    def __init__(self, path: str, text: str, target: dict[str, str] | None) -> None:
        self.path, self.text, self.target = path, text, target
        self.is_private: bool | None = None
        """Whether it writes values of Secrets, known when it has been read."""

    def __str__(self) -> str:
        if self.path:
            return f'[path: "{self.path}"]'
        from kustompy.golang.text import quoted

        is_private = is_of_secrets(self.text, self.target) if self.is_private is None else self.is_private
        return f"[patch: {HIDDEN if is_private else quoted(self.text)}]"


class _Text:
    """Where a patch is written: in a file, or in what a field of the config says; errors of a block are put there."""

    __slots__ = ("config", "context", "field", "file")

    def __init__(self, file: str, config: Config, context: Context, *field: str | int) -> None:
        self.file, self.config, self.context, self.field = file, config, context, field

    def __enter__(self) -> None:
        """Nothing is to be done before something fails."""

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, KustompyError):
            self.put(error)

    def put(self, error: KustompyError) -> None:
        """Let the path of the error lead through the patch, unless the error knows another place."""
        first = error.diagnostics[0]
        if first.file or first.sources:
            return
        from kustompy.golang.regexp.nodes import RegexpError
        from kustompy.model.label_selector import SelectorError

        if isinstance(error, (RegexpError, SelectorError)):
            error.noted(path=("target",))
        elif self.file:
            error.located(file=self.file)
        else:
            text = self.config.where(*self.field)[len(self.config.path) :]
            error.noted(inline=((first.document, first.path), *first.inline), path=text, document=0)

    def placed(self, run: Transform) -> Transform:
        """The same, with errors that tell their place in the patch."""

        def run_and_place(resources: ResourceSet) -> None:
            try:
                run(resources)
            except KustompyError as error:
                self.put(error)
                raise

        return run_and_place

    def source(self) -> Source:
        """What the patch writes into Secrets is marked as read here."""
        return (self.file, WHOLE_FILE, ()) if self.file else self.context.source_of(self.config, *self.field)

    def hide(self) -> None:
        """Show nothing of the patch, which was not read and may be of a Secret."""
        self.context.session.secrets.append((self.source(), None))

    def place(self) -> Place | None:
        """The place that a traced build is told; None in one that is not traced."""
        trace = self.context.session.trace
        if trace is None:
            return None
        return trace.file(self.file) if self.file else trace.spot(self.config, *self.field)


def patch_strategic_merge(config: Config, context: Context) -> Transform:
    """``patchesStrategicMerge:``: each entry inline or a file, each document merged into the resource with its id."""
    entries, text = config.get("paths") or [], config.get("patches") or ""
    if not entries and not text:
        raise PatchError("empty file path and empty patch content")
    runs: list[Transform] = []
    count = 0
    for index, entry in enumerate(entries):
        with wrapping(path=config.where("paths", index)[len(config.path) :]):
            merges, written = _inline_or_file(entry, index, config, context)
        count += len(merges)
        runs.append(written.placed(_merge_by_id(merges, {}, context, "{why}", takes_api_version=True)))
    if text:
        written = _Text("", config, context, "patches")
        try:
            merges = context.manifests(text, "", written.place())
        except KustompyError as error:
            if is_of_secrets(text, None):
                written.hide()
            written.put(error)
            raise
        keep_secrets(merges, [], None, context.session, written.source)
        count += len(merges)
        runs.append(written.placed(_merge_by_id(merges, {}, context, "{why}", takes_api_version=True)))
    if not count:
        raise PatchError(f"patch appears to be empty; files={_go_list(entries)}, Patch={text}")

    def run_all(resources: ResourceSet) -> None:
        for each in runs:
            each(resources)

    return run_all


def patch_json6902(config: Config, context: Context) -> Transform:
    """One entry of ``patchesJson6902:``: operations for the one resource that the target names."""
    target, path, text = config.get("target") or {}, config.get("path") or "", config.get("jsonOp") or ""
    if not target.get("name"):
        raise PatchError("must specify the target name")
    if not path and not text:
        raise PatchError("empty file path and empty jsonOp")
    if path and text:
        raise PatchError("must specify a file path or jsonOp, not both")
    from kustompy.patches.json_patch import parse_json_patch

    written = _Text(context.root.path_of(path) if path else "", config, context, "jsonOp")
    if path:
        with wrapping(path=("path",)):
            text = _decoded(context.load(path))
        if not text:
            raise PatchError(
                f"patch file '{path}' empty seems to be empty", code="KST540", file=written.file, hint=_EMPTY
            )
    try:
        operations = parse_json_patch(text, context.limits)
        _note_operations(operations, context, written.place())
    except KustompyError as error:
        if target.get("kind") in (None, "", "Secret"):
            written.hide()
        if isinstance(error, PatchError):
            error.worded(f"decoding {shown(text, target)}: {error}")
        written.put(error)
        raise
    keep_secrets((), operations, target, context.session, written.source)
    if not operations:
        with written:
            problem = f"patch appears to be empty; file={path}, JsonOp={text if text[:1] == '[' else 'null'}"
            raise PatchError(problem, code="KST540", hint=_EMPTY)
    selector = Selector(target, context.session)

    def run(resources: ResourceSet) -> None:
        selected = selector.selected(resources)
        context.session.hold(selector.looks_at(resources))
        settle_annotations(selected)
        apply_to_all(selected, operations, resources, context)

    return written.placed(run)


def _note_operations(operations: list[dict[str, Any]], context: Context, place: Place | None) -> None:
    if context.session.trace is not None and place is not None:
        context.session.trace.read(operations, place.at(0))


def _nothing(resources: ResourceSet) -> None:
    """An empty patch changes nothing."""


def _decoded(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _inline_or_file(entry: str, index: int, config: Config, context: Context) -> tuple[list[Manifest], _Text]:
    """The patches of an entry, and where they are written."""
    written = _Text("", config, context, "paths", index)
    try:
        return context.manifests(entry, "", written.place()), written
    except LimitError as error:
        written.put(error)
        raise
    except KustompyError:
        written = _Text(context.root.path_of(entry), config, context)
    content = context.load(entry)
    with written:
        return context.manifests(content, entry, written.place()), written


def _parsed(
    text: str, source: _Shown, context: Context, place: Place | None
) -> tuple[list[Manifest] | None, list[dict[str, Any]]]:
    """The text as strategic merge patches, or else, with None for them, as JSON patch operations."""
    merges: list[Manifest] | None = None
    merge_error: KustompyError | None = None
    try:
        # what begins with a dash is a list, and no manifest
        merges = None if text[:2] == "- " else context.manifests(text, "", place)
    except LimitError as error:
        error.worded(f"unable to parse SM or JSON patch from {source}: {error}")
        raise
    except KustompyError as error:
        merge_error = error.with_traceback(None)  # whose frames would keep each other
    if merges is not None:
        return merges, []  # a manifest is no list of operations, and no manifest at all is a patch that does nothing
    from kustompy.patches.json_patch import parse_json_patch

    try:
        operations = parse_json_patch(text, context.limits)
        _note_operations(operations, context, place)
        return None, operations
    except KustompyError as error:
        if merge_error is None and isinstance(error, LimitError):
            error.worded(f"unable to parse SM or JSON patch from {source}: {error}")
            raise
        cause = error if merge_error is None or text.lstrip().startswith(("-", "[")) else merge_error
        if isinstance(cause, NoManifest):
            cause.hinted(_BOTH_KINDS)
        raise cause.worded(f"unable to parse SM or JSON patch from {source}") from None


def _merge_selected(
    merges: list[Manifest], target: dict[str, str], options: dict[str, bool], context: Context, source: _Shown
) -> Transform:
    selector = Selector(target, context.session)
    merge = _as_copied(merges[0], context.session.trace)

    def run(resources: ResourceSet) -> None:
        if len(merges) > 1:
            raise PatchError(
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
            left = _merge(resource, body, options, context)
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


def _go_selector(target: dict[str, str]) -> str:
    from kustompy.golang.text import quoted

    wanted = resource_id(target)
    return quoted(f"{wanted}:a={target.get('annotationSelector') or ''}:l={target.get('labelSelector') or ''}")


def _as_copied(merge: Manifest, trace: Record | None) -> Manifest:
    """The patch as kustomize copies it for each of several resources: a null label becomes the string "null"."""
    metadata = {**(merge.get("metadata") or {})}
    for field in ("labels", "annotations"):
        settle_strings(metadata, field, trace)
    copy = {**merge, "metadata": metadata}
    if trace is not None:
        trace.derived(copy, merge)
        trace.derived(metadata, merge.get("metadata"))
    return copy


def _merge_by_id(
    merges: list[Manifest], options: dict[str, bool], context: Context, wording: str, takes_api_version: bool = False
) -> Transform:
    trace = context.session.trace
    patches = [(_as_copied(merge, trace) if takes_api_version else merge, context.resource(merge)) for merge in merges]

    def run(resources: ResourceSet) -> None:
        for index, (merge, as_resource) in enumerate(patches):
            name = str(as_resource.id)
            try:
                resource = _unique(resources, as_resource.key, name)
            except PatchError as error:
                text = wording.replace("{id}", name).replace("{why}", str(error))
                from kustompy.messages.suggestions import similar_resource

                hint = similar_resource(as_resource.kind, as_resource.name, resources)
                error.noted(document=index)
                raise error.worded(text).located(resource=name, path=("metadata", "name")).hinted(hint) from None
            body = _with_api_version_of(resource, merge) if takes_api_version else merge
            found_by = resource.key, resource.previous
            if not _merge(resource, body, options, context):
                resources.remove([resource])
            elif has_moved(resource, *found_by):
                resources.ids_changed()
            if takes_api_version:
                resource.untagged |= {"apiVersion"}
                resources.refuse_duplicates()

    return run


def _with_api_version_of(resource: Resource, merge: Manifest) -> Manifest:
    """The patch with the target's apiVersion, which kustomize writes into it even when there is none."""
    api_version = resource.manifest.get("apiVersion")
    body = {**merge, "apiVersion": api_version if is_scalar(api_version) else ""}
    if resource.trace is not None:
        resource.trace.derived(body, merge)
        resource.trace.put(body, "apiVersion", resource.trace.chain(resource.manifest, "apiVersion"))
    return body


def _unique(resources: ResourceSet, key: Any, name: str) -> Resource:
    found = resources.with_any_key(key)
    if len(found) == 1:
        return found[0]
    problem = "multiple matches" if found else "no matches"
    raise PatchError(
        f"{problem} for Id {name}; failed to find unique target for patch {name}",
        code="KST501" if found else "KST502",
        resource=name,
    )


def _merge(resource: Resource, merge: Manifest, options: dict[str, bool], context: Context) -> bool:
    """Merge into the resource; False when nothing of it is left."""
    keep_name, keep_kind = not options.get("allowNameChange"), not options.get("allowKindChange")
    if not keep_name or not keep_kind:
        resource.remember_id()
        resource.allow_name_change = resource.allow_name_change or not keep_name
        resource.allow_kind_change = resource.allow_kind_change or not keep_kind
    metadata = resource.manifest.get("metadata")
    if not isinstance(metadata, dict):
        metadata = {}
    kind, name, namespace = resource.manifest.get("kind"), metadata.get("name"), metadata.get("namespace", _MISSING)
    if is_null(name):
        name = BARE_NULL  # a JSON patch may have left none: it is written anew, as a text without any characters
    kept = _kept(resource, metadata)
    from kustompy.patches.strategic_merge import strategic_merge

    try:
        merged = strategic_merge(resource.manifest, merge, context.schema(), resource.shared, resource.trace)
    except PatchError as error:
        from kustompy.patches.faults import fault

        path, hint = fault(error, resource.manifest, merge, context.schema())
        raise error.located(path=path, resource=str(resource.id)).hinted(hint) from None
    if not merged:
        return False
    if _drops_annotations(merge):
        resource.forget()
    resource.manifest = merged
    if resource.untagged_values is not None:
        from kustompy.patches.untagged import quote_untagged

        quote_untagged(resource, context.schema())
    if "apiVersion" in merge and is_null(merge["apiVersion"]) and merge.get("$patch") != "replace":
        merged["apiVersion"] = BARE_NULL
        if resource.trace is not None:
            resource.trace.take(merged, "apiVersion", merge, "apiVersion")
    metadata = merged.setdefault("metadata", {})
    replaced = (merge.get("metadata") or {}).get("$patch") == "replace"
    if keep_kind:
        merged["kind"] = kind
    if keep_name:
        replaces = replaced and "name" in metadata
        metadata["name"] = _written_over(metadata["name"], name) if replaces else _written_back(name)
        resource.untagged |= {"name", "kind"}
    if namespace is _MISSING:
        metadata.pop("namespace", None)
    else:
        over = metadata.get("namespace")
        if replaced:
            metadata["namespace"] = _written_over(over, namespace)
        elif is_null((merge.get("metadata") or {}).get("namespace")):
            metadata["namespace"] = _walked_by(namespace, resource)
        else:
            metadata["namespace"] = _written_back(namespace)
        resource.untagged |= {"namespace"}
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
_EMPTY = "remove the entry, or write operations: `- op: replace`, `  path: /…`, `  value: …`"
_BOTH_KINDS = (
    "a strategic merge patch has apiVersion, kind and metadata.name; "
    "a JSON patch is a list: `- op: replace`, `  path: /…`, `  value: …`"
)


def _drops_annotations(merge: Manifest) -> bool:
    """Whether the patch takes away all annotations that are there."""
    metadata = merge.get("metadata") or {}
    if metadata.get("$patch") == "replace":
        return True
    annotations = metadata.get("annotations", _MISSING)
    return is_null(annotations) or (
        isinstance(annotations, dict) and annotations.get("$patch") in ("delete", "replace")
    )


def _go_list(entries: list[str]) -> str:
    return f"[{' '.join(text_of(each) for each in entries)}]"
