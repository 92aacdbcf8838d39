"""The making of a plan: each affected overlay at both sides, identical changes once, and what they bring."""

from __future__ import annotations

import os

from kustompy.planning.across import compared
from kustompy.planning.changes.noise import noise_of
from kustompy.planning.explaining import near, pointer
from kustompy.planning.forms.described import described
from kustompy.planning.objects import targets_to_compare
from kustompy.planning.plan.dangers import dangers
from kustompy.planning.plan.findings import Checks, distinct, relative
from kustompy.planning.plan.images import image_changes
from kustompy.planning.plan.plan import DangerIn, Group, ImageIn, Overlay, Plan
from kustompy.revisions.files import RevisionFiles
from kustompy.yamlio.writer import write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.linting.settings import Settings
    from kustompy.planning.across import Compared
    from kustompy.planning.changes.change import Change
    from kustompy.planning.explaining import Near
    from kustompy.planning.forms.described import Entry
    from kustompy.planning.known import Earlier
    from kustompy.planning.page.resources import Written
    from kustompy.planning.plan.dangers import Danger
    from kustompy.planning.plan.images import ImageChange
    from kustompy.planning.plan.plan import Wanted
    from kustompy.revisions.objects import Objects
    from kustompy.revisions.repository import Repository, Revision
    from kustompy.session.options import Options


def planned(
    paths: Sequence[str], repository: Repository, base: Revision, head: Revision | None, objects: Objects,
    options: Options, settings: Settings, wanted: Wanted, earlier: Earlier | None = None,
) -> Plan:  # fmt: skip
    """The plan for the overlays at or below the paths; without a ``head`` the new side is the work tree."""
    old = RevisionFiles(repository, base, objects)
    new = None if head is None else RevisionFiles(repository, head, objects)
    changed = repository.changed_files(base, head)
    targets = targets_to_compare(paths, old, new, changed, wanted.exclude, options, repository, earlier)
    gathered = _Gathered(near(repository.top), wanted)
    checks = Checks(options, settings, wanted.kubernetes_version) if wanted.findings else None
    noise = noise_of(settings.noise)
    for directory, there in targets:
        found = compared(directory, repository.top, old, new, options, noise, there)
        keys = tuple(map(_key, found.changes or ()))
        # Before the causes are asked for: lint builds with a trace, which the causes then take over.
        if checks is not None and found.changes and not gathered.knows(keys):
            assert found.old is not None
            assert found.new is not None
            gathered.findings += checks.new(directory, (found.old, found.new), (old, new))
        gathered.add(found, keys)
    return Plan(
        base.name, base.commit, "the work tree" if head is None else head.name, "" if head is None else head.commit,
        repository.top, (*_notes(repository, head, changed), *gathered.notes), tuple(gathered.overlays),
        gathered.groups(), gathered.images_in_overlays(), gathered.dangers_in_overlays(),
        tuple(relative(distinct(gathered.findings), repository.top)), gathered.left_out,
        tuple(gathered.written),
    )  # fmt: skip


def _notes(repository: Repository, head: Revision | None, changed: Sequence[str]) -> list[str]:
    """What a reader of the plan has to know about the checkout."""
    found = []
    if head is None:
        count = len(repository.uncommitted_files())
        if count:
            found.append(
                f"{count} file{'s' * (count != 1)} of the work tree {'are' if count != 1 else 'is'} not committed"
            )
        if repository.is_sparse:
            found.append("the checkout is sparse: overlays that read what is left out do not build")
    # git lists a submodule that has changed as one file.
    modules = [each for each in changed if os.path.exists(os.path.join(repository.top, each, ".git"))]
    if modules:
        found.append(f"submodules have changed, and are not looked into: {', '.join(modules)}")
    return found


class _Gathered:
    """What was found so far: each change, image and danger once, with the overlays that have it."""

    def __init__(self, shown: Near, wanted: Wanted) -> None:
        self.written: list[Written] = []
        self.overlays: list[Overlay] = []
        self._images: dict[ImageChange, list[str]] = {}
        self._dangers: dict[Danger, list[str]] = {}
        self.findings: list[Diagnostic] = []
        self.left_out = 0
        self.notes: dict[str, None] = {}
        """Notes on rules of Applications that cannot be followed, in order and each once."""
        self._shown, self._wanted = shown, wanted
        self._groups: dict[str, tuple[Entry, list[str]]] = {}
        self._seen: set[tuple[str, ...]] = set()

    def knows(self, keys: tuple[str, ...]) -> bool:
        """Whether an overlay before had these changes, and no others."""
        return keys in self._seen

    def add(self, found: Compared, keys: tuple[str, ...]) -> None:
        """Take note of an overlay, and of its changes."""
        self.overlays.append(_overlay(found, self._wanted))
        self.notes.update(dict.fromkeys(() if found.new is None else found.new.notes))
        self.left_out += 0 if found.changes is None else found.changes.left_out
        for key, change in zip(keys, found.changes or (), strict=True):
            self._add(key, change, found)
        self._seen.add(keys)

    def _add(self, key: str, change: Change, found: Compared) -> None:
        target = found.target
        if key not in self._groups:
            # Who wrote a value takes a traced build, so it is asked in the first of all overlays that change alike.
            (entry,) = described([change], self._shown, causes=self._wanted.causes)
            self._groups[key] = (entry, [])
            if self._wanted.resources and found.new is not None and change.after is not None:
                from kustompy.planning.page.resources import written_resource

                self.written.append(written_resource(found.new, change.index, self._shown))
        self._groups[key][1].append(target)
        for image in image_changes(change):
            _note(self._images.setdefault(image, []), target)
        for danger in dangers(change):
            _note(self._dangers.setdefault(danger, []), target)

    def groups(self) -> tuple[Group, ...]:
        """The changes, those of the same overlays beside each other, the widest first."""
        found = [Group(_shared(entry, len(overlays)), tuple(overlays)) for entry, overlays in self._groups.values()]
        order = {each.overlays: number for number, each in reversed(list(enumerate(found)))}
        # The widest changes first: they are what a reviewer has to understand, and single overlays are exceptions to
        # it.
        return tuple(sorted(found, key=lambda each: (-len(each.overlays), order[each.overlays])))

    def images_in_overlays(self) -> tuple[ImageIn, ...]:
        """The images, with their overlays."""
        return tuple(ImageIn(image, tuple(overlays)) for image, overlays in self._images.items())

    def dangers_in_overlays(self) -> tuple[DangerIn, ...]:
        """The dangers, errors first, with their overlays."""
        found = [DangerIn(danger, tuple(overlays)) for danger, overlays in self._dangers.items()]
        # Stable: within errors and warnings the order of overlays stays.
        return tuple(sorted(found, key=lambda each: each.danger.severity != "error"))


def _shared(entry: Entry, count: int) -> Entry:
    """The entry without the namespace, which is that of one overlay only."""
    return entry._replace(namespace="") if count > 1 else entry


def _note(overlays: list[str], target: str) -> None:
    # Overlays are added one after the other, so that only the last one can be the same.
    if target not in overlays[-1:]:
        overlays.append(target)


def _key(change: Change) -> str:
    """The key by which changes of different overlays are the same: all but name and namespace of the resource."""
    gvk = change.id.gvk
    if change.kind != "changed":
        import hashlib
        import json

        manifest = {**(change.after or change.before or {})}
        metadata = manifest.pop("metadata", None)
        # Overlays give one base names and namespaces of their own: all else being equal it is one change.
        kept = {key: value for key, value in metadata.items() if key not in ("name", "namespace")} if metadata else {}
        text = json.dumps([manifest, kept], sort_keys=True, default=str)
        # The key is kept for each change of each overlay, so a large resource is kept as its hash.
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return f"{change.kind} {gvk} {change.original_name} {digest}"
    fields = [
        f"{each.kind} {pointer(each.path)} {each.old!r} {each.new!r}"
        if not each.follows
        else f"{pointer(each.path)} follows"
        for each in change.fields
    ]
    return "\n".join([f"{change.kind} {gvk} {change.original_name} {change.is_renamed and change.former_id}", *fields])


def _overlay(found: Compared, wanted: Wanted) -> Overlay:
    count = len(found.changes or ())
    status = "new" if found.is_new else "gone" if found.is_gone else "changed" if count else "equal"
    error = ""
    if found.new_error is not None:
        status, error = "broken", str(found.new_error)
    elif found.old_error is not None:
        status, error = "broken before", str(found.old_error)
    resources = 0 if found.new is None else len(found.new.resources)
    digest = _digest(found) if wanted.digests else ""
    return Overlay(found.target, status, count, resources, digest, error)


def _digest(found: Compared) -> str:
    if found.new is None or found.is_gone:
        return ""
    import hashlib

    # What `build` prints, so that the digest can be compared with that of a later render.
    text = write(each.written for each in found.new.resources)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
