"""Findings of lint and validate that a change brings: those that the old side does not have."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kustompy.errors import Diagnostic
    from kustompy.linting.settings import Settings
    from kustompy.planning.changes.differ import Side
    from kustompy.revisions.files import RevisionFiles
    from kustompy.session.options import Options
    from kustompy.validation.schema.finding import Finding
    from kustompy.validation.sources.schemas import Schemas


class Checks:
    """Checks overlays at both sides; what does not change between them is made once."""

    __slots__ = ("_options", "_schemas", "_settings", "_version")

    def __init__(self, options: Options, settings: Settings, kubernetes_version: str) -> None:
        self._options, self._settings, self._version = options, settings, kubernetes_version
        self._schemas: Schemas | None = None
        """Those of Kubernetes alone, for all overlays that define no kinds of their own."""

    def new(
        self, directory: str, sides: tuple[Side, Side], files: tuple[RevisionFiles, RevisionFiles | None]
    ) -> list[Diagnostic]:
        """What is found in the new side of an overlay and not in the old one."""
        found = self.found(directory, sides[1], files[1])
        if not found:
            return []
        known = {_told(each) for each in self.found(directory, sides[0], files[0])}
        return [each for each in found if _told(each) not in known]

    def found(self, directory: str, side: Side, files: RevisionFiles | None = None) -> list[Diagnostic]:
        """What is found in one side of an overlay."""
        if not side.resources:
            return []
        return [*self._validated(side), *self._linted(directory, files)]

    def _validated(self, side: Side) -> list[Finding]:
        from kustompy.validation.check.check import ValidationOptions
        from kustompy.validation.check.documents import checked, define, placed
        from kustompy.validation.check.subject import Subject, taken_apart
        from kustompy.validation.sources.custom import is_definition

        def written_at(index: int, path: tuple[str | int, ...]) -> tuple[str, int, int]:
            writers = [] if side.writers is None else side.writers.explain(index, path)
            return writers[-1][2:5] if writers else ("", 0, 0)

        locate, settings = placed(written_at), self._settings
        subjects = [
            each
            for index, resource in enumerate(side.resources)
            for each in taken_apart(Subject(resource.written, document=index, locate=locate))
        ]
        has_own = any(isinstance(each.value, dict) and is_definition(each.value) for each in subjects)
        schemas = self._schemas_for(has_own=has_own)
        define(subjects, schemas)
        choice = ValidationOptions(
            disable=settings.disable, policy_sets=settings.policy_sets, ignore_missing_schemas=True
        )
        found = [finding for each in checked(subjects, schemas, choice) for finding in each.findings]
        return side.without_secrets(found)

    def _schemas_for(self, *, has_own: bool) -> Schemas:
        """The schemas for a side; those that it adds to are its own."""
        from kustompy.validation.check.documents import schemas_for

        if self._schemas is not None and not has_own:
            return self._schemas
        schemas = schemas_for(self._version, disable=self._settings.disable, limits=self._options.limits)
        if not has_own:
            self._schemas = schemas
        return schemas

    def _linted(self, directory: str, files: RevisionFiles | None) -> list[Diagnostic]:
        from kustompy.linting.run import lint

        own = None if files is None else files.fresh()
        try:
            return lint([directory], self._options, self._settings, own)
        except KustompyError as error:
            return error.diagnostics


def _told(each: Diagnostic) -> tuple[str, str, str, tuple[str | int, ...]]:
    """What tells a finding from others while lines move."""
    return each.code, each.message, each.file, each.path if each.resource else ()


def distinct(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Each finding once, by place; overlays that share a base share its findings."""
    return list({(each.code, each.file, each.line, each.message): each for each in found}.values())


def relative(found: Sequence[Diagnostic], top: str) -> list[Diagnostic]:
    """The findings with paths from the top of the repository."""
    below = top + os.sep
    return [
        each.replace(file=each.file[len(below) :].replace(os.sep, "/")) if each.file.startswith(below) else each
        for each in found
    ]
