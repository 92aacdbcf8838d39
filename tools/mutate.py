"""Changes the code in small ways, and asks whether the tests notice.

    python -m tools mutate [ROOM…] [--each N] [--seed N] [--notes FILE] [--outcomes FILE] [--page]

Takes N places at random in each room (3 if not given), or in modules such as ``model/history.py``; in all rooms if none
is named. A place is a comparison, a condition, an operator, a number, a truth value, or a jump out of a loop. Each is
changed alone, in a copy of the checkout, and the tests that go through its function run in one process until one fails:
those of the room first, then the shortest, as many as fit in ``SECONDS``. What runs when a module is imported is for
the tests that go through any function of it, and for those of the room. ``--page`` writes the outcome into
docs/contributing.md.

Which test goes through which function is noted in a run without any change, which takes as long as these tests do:
``--notes`` names a file that keeps it; with ``--only-notes PATH…`` the tests below the paths are noted, and nothing
else happens. ``--outcomes`` names a file of what was tried: what was noticed there is not tried again, so that a run
goes on where it was broken off, or where a test was missing. A change whose tests take much longer than they did has
made something endless, which is noticed as well. What no test reaches in its own process is left to the tests of the
room.

What survives and changes nothing that anybody could see is listed in ``tools/equivalent_mutations.txt``, by hand.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple

from tools.reached import NOTES, TESTS, Reached, read_notes
from tools.tables import put_table

TOP = Path(__file__).resolve().parent.parent
PAGE = TOP / "docs" / "contributing.md"
MARKS = "<!-- mutations -->", "<!-- end of mutations -->"
EQUIVALENT = TOP / "tools" / "equivalent_mutations.txt"
COPIED = ("bin", "kustompy", "schemas", "tests", "tools", "fixtures", "examples", "docs", "pyproject.toml", "README.md")
FOR_CHECKERS = {"types.py", "type_hints.py"}  # modules that say nothing at run time
TESTS_OF = {"api": "library/", "diagnosis": "errors/", "golang": "model/", "linting": "lint/", "memo": "test_memos.py",
            "messages": "codes/", "rendering": "library/", "results": "library/", "session": "security/",
            "system": "security/", "kustomization": "library/", "testing": "kit/"}  # fmt: skip
"""Where the tests of rooms are that have no folder of their own name."""
SECONDS = 60
"""How long the tests of one change took when they were noted, at most."""
SLOWER = 12
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add}
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
NOTICED, ENDLESS, SURVIVED, SAME = "noticed", "endless", "SURVIVED", "the same"


class Site(NamedTuple):
    """A place in a module that can be changed: the number of its node in a walk over the tree."""

    path: str
    function: str
    node: int
    line: int
    what: str

    @property
    def room(self) -> str:
        """The room, or the module if it stands at the top."""
        return self.path.split("/")[1].removesuffix(".py")


class Tried(NamedTuple):
    """What became of a change."""

    site: Site
    verdict: str


def main(arguments: list[str]) -> int:
    """Try some mutations; 1 if any survived."""
    parser = argparse.ArgumentParser(prog="python -m tools mutate")
    parser.add_argument("rooms", nargs="*")
    parser.add_argument("--each", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--notes", type=Path, default=None)
    parser.add_argument("--only-notes", nargs="+", default=[])
    parser.add_argument("--outcomes", type=Path, default=None)
    parser.add_argument("--page", action="store_true")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        lay_out(copy)
        notes = chosen.notes or copy / "notes.jsonl"
        if chosen.only_notes or not notes.exists():
            take_notes(copy, notes, chosen.only_notes or ["tests"])
        if chosen.only_notes:
            return 0
        reached = read_notes(notes)
        picked = [site for room in chosen.rooms or rooms() for site in drawn(room, chosen.each, chosen.seed)]
        known = outcomes(chosen.outcomes)
        tried = []
        for site in picked:
            verdict = known.get((site.path, site.what)) or try_out(site, copy, reached)
            tried.append(Tried(site, verdict))
            if chosen.outcomes and (site.path, site.what) not in known:
                with chosen.outcomes.open("a", encoding="utf-8") as file:
                    file.write(f"{verdict}\t{site.path}\t{site.what}\n")
    rows = list(table(tried))
    print(*rows, sep="\n")
    if chosen.page:
        put_table(PAGE, MARKS, lambda: "\n".join(["", *rows, ""]), [])
    return int(any(each.verdict == SURVIVED for each in tried))


def outcomes(path: Path | None) -> dict[tuple[str, str], str]:
    """What was noticed, by module and change, in the runs that a file tells of."""
    lines = path.read_text(encoding="utf-8").splitlines() if path is not None and path.exists() else []
    rows = [line.split("\t") for line in lines]
    return {(module, what): verdict for verdict, module, what in rows if verdict in {NOTICED, ENDLESS}}


def rooms() -> list[str]:
    """All rooms, and the modules that stand at the top."""
    return sorted(each.name for each in (TOP / "kustompy").iterdir() if each.suffix == ".py" or each.is_dir())


def drawn(room: str, count: int, seed: int) -> list[Site]:
    """Some places of a room, the same ones for the same seed."""
    top = TOP / "kustompy" / room
    paths = sorted(top.rglob("*.py")) if top.is_dir() else [top]
    sites = [site for path in paths if path.name not in FOR_CHECKERS for site in sites_of(path)]
    return Random(f"{room} {seed}").sample(sites, min(count, len(sites)))


def sites_of(path: Path) -> Iterator[Site]:
    """All places of a module that can be changed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = {id(inner) for node in ast.walk(tree) if is_hidden(node) for inner in ast.walk(node)}
    # walking goes outside in, so that the innermost function is named last
    around = {
        id(each): name_of(node) for node in ast.walk(tree) if isinstance(node, FUNCTIONS) for each in inside(node)
    }
    for index, node in enumerate(ast.walk(tree)):
        what = "" if id(node) in hidden else change(node)
        if what:
            where = path.relative_to(TOP).as_posix()
            yield Site(where, around.get(id(node), ""), index, getattr(node, "lineno", 0), what)


def name_of(node: FUNCTIONS) -> str:
    """How Python calls the function."""
    return "<lambda>" if isinstance(node, ast.Lambda) else node.name


def inside(node: FUNCTIONS) -> Iterator[ast.AST]:
    """What runs when the function is called."""
    for each in node.body if isinstance(node.body, list) else [node.body]:
        yield from ast.walk(each)


def is_hidden(node: ast.AST) -> bool:
    """Whether nothing in the node is worth a change: what only type checkers read, and annotations."""
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    if isinstance(node, ast.Assign):
        return any(isinstance(each, ast.Name) and each.id == "TYPE_CHECKING" for each in node.targets)
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


def mutated(site: Site, text: str) -> str:
    """The text of the module with the change."""
    tree = ast.parse(text)
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


def take_notes(copy: Path, notes: Path, tests: list[str]) -> None:
    """Run the tests without any change; those that fail are not in the notes, and are asked for nothing."""
    for each in tests:
        run_tests(copy, [each], None, {NOTES: str(notes.resolve())})


def run_tests(copy: Path, paths: Sequence[str], seconds: float | None, settings: dict[str, str]) -> int:
    """The exit code of pytest in the copy, whose modules come before installed ones, also in other processes."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tools.reached", *paths]
    environment = {**os.environ, "PYTHONPATH": str(copy), **settings}
    return subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, timeout=seconds, check=False
    ).returncode


def chosen_tests(site: Site, reached: Iterable[Reached]) -> list[Reached]:
    """The tests that may notice a change at the place, the room's own first, then the shortest."""
    own = (f"tests/{site.room}/", f"tests/{TESTS_OF.get(site.room, site.room)}")
    wanted = f"{site.path}:{site.function}"
    if site.function:
        found = [each for each in reached if wanted in each.functions]
        found = found or [each for each in reached if each.test.startswith(own)]
    else:
        found = [
            each
            for each in reached
            if each.test.startswith(own) or any(name.startswith(wanted) for name in each.functions)
        ]
    found.sort(key=lambda each: (not each.test.startswith(own), each.seconds))
    total = 0.0
    for count, each in enumerate(found):
        total += each.seconds
        if total > SECONDS:
            return found[:count]
    return found


def try_out(site: Site, copy: Path, reached: Iterable[Reached]) -> str:
    """What comes of the change when the tests run with it."""
    tests = chosen_tests(site, reached)
    asked = copy / "asked.txt"
    asked.write_text("\n".join(each.test for each in tests), encoding="utf-8")
    target = copy / site.path
    text = target.read_text(encoding="utf-8")
    # of the copy, since the checkout may be edited meanwhile
    target.write_text(mutated(site, text), encoding="utf-8")
    files = list(dict.fromkeys(each.test.partition("::")[0] for each in tests))
    try:
        seconds = SECONDS + SLOWER * sum(each.seconds for each in tests)
        code = run_tests(copy, ["-x", *files], seconds, {TESTS: str(asked)}) if tests else 0
        verdict = NOTICED if code else SURVIVED
    except subprocess.TimeoutExpired:
        verdict = ENDLESS
    finally:
        target.write_text(text, encoding="utf-8")
    if verdict == SURVIVED and is_equivalent(site):
        verdict = SAME
    print(f"{verdict.ljust(9)} {site.path}:{site.line}  {site.what}  ({len(tests)} tests)", flush=True)
    return verdict


def is_equivalent(site: Site) -> bool:
    """Whether somebody has looked at the change, and found that it changes nothing."""
    rows = EQUIVALENT.read_text(encoding="utf-8").splitlines()
    return any(row.startswith(f"{site.path} | {site.what} | ") for row in rows)


def table(tried: Sequence[Tried]) -> Iterator[str]:
    """A row a room, and one for all."""
    yield f"Measured {date.today().isoformat()}:"
    yield ""
    yield "| room | changes that make a difference | noticed | that make none |"
    yield "|---|---|---|---|"
    for room in dict.fromkeys(each.site.room for each in tried):
        yield row_of(f"`{room}`", [each for each in tried if each.site.room == room])
    yield row_of("all", tried)


def row_of(name: str, tried: Sequence[Tried]) -> str:
    """The counts of some changes."""
    counts = Counter(each.verdict for each in tried)
    noticed = counts[NOTICED] + counts[ENDLESS]
    real = noticed + counts[SURVIVED]
    share = f" ({100 * noticed // real} %)" if name == "all" and real else ""
    return f"| {name} | {real} | {noticed}{share} | {counts[SAME]} |"
