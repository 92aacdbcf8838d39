"""Follows a build and looks at each step as it is made; what a step never did is a finding."""

from __future__ import annotations

from kustompy.kustomization.builtins import krm_config
from kustompy.kustomization.fields import FIELDS
from kustompy.kustomization.file import fold_legacy_fields, parse_kustomization
from kustompy.model.values import plain
from kustompy.provenance.trace import Place, Tracer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeAlias

    from kustompy.errors import Diagnostic
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest
    from kustompy.session.context import Context
    from kustompy.system.files import Files

    Known: TypeAlias = tuple[Resource, Manifest]
    Found: TypeAlias = "tuple[Place, Diagnostic | None]"
    """A place in a file, and what is wrong there; None where all is well."""
    StepCheck: TypeAlias = "Callable[[Step], Iterator[Found]]"


class Step:
    """One step of a build: where it is configured, how, the resources after it, and manifests as they were before."""

    __slots__ = ("before", "config", "context", "place", "resources")

    def __init__(
        self,
        context: Context,
        place: Place,
        config: Any,
        resources: ResourceSet,
        before: list[Known],
    ) -> None:
        self.context, self.place, self.config, self.resources, self.before = context, place, config, resources, before

    def at(self, *path: str | int) -> Place:
        """The place of a part of the config."""
        return self.place._replace(path=(*self.place.path, *path))


class Log:
    """What the steps of all builds did, by file and place: a step that did something once is not at fault."""

    def __init__(self) -> None:
        self.fine: set[tuple[Place, str]] = set()
        self.wrong: dict[tuple[Place, str], Diagnostic] = {}
        self.generated: list[tuple[Resource, Place]] = []

    def diagnostics(self) -> list[Diagnostic]:
        """What was wrong each time."""
        return [each for place, each in self.wrong.items() if place not in self.fine]


def put(diagnostic: Diagnostic, place: Place) -> Diagnostic:
    """The diagnostic at the place: one in an entry that is a text is one inside of the text."""
    file, document, path = place
    if path[:1] in _TEXTS and len(path) > _TO_A_TEXT:
        inline = (int(path[_TO_A_TEXT]), path[_TO_A_TEXT + 1 :])
        return diagnostic.replace(file=file, document=document, path=path[:_TO_A_TEXT], inline=inline)
    return diagnostic.replace(file=file, document=document, path=path)


def _is_builtin(plugin: Resource) -> bool:
    return plugin.manifest.get("apiVersion") == "builtin"


_TEXTS = (("generators",), ("transformers",), ("validators",))
_TO_A_TEXT = 2
_GENERATORS = ("ConfigMapGenerator", "SecretGenerator")
# the field that says the same as a config of this kind, and the way to what it says
_FIELDS: dict[str, tuple[str, FieldPath]] = {
    row.kind: (row.name, (row.key,) if row.key else ()) for row in reversed(FIELDS) if row.kind
}


class Observer(Tracer):
    """A tracer that also asks the checks about each step."""

    def __init__(self, files: Files, log: Log, checks: dict[str, list[tuple[str, StepCheck]]]) -> None:
        super().__init__(files)
        self.log, self.checks = log, checks
        self._fields: dict[str, dict[str, Any]] = {}

    def generated(self, resource: Resource, file: str, path: FieldPath, plugin: Resource | None = None) -> None:
        """A resource was made by a generator."""
        super().generated(resource, file, path, plugin)
        if path[:1] in (("configMapGenerator",), ("secretGenerator",)):
            self.log.generated.append((resource, Place(file, 0, path)))
        elif plugin is not None and plugin.kind in _GENERATORS and _is_builtin(plugin):
            self.log.generated.append((resource, self._place_of(plugin, file, path)))

    def changed(self, resources: Any, context: Context, path: FieldPath, plugin: Resource | None = None) -> None:
        """A step is done: ask the checks that are about its field."""
        if plugin is not None and plugin.kind in _FIELDS and _is_builtin(plugin):
            place = self._place_of(plugin, context.file, path)
            field, inner = _FIELDS[plugin.kind]
            config: Any = krm_config(plugin.kind, plain(plugin.manifest))
        else:
            place, config = Place(context.file, 0, ()), self._fields_of(context.file)
            field, inner = str(path[0]) if path else "", path
        checks = self.checks.get(field, [])
        if checks:
            try:
                for part in inner:
                    config = config[part]
            except KeyError:  # a config that says nothing does nothing
                super().changed(resources, context, path, plugin)
                return
            place = place._replace(path=(*place.path, *inner))
            step = Step(context, place, config, resources, self._before(resources))
            for code, check in checks:
                for where, diagnostic in check(step):
                    if diagnostic is None:
                        self.log.fine.add((where, code))
                    else:
                        self.log.wrong.setdefault((where, code), put(diagnostic, where))
        super().changed(resources, context, path, plugin)

    def _place_of(self, plugin: Resource, file: str, path: FieldPath) -> Place:
        """Where the config of a generator or transformer stands."""
        return self.written_at(plugin, ()) or Place(file, 0, path)

    def _fields_of(self, file: str) -> dict[str, Any]:
        if file not in self._fields:
            fields = self._fields[file] = parse_kustomization(self.files.read(file), file)
            fold_legacy_fields(fields)
        return self._fields[file]

    def _before(self, resources: ResourceSet) -> list[Known]:
        """All resources that were seen so far, with their manifests before the step; those that are gone, too."""
        alive = {id(each) for each in resources}
        known = list(self._known.values())
        return [(each[0], each[1]) for each in known if id(each[0]) in alive] + [
            (each[0], each[1]) for each in known if id(each[0]) not in alive
        ]
