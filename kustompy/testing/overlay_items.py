"""Overlays as pytest items: one for each thing that is checked."""

from __future__ import annotations

import os

import pytest

from kustompy.api.build import build
from kustompy.api.inputs import declared_inputs
from kustompy.errors import KustompyError
from kustompy.errors.diagnostic import Diagnostic
from kustompy.reporting.concise import line_of
from kustompy.reporting.entries import Entry, entries_of, entries_of_error
from kustompy.reporting.text import text_of
from kustompy.results.result import Build
from kustompy.session.inputs import Inputs
from kustompy.testing.snapshots import assert_snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from _pytest._code.code import TerminalRepr, TracebackStyle


class NotWell(Exception):
    """A check has findings: their text as the command prints it, and a line for the summary of the run."""

    def __init__(self, text: str, line: str) -> None:
        super().__init__(text)
        self.line = line


def overlay_items(session: pytest.Session, directory: str) -> Iterator[pytest.Item]:
    """The tests of one overlay."""
    config = session.config
    place = os.path.relpath(directory, config.rootpath)
    checks = list(config.getini("kustompy_checks"))
    if _snapshots(config):
        checks.append("snapshot")
    for check in checks:
        if check not in CHECKS:
            raise pytest.UsageError(f"kustompy_checks: {check!r} is none of {', '.join(CHECKS)}")
        item = OverlayItem.from_parent(session, name=f"{place}::{check}", nodeid=f"{place}::{check}")
        item.directory, item.check = directory, check
        yield item


class OverlayItem(pytest.Item):
    """One check of one overlay."""

    directory: str
    check: str

    def runtest(self) -> None:
        root = str(self.config.rootpath)
        try:
            built = build(self.directory, inputs=made_up(self.directory))
            built.to_yaml()
        except KustompyError as error:
            told_by = self._told_by()
            if told_by is not None:
                pytest.skip(f"does not build: {told_by}")
            raise _not_well(entries_of_error(error, root), self.directory, root) from None
        CHECKS[self.check](built, self.directory, self.config)

    def _told_by(self) -> str | None:
        """The first other check of this run that fails with the same error: one mistake is one failure."""
        for each in self.session.items:
            if isinstance(each, OverlayItem) and each.directory == self.directory:
                return None if each is self else each.name
        return None

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: TracebackStyle | None = None
    ) -> str | TerminalRepr:
        """The findings as text; a traceback through kustompy would say no more."""
        if not isinstance(excinfo.value, NotWell | AssertionError):
            return super().repr_failure(excinfo, style)
        shown = excinfo.getrepr(style="native")
        shown.reprtraceback.reprentries[0].lines = [f"{excinfo.value}\n"]
        if shown.reprcrash is not None:
            line = excinfo.value.line if isinstance(excinfo.value, NotWell) else str(excinfo.value)
            shown.reprcrash = type(shown.reprcrash)(self.directory, 0, line)
        return shown

    def reportinfo(self) -> tuple[str, None, str]:
        return self.directory, None, self.name


def made_up(directory: str) -> Inputs:
    """What kustompy.toml says the pipeline gives, with values of our own: a test needs no secret, and shows none."""
    return declared_inputs(directory, {}, placeholders=True)


def _snapshots(config: pytest.Config) -> str:
    return config.getoption("--kustompy-snapshots") or config.getini("kustompy_snapshots") or ""


def _not_well(entries: Sequence[Entry], directory: str, root: str) -> NotWell:
    """The findings; the line for the summary begins with the place, as seen from the overlay."""
    first = entries[0]
    file = os.path.relpath(os.path.join(root, first.file), directory) if first.file else ""
    line = line_of(first._replace(file=file, severity="")).strip().replace(":  ", ": ", 1)
    more = f" (and {len(entries) - 1} more)" if len(entries) > 1 else ""
    return NotWell(text_of(entries), line + more)


def _raise_for(found: Sequence[Diagnostic], directory: str, config: pytest.Config) -> None:
    if found:
        root = str(config.rootpath)
        raise _not_well(entries_of(found, root), directory, root)


def _builds(built: Build, directory: str, config: pytest.Config) -> None:
    """Check nothing else: the build has succeeded."""


def _valid(built: Build, directory: str, config: pytest.Config) -> None:
    from kustompy.api.check import unsettled, validate
    from kustompy.linting.settings import settings_for

    found = validate(built, policy_sets=settings_for(directory, command="validate").policy_sets)
    _raise_for(unsettled([each for each in found if each.severity == "error"], directory), directory, config)


def _lints(built: Build, directory: str, config: pytest.Config) -> None:
    from kustompy.linting import settings_for
    from kustompy.linting.run import lint
    from kustompy.session.options import Options

    options = Options(inputs=made_up(directory))
    _raise_for(lint([directory], options, settings_for(directory)), directory, config)


def _snapshot(built: Build, directory: str, config: pytest.Config) -> None:
    place = os.path.relpath(directory, config.rootpath)
    # Overlays may have one name in several places, so the snapshot lies below its path from the root.
    golden = os.path.join(config.rootpath, _snapshots(config), place)
    assert_snapshot(built, golden, update=config.getoption("--kustompy-update"))


CHECKS: dict[str, Callable[[Build, str, pytest.Config], None]] = {
    "builds": _builds,
    "valid": _valid,
    "lints": _lints,
    "snapshot": _snapshot,
}
