"""``patches:``, ``patchesStrategicMerge:`` and ``patchesJson6902:`` change parts of resources (spec section 3.7)."""

from __future__ import annotations

from kustompy.errors import KustompyError, LimitError, PatchError, wrapping
from kustompy.model.secrets import is_of_secrets
from kustompy.model.selector import Selector
from kustompy.model.values import text_of
from kustompy.transformers.merging import merge_by_id, merge_selected
from kustompy.transformers.operations import apply_to_all, json_transform, keep_secrets, settle_annotations, shown
from kustompy.transformers.patch_source import PatchName, PatchText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.kustomization.builtins import Transform
    from kustompy.kustomization.configs import Config
    from kustompy.kustomization.records import (
        PatchJson6902Transformer,
        PatchStrategicMergeTransformer,
        PatchTransformer,
    )
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest
    from kustompy.provenance.places import Place
    from kustompy.session.context import Context


def patch(config: PatchTransformer, context: Context) -> Transform:
    """One entry of ``patches:``: a strategic merge or JSON 6902 patch, for a target or the resource with its id."""
    path, text, target = config.path, config.patch.strip(), config.target
    kind = "" if target is None else target.kind
    if not path and not text:
        raise PatchError(f"must specify one of patch and path in\n{config.text()}")
    if path and text:
        raise PatchError(f"patch and path can't be set at the same time\n{config.text()}")
    if path:
        # The text of a file is not stripped, an inline one is: a file of blanks alone is a patch that does nothing.
        with wrapping(f"failed to get the patch file from path({path})", path=("path",)):
            text = _decoded(context.load(path))
    source = PatchName(path, text, kind)
    written = PatchText(context.root.path_of(path) if path else "", config, context, "patch")
    try:
        merges, operations = _parsed(text, source, context, written.place())
    except KustompyError as error:
        if is_of_secrets(text, kind):
            written.hide()
        written.put(error)
        raise
    # Marked before the patch is applied, so that an error of applying it shows no values either.
    source.is_private = keep_secrets(merges or (), operations, target, context.session, written.source)
    # A text that reads as manifests is a strategic merge, also with none in it; operations are tried only after that
    # failed.
    if merges is None:
        return written.placed(json_transform(operations, target, source, context))
    if not merges:
        # A file that is empty or holds comments alone reads as no manifests, and kustomize patches nothing.
        return _nothing
    if target is not None:
        # With a target, even an empty one, the id of the patch does not count.
        return written.placed(merge_selected(merges, target, config.options, context, source))
    wording = 'no resource matches strategic merge patch "{id}": {why}'
    return written.placed(merge_by_id(merges, config.options, context, wording))


def patch_strategic_merge(config: PatchStrategicMergeTransformer, context: Context) -> Transform:
    """``patchesStrategicMerge:``: each entry inline or a file, each document merged into the resource with its id."""
    entries, text = config.paths, config.patches
    if not entries and not text:
        raise PatchError("empty file path and empty patch content")
    runs: list[Transform] = []
    count = 0
    # A text first and the path of a file only then, as in kustomize: a path is no manifest.
    for index, entry in enumerate(entries):
        with wrapping(path=config.where("paths", index)[len(config.entry) :]):
            merges, written = _inline_or_file(entry, index, config, context)
        count += len(merges)
        runs.append(written.placed(merge_by_id(merges, None, context, "{why}", takes_api_version=True)))
    if text:
        written = PatchText("", config, context, "patches")
        try:
            merges = context.manifests(text, "", written.place())
        except KustompyError as error:
            if is_of_secrets(text):
                written.hide()
            written.put(error)
            raise
        keep_secrets(merges, [], None, context.session, written.source)
        count += len(merges)
        runs.append(written.placed(merge_by_id(merges, None, context, "{why}", takes_api_version=True)))
    if not count:
        raise PatchError(f"patch appears to be empty; files={_go_list(entries)}, Patch={text}")

    def run_all(resources: ResourceSet) -> None:
        for each in runs:
            each(resources)

    return run_all


def patch_json6902(config: PatchJson6902Transformer, context: Context) -> Transform:
    """One entry of ``patchesJson6902:``: operations for the one resource that the target names."""
    target, path, text = config.target, config.path, config.jsonOp
    # patchesJson6902: is older than patterns in targets: kustomize asks for the name first of all.
    if target is None or not target.name:
        raise PatchError("must specify the target name")
    if not path and not text:
        raise PatchError("empty file path and empty jsonOp")
    if path and text:
        raise PatchError("must specify a file path or jsonOp, not both")
    from kustompy.patches.json_patch import parse_json_patch

    written = PatchText(context.root.path_of(path) if path else "", config, context, "jsonOp")
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
        # Nobody has read the operations, so that nobody knows whether they are about data.
        if target.kind in ("", "Secret"):
            written.hide()
        if isinstance(error, PatchError):
            error.worded(f"decoding {shown(text, target.kind)}: {error}")
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


def _note_operations(operations: list[Manifest], context: Context, place: Place | None) -> None:
    if context.session.trace is not None and place is not None:
        context.session.trace.read(operations, place.at(0))


def _nothing(resources: ResourceSet) -> None:
    """An empty patch changes nothing."""


def _decoded(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _inline_or_file(entry: str, index: int, config: Config, context: Context) -> tuple[list[Manifest], PatchText]:
    """The patches of an entry, and where they are written."""
    written = PatchText("", config, context, "paths", index)
    try:
        return context.manifests(entry, "", written.place()), written
    except LimitError as error:
        written.put(error)
        raise
    except KustompyError:
        written = PatchText(context.root.path_of(entry), config, context)
    content = context.load(entry)
    with written:
        return context.manifests(content, entry, written.place()), written


def _parsed(
    text: str, source: PatchName, context: Context, place: Place | None
) -> tuple[list[Manifest] | None, list[Manifest]]:
    """The text as strategic merge patches, or else, with None for them, as JSON patch operations."""
    merges: list[Manifest] | None = None
    merge_error: KustompyError | None = None
    try:
        # what begins with a dash is a list, and no manifest
        # Saves a reading that must fail for each JSON patch in YAML; the error of kustomize is the same for both.
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
        # kustomize tells neither reason. The one is shown that fits what the text begins like.
        cause = error if merge_error is None or text.lstrip().startswith(("-", "[")) else merge_error
        from kustompy.yamlio.read.identity import NoManifest

        if isinstance(cause, NoManifest):
            cause.hinted(_BOTH_KINDS)
        raise cause.worded(f"unable to parse SM or JSON patch from {source}") from None


_EMPTY = "remove the entry, or write operations: `- op: replace`, `  path: /…`, `  value: …`"
_BOTH_KINDS = (
    "a strategic merge patch has apiVersion, kind and metadata.name; "
    "a JSON patch is a list: `- op: replace`, `  path: /…`, `  value: …`"
)


def _go_list(entries: Sequence[str]) -> str:
    return f"[{' '.join(text_of(each) for each in entries)}]"
