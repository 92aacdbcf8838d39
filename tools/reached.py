"""A pytest plugin of `mutate`: notes which functions each test reaches, and runs the tests that are asked for.

``MUTATE_NOTES`` names a file for the notes; ``MUTATE_TESTS`` one with the ids of tests, one a line, in their order.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import NamedTuple

import pytest

TOP = Path(__file__).resolve().parent.parent
PACKAGE = f"{TOP / 'kustompy'}{os.sep}"
NOTES, TESTS = "MUTATE_NOTES", "MUTATE_TESTS"


class Reached(NamedTuple):
    """A test that passed, how long it took, and the functions it went through, each as ``path:name``."""

    test: str
    seconds: float
    functions: frozenset[str]


def read_notes(path: Path) -> list[Reached]:
    """What was noted in one or more runs, the last one of each test."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return list({test: Reached(test, seconds, frozenset(functions)) for test, seconds, functions in rows}.values())


def function_of(path: str, name: str) -> str:
    """How a function is called in the notes; the path is absolute, in this checkout."""
    return f"{Path(path).relative_to(TOP).as_posix()}:{name}"


class Notes:
    """Writes down what every test reaches."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.seen: set[CodeType] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """Look at every call; lines of functions are not looked at, which would cost much more."""
        self.seen = set()
        sys.settrace(self.note)
        threading.settrace(self.note)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            threading.settrace(None)

    def note(self, frame: FrameType, event: str, argument: object) -> None:
        """Called by Python when a function begins."""
        self.seen.add(frame.f_code)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write down the test if it passed."""
        if report.when == "call" and report.passed:
            ours = {function_of(c.co_filename, c.co_name) for c in self.seen if c.co_filename.startswith(PACKAGE)}
            with open(self.path, "a", encoding="utf-8") as file:
                file.write(json.dumps([report.nodeid, round(report.duration, 3), sorted(ours)]) + "\n")


def pytest_configure(config: pytest.Config) -> None:
    """Take notes if that is asked for."""
    if path := os.environ.get(NOTES):
        config.pluginmanager.register(Notes(path))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests that are asked for, in the order in which they are asked for."""
    if path := os.environ.get(TESTS):
        order = {name: at for at, name in enumerate(Path(path).read_text(encoding="utf-8").splitlines())}
        config.hook.pytest_deselected(items=[each for each in items if each.nodeid not in order])
        items[:] = sorted((each for each in items if each.nodeid in order), key=lambda each: order[each.nodeid])
