"""``kustompy validate --watch``: check everything once, and after each change what it reaches."""

from __future__ import annotations

import os
import sys

from kustompy.cli.build_flags import build_options, settings_of
from kustompy.cli.fleet_targets import roots_of
from kustompy.cli.inputs import STDIN, nothing, paths_of, targets_for
from kustompy.cli.output import to_stderr, to_stdout
from kustompy.cli.reporter import printed
from kustompy.cli.settled import Settled
from kustompy.cli.validate_build import settle, subjects_of
from kustompy.cli.validate_choices import chosen_for, words
from kustompy.cli.verdict import of_what, verdict
from kustompy.cli.versions import over_versions
from kustompy.cli.watching import outcomes_for, watched
from kustompy.errors import UsageError
from kustompy.fleet.appearing import Appearing
from kustompy.model.values import plain
from kustompy.targets.tree import SUFFIXES
from kustompy.validation.check.documents import checked, define
from kustompy.validation.check.inputs import Reading, subjects_of_file
from kustompy.validation.sources.custom import is_definition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kustompy.cli.flags import Line
    from kustompy.cli.verdict import Failure
    from kustompy.fleet.outcome import Outcome
    from kustompy.model.values import Manifest
    from kustompy.reporting.report import Report
    from kustompy.targets.overlays import Targets
    from kustompy.validation.check.check import ValidationOptions
    from kustompy.validation.check.subject import Subject
    from kustompy.validation.sources.schemas import Schemas


def main(line: Line, form: str) -> int:
    """Report on all targets, and after each change on those that it reaches, until Ctrl-C."""
    paths = paths_of(line)
    if STDIN in paths:
        raise UsageError("stdin cannot be watched", code="KST808", hint="name directories or files")
    options = build_options(line, os.environ)
    settings = settings_of(line, paths[0], command="validate")
    targets = targets_for(paths, line, settings.chosen)
    if not targets.directories and not targets.files:
        raise nothing(paths, targets)
    note = _note if form == "text" else _silent
    files = dict.fromkeys(targets.files)

    def build(wanted: Sequence[str]) -> Iterator[Outcome]:
        return outcomes_for(wanted, options, line, wants_records=True, note=note, files=files)

    checking = _Checking(line, form, targets, build)

    def find() -> list[str]:
        """The overlays and loose manifests that are there now."""
        now = targets_for(paths, line, settings.chosen)
        files.update(dict.fromkeys(now.files))
        return checking.joined(now)

    appearing = Appearing(roots_of(paths), find, (*targets.directories, *targets.files), SUFFIXES)
    for each in watched(
        targets.directories, options, line, wants_records=True, note=note, files=files, appearing=appearing
    ):
        report = checking.report(each.outcomes)
        to_stdout(printed(report, form, sys.stdout))
    return 0


class _Checking:
    """What is known of targets between rounds: which are not valid, and which custom kinds each defines."""

    def __init__(
        self, line: Line, form: str, targets: Targets, build: Callable[[Sequence[str]], Iterator[Outcome]]
    ) -> None:
        self._line, self._form, self._build = line, form, build
        self._all, self._files = dict.fromkeys((*targets.directories, *targets.files)), set(targets.files)
        self._options = build_options(line, os.environ)
        self._settings = settings_of(line, paths_of(line)[0], command="validate")
        self._reading = Reading(self._options.limits, root=self._options.root, trust=self._options.trust)
        self._versions = words([line["kubernetes-version"]])
        self._defined: dict[str, list[Manifest]] = {}
        self._wrong: dict[str, None] = {}
        self._schemas: dict[str, tuple[Schemas, ValidationOptions]] = {}

    def joined(self, now: Targets) -> list[str]:
        """All targets that exist now; new ones are taken into account from here on."""
        found = [*now.directories, *now.files]
        self._all.update(dict.fromkeys(found))
        self._files.update(now.files)
        return found

    def report(self, outcomes: Iterable[Outcome]) -> Report:
        """The report on the targets of one round; its last line names the others that are still not valid."""
        failures: list[Failure] = []
        groups: dict[str, list[Subject]] = {}
        self._take(outcomes, groups, failures)
        if self._defines_others(groups):
            # Another schema of a custom kind may make resources of any target valid or not: all are checked again.
            taken = {*groups, *(target for target, _ in failures)}
            self._take(self._build([each for each in self._all if each not in taken]), groups, failures)
            self._schemas = {each: chosen_for(self._line, self._settings, each) for each in self._versions}
        for schemas, _ in self._schemas.values():
            for group in groups.values():
                define(group, schemas)
        settled, done = Settled(self._settings), []
        for target, group in groups.items():
            subjects = self._checked(group)
            settle(subjects, settled)
            self._note(target, is_wrong=any(each.status in ("invalid", "error") for each in subjects))
            done += subjects
        for target, _ in failures:
            self._note(target, is_wrong=True)
        others = [each for each in self._wrong if each not in groups and all(each != target for target, _ in failures)]
        more = f"; not valid as before: {', '.join(others)}" if others else ""
        files = sum(each in self._files for each in groups)
        return verdict(
            done, failures, self._form, of_what(len(groups) + len(failures) - files, files, stdin=False),
            most=self._options.limits.findings, settled=f"{more}{settled.said()}", verbose=self._line["verbose"],
            summary=self._line["summary"],
        )  # fmt: skip

    def _subjects(self, outcome: Outcome) -> list[Subject]:
        if outcome.target in self._files:
            return subjects_of_file(outcome.target, self._reading) if os.path.isfile(outcome.target) else []
        return subjects_of(outcome, self._options)

    def _note(self, target: str, *, is_wrong: bool) -> None:
        self._wrong.pop(target, None)
        if is_wrong:
            self._wrong[target] = None

    def _take(self, outcomes: Iterable[Outcome], groups: dict[str, list[Subject]], failures: list[Failure]) -> None:
        for outcome in outcomes:
            if outcome.error is not None:
                failures.append((outcome.target, outcome.error))
            else:
                groups[outcome.target] = self._subjects(outcome)

    def _defines_others(self, groups: dict[str, list[Subject]]) -> bool:
        """Whether any target has other definitions of custom kinds than before, or there are no schemas yet."""
        differs = not self._schemas
        for target, group in groups.items():
            found = [plain(each.value) for each in group if isinstance(each.value, dict) and is_definition(each.value)]
            differs = differs or found != self._defined.get(target, [])
            self._defined[target] = found
        return differs

    def _checked(self, group: list[Subject]) -> list[Subject]:
        def check(version: str, subjects: list[Subject]) -> list[Subject]:
            return checked(subjects, *self._schemas[version])

        if len(self._versions) == 1:
            return check(self._versions[0], group)
        return over_versions(group, self._versions, check)


def _note(text: str) -> None:
    to_stderr(f"{text}\n")


def _silent(text: str) -> None:
    """Print no notes for a program that reads reports."""
