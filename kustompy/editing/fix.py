"""``edit fix``: old fields into today's, written only if the render stays what it was."""

from __future__ import annotations

import os

from kustompy.editing.draft import Draft
from kustompy.editing.layout import ORDER
from kustompy.errors import KustomizationError, KustompyError
from kustompy.model.values import copied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Value
    from kustompy.results.result import Build
    from kustompy.session.options import Options

    Fields = dict[str, Value]


class Fixed:
    """What a fix did: the files that it wrote, and how the render differs from the one before.

    ``unproven`` is why the kustomization could not be built before, in which case there was nothing to compare.
    """

    __slots__ = ("changed", "error", "output", "unproven", "warnings", "written")

    def __init__(self) -> None:
        self.written: list[str] = []
        self.changed: list[str] = []
        self.output = self.error = self.unproven = ""
        self.warnings: list[str] = []

    def to_dict(self) -> dict[str, Value]:
        """All of it as plain data, for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


class _Proposal:
    """Fields, and the files that go with them, and what they render to."""

    __slots__ = ("build", "error", "fields", "files")

    def __init__(self, fields: Fields, files: dict[str, bytes]) -> None:
        self.fields, self.files = fields, files
        self.build: Build | None = None
        self.error = ""


def fix(
    directory: str | os.PathLike[str] = ".",
    options: Options | None = None,
    *,
    with_vars: bool = False,
    force: bool = False,
    reprint: bool = False,
) -> Fixed:
    """Convert the old fields of the kustomization in a directory, and its ``vars`` if asked to, as ``edit fix`` does.

    ``force`` writes it although the render changes; ``reprint`` gives kustomize's own layout. Raises LoadError if there
    is no kustomization, and KustomizationError if the render would change: then nothing is written.
    """
    draft = Draft(os.fspath(directory))
    result = Fixed()
    before = _rendered(draft, options, {}, result)
    chosen: _Proposal | None = None
    for fields, files in _proposals(draft, options, with_vars=with_vars):
        proposal = _Proposal(fields, files)
        _try(draft, proposal, options)
        chosen = chosen or proposal
        # With nothing to compare, the conversion of kustomize is taken.
        if before is None or (proposal.build is not None and proposal.build.to_yaml() == before.to_yaml()):
            chosen = proposal
            break
    assert chosen is not None
    _compare(before, chosen, result)
    if (result.changed or (before is not None and result.error)) and not force:
        raise _refusal(draft, result)
    # In the order in which kustomize writes fields, which is where new ones end up in the file.
    draft.fields.clear()
    draft.fields.update({name: chosen.fields[name] for name in ORDER if name in chosen.fields})
    _write(draft, chosen.files, result, reprint=reprint)
    return result


def _rendered(draft: Draft, options: Options | None, files: dict[str, bytes], result: Fixed) -> Build | None:
    try:
        build = _build(draft, options, files)
    except KustompyError as error:
        result.unproven = str(error)
        result.warnings = list(error.warnings)
        return None
    result.warnings = build.warnings
    return build


def _build(draft: Draft, options: Options | None, files: dict[str, bytes]) -> Build:
    from kustompy.rendering.pipeline import build
    from kustompy.system.files import Files

    return build(os.path.realpath(draft.directory), options, Files(files))


def _try(draft: Draft, proposal: _Proposal, options: Options | None) -> None:
    path = os.path.join(os.path.realpath(draft.directory), os.path.basename(draft.read_path))
    try:
        proposal.build = _build(draft, options, {**proposal.files, path: draft.text_of(proposal.fields)})
        # Some errors, such as those of values that cannot be printed, come no earlier.
        proposal.build.to_yaml()
    except KustompyError as error:
        proposal.build, proposal.error = None, str(error)


def _proposals(draft: Draft, options: Options | None, *, with_vars: bool) -> Iterator[tuple[Fields, dict[str, bytes]]]:
    """The conversions to try: as kustomize orders patches, then as the build runs them."""
    for fields in conversions(draft):
        if with_vars and fields.get("vars"):
            from kustompy.editing.vars import with_replacements

            yield with_replacements(fields, draft.directory, _wall(draft, options))
        else:
            yield fields, {}


def _wall(draft: Draft, options: Options | None) -> str:
    """The directory that the files which a fix changes have to lie in; empty if any may be changed."""
    if options is not None and options.root:
        return os.path.realpath(options.root)
    if options is not None and options.trust:
        return ""
    from kustompy.session.walls import work_tree

    return os.path.realpath(work_tree(draft.directory))


def conversions(draft: Draft) -> Iterator[Fields]:
    """The fields of a kustomization as they are called today: first as kustomize orders patches, then as they run."""
    fields = copied(draft.fields)
    json_patches = fields.pop("patchesJson6902", [])
    merges = [_as_patch(entry, draft.directory) for entry in fields.pop("patchesStrategicMerge", [])]
    own = fields.get("patches", [])
    _convert_labels(fields, draft.read_path)
    # kustomize puts the patches of JSON before strategic ones. A build runs `patchesStrategicMerge` first, then
    # `patches`, and `patchesJson6902` after all other transformers, so that the second order is often the one that
    # renders the same.
    for patches in ([*own, *json_patches, *merges], [*merges, *own, *json_patches]):
        if patches:
            fields["patches"] = copied(patches)
        yield fields


def _as_patch(entry: str, directory: str) -> Fields:
    """A strategic merge entry as an item of ``patches``: a path, or the patch itself."""
    # kustomize tries to read the entry as a file, and takes it for the patch itself if that fails. A missing file thus
    # becomes a patch that no build can read, and the proof refuses it.
    is_file = "\n" not in entry and os.path.isfile(os.path.join(directory, entry))
    return {"path": entry} if is_file else {"patch": entry}


def _convert_labels(fields: Fields, path: str) -> None:
    common = fields.pop("commonLabels", None)
    if not common:
        return
    # Behind the entries that are there, as kustomize appends it. A key in both is refused there as well: which of the
    # two values holds would depend on their order.
    labels = fields.setdefault("labels", [])
    for key in common:
        if any(key in each.get("pairs", {}) for each in labels):
            raise KustomizationError(
                f"label name '{key}' exists in both commonLabels and labels",
                code="KST846",
                file=path,
                path=("commonLabels", key),
                hint="keep one of the two",
            )
    labels.append({"includeSelectors": True, "pairs": common})


def _compare(before: Build | None, chosen: _Proposal, result: Fixed) -> None:
    """Note how the render differs from the one before."""
    result.error = chosen.error
    if before is None or chosen.build is None:
        return
    result.output = chosen.build.to_yaml()
    if result.output == before.to_yaml():
        result.output = ""
        return
    old = {str(each.id): each.to_yaml() for each in before}
    new = {str(each.id): each.to_yaml() for each in chosen.build}
    result.changed = [name for name in {**old, **new} if old.get(name) != new.get(name)] or ["their order"]


def _refusal(draft: Draft, result: Fixed) -> KustomizationError:
    if result.error:
        text = f"the fixed kustomization could not be built, and was not written: {result.error}"
    else:
        text = f"the fix would change what is built, and was not written: {', '.join(result.changed)}"
    return KustomizationError(
        text, code="KST847", file=draft.path, hint="--force writes it all the same; nothing was changed so far"
    )


def _write(draft: Draft, files: dict[str, bytes], result: Fixed, *, reprint: bool) -> None:
    from kustompy.editing.draft import read_bytes
    from kustompy.editing.saving import save

    # The files with placeholders first: a kustomization whose replacements find none of them would not build.
    for path, content in files.items():
        save(path, read_bytes(path), content)
        result.written.append(path)
    if draft.save_fixed(reprint=reprint):
        result.written.append(draft.path)
