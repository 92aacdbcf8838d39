"""Follows a build and looks at each step as it is made; what a step never did is a finding."""

from __future__ import annotations

from kustompy.kustomization import parse_kustomization
from kustompy.tracing import Tracer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeAlias

    from kustompy.builtins import FieldPath
    from kustompy.context import Context
    from kustompy.errors import Diagnostic
    from kustompy.files import Files
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest

    Known: TypeAlias = tuple[Resource, Manifest]
    Found: TypeAlias = "tuple[FieldPath, Diagnostic | None]"
    """A place in the kustomization file, and what is wrong there; None where all is well."""
    StepCheck: TypeAlias = "Callable[[Step], Iterator[Found]]"


class Step:
    """One step of a build: where it is configured, how, the resources after it, and manifests as they were before."""

    __slots__ = ("before", "config", "context", "path", "resources")

    def __init__(
        self,
        context: Context,
        path: FieldPath,
        config: Any,
        resources: ResourceSet,
        before: list[Known],
    ) -> None:
        self.context, self.path, self.config, self.resources, self.before = context, path, config, resources, before


class Log:
    """What the steps of all builds did, by file and place: a step that did something once is not at fault."""

    def __init__(self) -> None:
        self.fine: set[tuple[str, FieldPath, str]] = set()
        self.wrong: dict[tuple[str, FieldPath, str], Diagnostic] = {}
        self.generated: list[tuple[Resource, str, FieldPath]] = []

    def diagnostics(self) -> list[Diagnostic]:
        """What was wrong each time."""
        return [each for place, each in self.wrong.items() if place not in self.fine]


class Observer(Tracer):
    """A tracer that also asks the checks about each step."""

    def __init__(self, files: Files, log: Log, checks: dict[str, list[tuple[str, StepCheck]]]) -> None:
        super().__init__(files)
        self.log, self.checks = log, checks
        self._fields: dict[str, dict[str, Any]] = {}

    def generated(self, resource: Resource, file: str, path: FieldPath) -> None:
        """A resource was made by a generator."""
        super().generated(resource, file, path)
        if path[:1] in (("configMapGenerator",), ("secretGenerator",)):
            self.log.generated.append((resource, file, path))

    def changed(self, resources: Any, context: Context, path: FieldPath) -> None:
        """A step is done: ask the checks that are about its field."""
        checks = self.checks.get(str(path[0]), []) if path else []
        if checks:
            config: Any = self._fields_of(context.file)
            for part in path:
                config = config[part]
            step = Step(context, path, config, resources, self._before(resources))
            for code, check in checks:
                for place, diagnostic in check(step):
                    where = (context.file, place, code)
                    if diagnostic is None:
                        self.log.fine.add(where)
                    else:
                        diagnostic.file, diagnostic.path = context.file, place
                        self.log.wrong.setdefault(where, diagnostic)
        super().changed(resources, context, path)

    def _fields_of(self, file: str) -> dict[str, Any]:
        if file not in self._fields:
            self._fields[file] = parse_kustomization(self.files.read(file), file)
        return self._fields[file]

    def _before(self, resources: ResourceSet) -> list[Known]:
        """All resources that were seen so far, with their manifests before the step; those that are gone, too."""
        alive = {id(each) for each in resources}
        known = list(self._known.values())
        return [(each[0], each[1]) for each in known if id(each[0]) in alive] + [
            (each[0], each[1]) for each in known if id(each[0]) not in alive
        ]
