"""Overlays as pytest items: one for each thing that is checked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kustompy.api.build import build
from kustompy.errors import KustompyError
from kustompy.reporting.entries import entries_of_error
from kustompy.reporting.text import text_of
from kustompy.testing.assertions import assert_lints, assert_valid
from kustompy.testing.snapshots import assert_snapshot


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
        CHECKS[self.check](self.directory, self.config)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Errors and failed laws as their own text: no traceback through kustompy says more."""
        error = excinfo.value
        if isinstance(error, KustompyError):
            return text_of(entries_of_error(error, str(self.config.rootpath)))
        if isinstance(error, AssertionError):
            return str(error)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[str, None, str]:
        return self.directory, None, self.name


def _snapshots(config: pytest.Config) -> str:
    return config.getoption("--kustompy-snapshots") or config.getini("kustompy_snapshots") or ""


def _builds(directory: str, config: pytest.Config) -> None:
    build(directory)


def _valid(directory: str, config: pytest.Config) -> None:
    assert_valid(build(directory))


def _lints(directory: str, config: pytest.Config) -> None:
    assert_lints(directory)


def _snapshot(directory: str, config: pytest.Config) -> None:
    place = os.path.relpath(directory, config.rootpath)
    golden = os.path.join(config.rootpath, _snapshots(config), place)
    assert_snapshot(build(directory), golden, update=config.getoption("--kustompy-update"))


CHECKS: dict[str, Callable[[str, pytest.Config], None]] = {
    "builds": _builds,
    "valid": _valid,
    "lints": _lints,
    "snapshot": _snapshot,
}
