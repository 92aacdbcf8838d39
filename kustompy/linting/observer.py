"""Follows a build, and asks the checks about each of its steps; a step that has an effect in no build is a finding."""

from __future__ import annotations

import os
from collections import namedtuple

from kustompy.errors import KustompyError
from kustompy.kustomization.configs import as_record
from kustompy.kustomization.fields import FIELDS, STRUCT
from kustompy.kustomization.file import fold_legacy_fields, parse_kustomization
from kustompy.kustomization.krm import krm_config
from kustompy.messages.suggestions import Comparisons, similar_resource
from kustompy.model.values import plain
from kustompy.provenance.places import Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import NamedTuple, TypeAlias, TypeVar

    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.kustomization.configs import Record
    from kustompy.linting.tree import Parsed
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Value
    from kustompy.session.context import Context
    from kustompy.session.session import Overlaid

    Answer = TypeVar("Answer")
    Found: TypeAlias = "tuple[Place, Diagnostic | None]"
    """A place in a file, and what is wrong there; None if all is well there."""
    StepCheck: TypeAlias = "Callable[[Step], Iterator[Found]]"

    class Asked(NamedTuple):
        """The kustomization and the path in it, or the KRM object, that asked for a step."""

        what: str
        file: str
        path: FieldPath
        plugin: Resource | None
        wrote: bool
        """Whether the step wrote anything."""

    Checks: TypeAlias = dict[str, list[tuple[str, StepCheck]]]
    """The checks of each field, with their codes."""
else:
    Asked = namedtuple("Asked", ["what", "file", "path", "plugin", "wrote"])


class Step:
    """One step of a build: where it is configured, its config, and the resources before or after it.

    ``wrote`` says whether it wrote anything, ``losses`` what its merges lost; both come from ``trace``.
    """

    __slots__ = ("_log", "config", "context", "fields", "losses", "place", "resources", "trace", "wrote")

    def __init__(
        self, context: Context, place: Place, config: Value, fields: dict[str, Value], resources: ResourceSet, log: Log
    ) -> None:
        self.context, self.place, self.config, self.resources, self._log = context, place, config, resources, log
        self.fields = fields
        """The fields of the kustomization that asks for the step."""
        trace = context.session.trace
        assert trace is not None
        self.trace, self.wrote, self.losses = trace, trace.wrote, trace.losses
        # What was seen of the resources may have changed.
        if self.wrote:
            log.looked = None

    def similar(self, kind: str, name: str) -> str:
        """A hint that names the most similar resource; empty once many targets were wrong."""
        if len(self._log.wrong) >= _MOST_COMPARED:
            return ""
        return similar_resource(kind, name, self.resources)

    def did_you_mean(self, name: str, names: Iterable[str]) -> str:
        """A hint that names the most similar of the names."""
        return self._log.comparisons.did_you_mean(name, names)

    def once_for_all(self, look: Callable[[ResourceSet], Answer]) -> Answer:
        """The result of a look at the resources, kept while the entries of one field write nothing."""
        # 1,000 entries of `images:` that fit nothing, beside 1,000 containers, once took 24 s.
        asked = (self.context, self.place.path[:1], look)
        if self._log.looked is None or self._log.looked[0] != asked or not self.place.path:
            self._log.looked = asked, look(self.resources)
        found: Answer = self._log.looked[1]
        return found

    def at(self, *path: str | int) -> Place:
        """The place of a part of the config."""
        return self.place.below(*path)


# Nobody reads more hints, and each compares a name with all others of the build.
_MOST_COMPARED = 20


class Log:
    """The steps of all builds by file and place: one that had an effect in some build is not at fault.

    A component that several overlays use may patch what only one of them has.
    """

    def __init__(self) -> None:
        self.fine: set[tuple[Place, str]] = set()
        self.wrong: dict[tuple[Place, str], Diagnostic] = {}
        self.generated: list[tuple[Resource, Place]] = []
        self.comparisons = Comparisons()
        self.looked: tuple[object, Value] | None = None
        """The last look at the resources, and what it saw."""

    def diagnostics(self) -> list[Diagnostic]:
        """The findings about steps that were wrong in every build."""
        return [each for place, each in self.wrong.items() if place not in self.fine]


def put(diagnostic: Diagnostic, place: Place) -> Diagnostic:
    """The diagnostic at the place: one in an entry that is a text is one inside of the text."""
    return diagnostic.replace(file=place.file, document=place.document, path=place.path, inline=place.inner)


def _is_builtin(plugin: Resource) -> bool:
    return plugin.manifest.get("apiVersion") == "builtin"


_GENERATORS = ("ConfigMapGenerator", "SecretGenerator")
# Kind of a builtin → the field of a kustomization that does the same, and the path in the KRM object to what an entry
# of the field says. Reversed, since `commonLabels` shares its builtin with `labels`, and the first row counts.
_FIELDS: dict[str, tuple[str, FieldPath]] = {
    row.kind: (row.name, (row.key,) if row.key else ()) for row in reversed(FIELDS) if row.kind
}
# It has patches as texts beside its `paths`, and may have nothing else.
_FIELDS["PatchStrategicMergeTransformer"] = "patchesStrategicMerge", ()


class Observer:
    """Asks the checks about each step of a traced build: some before it is made, some after."""

    def __init__(self, log: Log, before: Checks, after: Checks, read: Callable[[str], bytes], parsed: Parsed) -> None:
        self.log, self.read, self._before, self._after, self._parsed = log, read, before, after, parsed
        self._fields: dict[str, dict[str, Value]] = {}
        self._said: dict[str, Record] = {}
        self.steps: dict[int, Asked] = {}
        """Number of a step → what asked for it."""

    def parsed(self, file: str, fields: dict[str, Value]) -> None:
        """Note the fields of a kustomization, which the build is about to fold into today's."""
        # A copy: the build folds old fields in place, and KST958 is about these.
        self._parsed[file] = {**fields}

    def generated(self, resource: Resource, context: Context, path: FieldPath, plugin: Resource | None) -> None:
        """Note a resource that a generator made."""
        if path[:1] in (("configMapGenerator",), ("secretGenerator",)):
            self.log.generated.append((resource, Place(context.file, 0, path)))
        elif plugin is not None and plugin.kind in _GENERATORS and _is_builtin(plugin):
            self.log.generated.append((resource, _place_of(plugin)))

    def begins(self, resources: ResourceSet, context: Context, path: FieldPath, plugin: Resource | None) -> None:
        """Ask the checks that look at the resources before a transformer changes them."""
        self._ask(self._before, resources, context, path, plugin)

    def done(self, resources: ResourceSet, context: Context, path: FieldPath, plugin: Resource | None) -> None:
        """Note what a transformer did, and ask the checks that look at the resources behind it."""
        assert context.session.trace is not None
        step = context.session.trace.step
        self.steps[step.number] = Asked(step.what, context.file, path, plugin, context.session.trace.wrote)
        self._ask(self._after, resources, context, path, plugin)

    def _ask(
        self, checks: Checks, resources: ResourceSet, context: Context, path: FieldPath, plugin: Resource | None
    ) -> None:
        """Ask the checks of the field, or of the field that does the same as the KRM object."""
        inner: FieldPath
        overlaid = context.session.overlaid
        if plugin is not None and plugin.kind in _FIELDS and _is_builtin(plugin):
            field, inner = _FIELDS[plugin.kind]
        else:
            field, inner = str(path[0]) if path else "", path
        if field not in checks:
            return
        if plugin is not None:
            place, config = _place_of(plugin), krm_config(plugin.kind, plain(plugin.manifest)).at(inner)
        else:
            place, config = Place(context.file), self.said_in(context.file, overlaid).at(inner)
        # An ImageTagTransformer without an image changes nothing: it is no image without a name.
        if config is None:
            return
        step = Step(context, place.below(*inner), config, self.fields_of(context.file, overlaid), resources, self.log)
        for code, check in checks[field]:
            for where, diagnostic in self._found(check, step):
                # What an object of Flux or Argo CD adds to a kustomization stands in that object, not in the file.
                where = where if overlaid is None else _moved(where, overlaid)
                if diagnostic is None:
                    self.log.fine.add((where, code))
                elif (where, diagnostic.code) not in self.log.wrong:
                    self.log.wrong[where, diagnostic.code] = put(diagnostic, where)

    def _found(self, check: StepCheck, step: Step) -> list[Found]:
        """What a check finds; nothing if it meets what the build is about to refuse, which reports it at its place."""
        try:
            return list(check(step))
        except KustompyError:
            return []

    def fields_of(self, file: str, overlaid: Overlaid | None = None) -> Value:
        """The fields of a kustomization of the build, with old ones folded, and with what an object adds to them."""
        if file not in self._fields:
            is_laid = overlaid is not None and overlaid.directory == os.path.dirname(file)
            if is_laid and overlaid is not None and overlaid.generated is not None:
                fields: dict[str, Value] = {"resources": overlaid.generated}
            else:
                fields = {**(self._parsed.get(file) or parse_kustomization(self.read(file), file))}
            fold_legacy_fields(fields)
            self._fields[file] = overlaid.lay(fields, file) if is_laid and overlaid is not None else fields
        return self._fields[file]

    def said_in(self, file: str, overlaid: Overlaid | None = None) -> Record:
        """The same fields as a record, one for all steps: a list makes its records when it is first read."""
        if file not in self._said:
            self._said[file] = as_record(self.fields_of(file, overlaid), STRUCT)
        return self._said[file]


def _moved(place: Place, overlaid: Overlaid) -> Place:
    """The place, or the one in the object of a controller that the build takes the value from."""
    moved = overlaid.moved(place.file, place.path)
    return place if moved is None else place._replace(file=moved[0], document=moved[1], path=moved[2])


def _place_of(plugin: Resource) -> Place:
    """The place of the config of a generator or transformer."""
    assert plugin.trace is not None
    return plugin.trace.place_of(plugin.manifest)
