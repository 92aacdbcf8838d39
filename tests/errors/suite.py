"""The error suite: mistakes that people make, what is said of them, and how right that is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from kustompy.errors import KustompyError
from kustompy.errors.diagnostic import Diagnostic
from kustompy.linting.run import lint
from kustompy.rendering.pipeline import build
from kustompy.reporting.report import rendered, report_of_error, report_of_findings
from kustompy.session.options import Options

CASES = sorted(each for each in (Path(__file__).parent / "cases").iterdir() if each.is_dir())


class Mistake(NamedTuple):
    """A file and a line; where the place is a matter of taste the lines beside it are right, too."""

    file: str
    line: int
    loose: bool


class Answer(NamedTuple):
    """What kustompy says of a tree."""

    text: str
    diagnostics: list[Diagnostic]


class Score(NamedTuple):
    """How many mistakes there are, and of how many the file, the line and a way out are told."""

    mistakes: int
    files: int
    lines: int
    hints: int


def mistakes(case: Path) -> list[Mistake]:
    """The mistakes of a tree."""
    found = []
    for text in (case / "mistakes.txt").read_text().splitlines():
        file, line = text.removesuffix("~").rsplit(":", 1)
        found.append(Mistake(file, int(line), text.endswith("~")))
    return found


def target(case: Path) -> Path:
    """The directory of a tree that is built."""
    tree = case / "tree"
    return tree if any(tree.glob("[kK]ustomization*")) else tree / "overlay"


def answer(case: Path) -> Answer:
    """What kustompy says: of a failed build, or else what lint finds."""
    tree = str(case / "tree")
    try:
        build(str(target(case))).to_yaml()
    except KustompyError as error:
        text = rendered(report_of_error(error, tree), "text")
        return Answer(text.replace(tree, "TREE").replace(str(case), "CASE"), error.diagnostics)
    found = lint([str(target(case))], Options())
    return Answer(rendered(report_of_findings(found, tree), "text").replace(tree, "TREE"), found)


def score(case: Path) -> Score:
    """How well the answer tells the mistakes."""
    said = answer(case).diagnostics
    files = lines = hints = 0
    for mistake in mistakes(case):
        place = str(case / "tree" / mistake.file)
        there = [each for each in said if each.file == place]
        near = [each for each in there if abs(each.line - mistake.line) <= int(mistake.loose)]
        files += bool(there)
        lines += bool(near)
        hints += any(each.hint for each in near or there)
    return Score(len(mistakes(case)), files, lines, hints)


def kustomize_score(case: Path) -> Score:
    """How well kustomize's own message tells the same; a file counts if its name is said."""
    text = (case / "kustomize.txt").read_text()
    files = lines = 0
    for mistake in mistakes(case):
        named = _is_named(mistake.file, text)
        files += named
        lines += named and re.search(rf"line {mistake.line}\b", text) is not None
    return Score(len(mistakes(case)), files, lines, 0)


def _is_named(file: str, text: str) -> bool:
    """Whether the message names the file, with its directory where it has one; the root is named by its directory."""
    directory, _, name = file.rpartition("/")
    if name.startswith("kustomization"):
        return f"'TREE/{directory}'" in text if directory else False
    return re.search(rf"(?<![\w-]){re.escape(name)}\b", text) is not None
