"""Changes the code in small ways, and asks whether the tests notice.

    python -m tools mutate [ROOM…] [--count N] [--seed N] [--tests PATH…]

Takes N places at random (20 if not given) among the comparisons, conditions, operators, numbers and truth values of
the rooms, or of modules such as ``model/history.py``; of all rooms if none is named. Each is changed alone, in a copy
of the checkout; the tests of the room run until one fails, then those that go through everything. What survives is
printed with its place: a test is missing, or the change makes no difference to anybody, which is worth a look, too.

The tests run once without any change before: they have to pass, and a change whose tests take ten times as long has
made something endless, which is noticed as well. A busy machine takes that long by itself: look at ``endless``.
"""

from __future__ import annotations

import argparse
import ast
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import monotonic
from typing import NamedTuple

TOP = Path(__file__).resolve().parent.parent
COPIED = ("kustompy", "schemas", "tests", "tools", "fixtures", "examples", "docs", "pyproject.toml", "README.md")
THROUGH_EVERYTHING = ("tests/test_fixtures.py", "tests/errors", "tests/library", "tests/cli", "tests/lint")
FOR_CHECKERS = {"types.py"}  # modules that say nothing at run time
TESTS_OF = {"api": "library", "diagnosis": "errors", "golang": "model", "linting": "lint", "messages": "codes",
            "rendering": "library", "results": "library", "session": "security", "system": "security",
            "kustomization": "library", "testing": "kit"}  # fmt: skip
"""The folders with the tests of rooms that have none of their own name."""
SECONDS = 240
SLOWER = 10
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add}


class Site(NamedTuple):
    """A place in a module that can be changed: the number of its node in a walk over the tree."""

    path: Path
    node: int
    line: int
    what: str


def main(arguments: list[str]) -> int:
    """Try some mutations; 1 if any survived."""
    parser = argparse.ArgumentParser(prog="python -m tools mutate")
    parser.add_argument("rooms", nargs="*")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", nargs="*", default=[])
    chosen = parser.parse_args(arguments)
    folders = [TOP / "kustompy" / each for each in chosen.rooms] or [TOP / "kustompy"]
    paths = [path for folder in folders for path in modules_in(folder) if path.name not in FOR_CHECKERS]
    sites = [site for path in paths for site in sites_of(path)]
    picked = Random(chosen.seed).sample(sites, min(chosen.count, len(sites)))
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        lay_out(copy)
        seconds: dict[str, float] = {}
        for tests in {each for site in picked for each in tests_of(site, copy, chosen.tests)}:
            began = monotonic()
            if not passes(tests, copy, SECONDS * SLOWER):
                print(f"{tests} fail without any change, or take longer than {SECONDS * SLOWER} seconds")
                return 2
            seconds[tests] = max(SECONDS, SLOWER * (monotonic() - began))
        survivors = [site for site in picked if survives(site, copy, chosen.tests, seconds)]
    print(f"{len(picked) - len(survivors)} of {len(picked)} mutations were noticed, of {len(sites)} possible ones")
    return int(bool(survivors))


def sites_of(path: Path) -> Iterator[Site]:
    """All places of a module that can be changed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = {id(inner) for node in ast.walk(tree) if is_hidden(node) for inner in ast.walk(node)}
    for index, node in enumerate(ast.walk(tree)):
        what = "" if id(node) in hidden else change(node)
        if what:
            yield Site(path, index, getattr(node, "lineno", 0), what)


def is_hidden(node: ast.AST) -> bool:
    """Whether nothing in the node is worth a change: what only type checkers read, and annotations."""
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    return isinstance(node, ast.arg | ast.ImportFrom)


def change(node: ast.AST) -> str:
    """Change the node in place, and say how; "" if it cannot be changed."""
    before = ast.unparse(node) if isinstance(node, ast.expr | ast.stmt) else ""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        node.ops[0] = COMPARISONS[type(node.ops[0])]()
    elif isinstance(node, ast.BoolOp):
        node.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        node.op = OPERATORS[type(node.op)]()
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        node.value = not node.value
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        node.value += 1
    elif isinstance(node, ast.Continue | ast.Break):
        return type(node).__name__.lower()
    else:
        return ""
    head = before.splitlines()[0]
    return f"{head[:60]}  ->  {ast.unparse(node).splitlines()[0][:60]}"


class Dropped(ast.NodeTransformer):
    """Puts ``pass`` in the place of one statement."""

    def __init__(self, node: ast.AST) -> None:
        self.node = node

    def visit(self, node: ast.AST) -> ast.AST:
        """The node, or what stands in its place."""
        return ast.Pass() if node is self.node else self.generic_visit(node)


def mutated(site: Site) -> str:
    """The text of the module with the change."""
    tree = ast.parse(site.path.read_text(encoding="utf-8"))
    node = list(ast.walk(tree))[site.node]
    if isinstance(node, ast.Continue | ast.Break):
        Dropped(node).visit(tree)
    else:
        change(node)
    return ast.unparse(ast.fix_missing_locations(tree))


def lay_out(copy: Path) -> None:
    """Copy what the tests need."""
    for name in COPIED:
        source = TOP / name
        if source.is_dir():
            shutil.copytree(source, copy / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)


def modules_in(room: Path) -> list[Path]:
    """The modules of a room, or the one that is named."""
    return sorted(room.rglob("*.py")) if room.is_dir() else [room]


def tests_of(site: Site, copy: Path, tests: list[str]) -> list[str]:
    """What may notice a change at the place, the room's own tests first."""
    room = site.path.relative_to(TOP / "kustompy").parts[0].removesuffix(".py")
    own = [each for each in (f"tests/{room}", f"tests/{TESTS_OF.get(room, room)}") if (copy / each).is_dir()]
    return tests or list(dict.fromkeys([*own, *THROUGH_EVERYTHING]))


def survives(site: Site, copy: Path, tests: list[str], seconds: dict[str, float]) -> bool:
    """Whether all tests pass with the change."""
    target = copy / site.path.relative_to(TOP)
    text = target.read_text(encoding="utf-8")
    target.write_text(mutated(site), encoding="utf-8")
    verdict = "SURVIVED"
    try:
        for each in tests_of(site, copy, tests):
            passed = passes(each, copy, seconds[each])
            if not passed:
                verdict = "noticed " if passed is False else "endless "
                break
    finally:
        target.write_text(text, encoding="utf-8")
    print(f"{verdict} {site.path.relative_to(TOP)}:{site.line}  {site.what}", flush=True)
    return verdict == "SURVIVED"


def passes(tests: str, copy: Path, seconds: float) -> bool | None:
    """Whether the tests pass; None if they do not end in time."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", tests]
    try:
        return subprocess.run(command, cwd=copy, capture_output=True, timeout=seconds, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return None
