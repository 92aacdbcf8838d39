"""Findings of lint and validate that a change brings: those that the old side does not have."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError
from kustompy.linting.exceptions import is_excepted
from kustompy.linting.settings import is_silenced
from kustompy.results.result import Build
from kustompy.system.files import Files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.linting.settings import Settings
    from kustompy.planning.changes.differ import Side
    from kustompy.revisions.files import RevisionFiles
    from kustompy.session.options import Options
    from kustompy.validation.schema.finding import Finding
    from kustompy.validation.sources.schemas import Schemas


class Checks:
    """Checks overlays at both sides; schemas that all of them share are made once."""

    __slots__ = ("_options", "_schemas", "_settings", "_version")

    def __init__(self, options: Options, settings: Settings, kubernetes_version: str) -> None:
        self._options, self._settings, self._version = options, settings, kubernetes_version
        self._schemas: Schemas | None = None
        """Those of Kubernetes alone, for all overlays that define no kinds of their own."""

    def new(
        self, directory: str, sides: tuple[Side, Side], files: tuple[RevisionFiles, RevisionFiles | None]
    ) -> list[Diagnostic]:
        """What is found in the new side of an overlay and not in the old one."""
        # The new side first: most changes bring nothing, and the old side is not checked then.
        found = self.found(directory, sides[1], files[1])
        if not found:
            return []
        known = {_identity(each) for each in self.found(directory, sides[0], files[0])}
        return [each for each in found if _identity(each) not in known]

    def found(self, directory: str, side: Side, files: RevisionFiles | None = None) -> list[Diagnostic]:
        """What is found in one side of an overlay, but for what settings and comments say may stay."""
        if not side.resources:
            return []
        # Lint comes first: its build is traced, and the side takes its writers from there instead of building once
        # more when causes are asked for.
        linted = self._linted(directory, side, files)
        found = [*self._validated(side), *linted]
        return _unsettled(found, self._settings, Files() if files is None else files.fresh()) if found else []

    def _validated(self, side: Side) -> list[Finding]:
        from kustompy.validation.check.check import ValidationOptions
        from kustompy.validation.check.documents import found_in, subjects_of
        from kustompy.validation.sources.custom import is_definition

        assert isinstance(side.writers, Build)
        subjects = subjects_of(side.writers)
        has_own = any(isinstance(each.value, dict) and is_definition(each.value) for each in subjects)
        choice = ValidationOptions(
            disable=self._settings.disable, policy_sets=self._settings.policy_sets, ignore_missing_schemas=True
        )
        return found_in(subjects, self._schemas_for(has_own=has_own), choice)

    def _schemas_for(self, *, has_own: bool) -> Schemas:
        """The schemas for a side; those that it adds to are its own."""
        from kustompy.validation.check.documents import schemas_for

        # Definitions of one overlay must not hold for the next one, so schemas with kinds of their own are not shared.
        if self._schemas is not None and not has_own:
            return self._schemas
        schemas = schemas_for(self._version, disable=self._settings.disable, limits=self._options.limits)
        if not has_own:
            self._schemas = schemas
        return schemas

    def _linted(self, directory: str, side: Side, files: RevisionFiles | None) -> list[Diagnostic]:
        from kustompy.linting.run import findings_of, observed

        own = Files() if files is None else files.fresh()
        part, trace = observed(directory, self._options, self._settings, own)
        if trace is not None and isinstance(side.writers, Build):
            side.writers.know(trace)
        try:
            return findings_of([part], self._options, self._settings, own)
        # What lint cannot build is a finding of its own, and the plan goes on.
        except KustompyError as error:
            return error.diagnostics


def _unsettled(found: Sequence[Diagnostic], settings: Settings, files: Files) -> list[Diagnostic]:
    """The findings without those that are excepted, or that a comment on their line leaves out."""
    from datetime import date

    # An exception may have a day on which it ends.
    today, lines = date.today().isoformat(), dict[str, list[str]]()

    def lines_of(file: str) -> list[str]:
        if file not in lines:
            lines[file] = _text(file, files).split("\n")
        return lines[file]

    return [
        each
        for each in found
        if not is_excepted(each, settings.exempts, today)
        and not (settings.heeds_comments and each.line and is_silenced(each, lines_of(each.file)))
    ]


def _text(file: str, files: Files) -> str:
    """The text of a file; empty if it cannot be read, as one that was fetched."""
    try:
        return files.read(file).decode("utf-8", "replace")
    except KustompyError:
        return ""


def _identity(each: Diagnostic) -> tuple[str, str, str, tuple[str | int, ...]]:
    """What a finding is known by while lines move."""
    # Without lines, which move when something is written above. The path of a finding in a kustomization is left out,
    # too: it has the indexes of its lists.
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
