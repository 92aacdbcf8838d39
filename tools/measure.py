"""Measures the shape of the code: ``python -m tools measure [FOLDER] [--list NAME]``.

``--list`` names what is behind a figure: any, ignore, blind, globals, memos, functions, files, cycles, late.
"""

from __future__ import annotations

import ast
import itertools
import re
import statistics
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
MUTATORS = {"append", "add", "update", "setdefault", "pop", "clear", "extend", "remove", "discard", "popitem"}
_FOR_TOOLS = re.compile("# *(type: ignore|noqa|fmt:)[^#]*$")
_WITH_NAMES = ast.Module | ast.ClassDef | ast.FunctionDef | ast.If
AT_TOP, IN_FUNCTION, FOR_CHECKERS = "module level", "in functions", "typing"
LEVELS = (AT_TOP, IN_FUNCTION, FOR_CHECKERS)


@dataclass
class Module:
    """One file and what is counted in it."""

    name: str
    path: Path
    lines: int
    code: int
    comments: int
    tree: ast.Module
    imports: dict[str, set[str]] = field(default_factory=lambda: {level: set() for level in LEVELS})


def main(arguments: list[str]) -> int:
    """Print the table of figures, or what is behind one of them."""
    wanted = arguments[arguments.index("--list") + 1] if "--list" in arguments else ""
    folders = [each for each in arguments if not each.startswith("--") and each != wanted]
    modules = read(Path(folders[0]) if folders else TOP / "kustompy")
    if wanted:
        print(*sorted(LISTS[wanted](modules)), sep="\n")
        return 0
    for name, value, goal in figures(modules):
        print(f"{name.ljust(56)} {value.ljust(16)} {goal}")
    return 0


def figures(modules: dict[str, Module]) -> Iterator[tuple[str, str, str]]:
    """What is measured, what it is, and what it should be."""
    lengths = sorted(each.lines for each in modules.values())
    functions = sorted(length for each in modules.values() for _, length in function_lengths(each))
    top = sum(1 for name in modules if "." not in name)
    comments = sum(each.comments for each in modules.values())
    code = sum(each.code for each in modules.values())
    yield "files / modules directly in the package", f"{len(modules)} / {top}", "at most 8 at the top"
    yield "lines a file, median / max", f"{statistics.median(lengths):.0f} / {lengths[-1]}", "at most 120 / 400"
    tenth = functions[len(functions) * 9 // 10]
    yield (
        "function lines, median / p90 / max",
        f"{statistics.median(functions):.0f} / {tenth} / {functions[-1]}",
        "7 / 19",
    )
    yield "own-line comments per 100 lines of code", f"{100 * comments / code:.1f}", "3 to 8"
    told = notes(modules)
    yield "the same with comments behind code and notes on names", f"{100 * (comments + told) / code:.1f}", "3 to 8"
    yield "blind except that raises nothing again", str(len(blind(modules))), "0, or the reason beside it"
    yield "Any / type: ignore", f"{len(anys(modules))} / {len(ignores(modules))}", "at most 100 / 20"
    yield "module globals changed at run time", str(len(changed_globals(modules))), "0"
    yield "memos and constants of modules, see kustompy.memo", str(len(memos(modules))), "of one class"
    found = [str(len(cycles(modules, LEVELS[: depth + 1]))) for depth in range(len(LEVELS))]
    yield "cycles: module level / with functions / with typing", " / ".join(found), "0 / 1 / 1"
    yield "imports that exist only inside functions", str(len(late(modules))), "what start-up needs"


def read(package: Path) -> dict[str, Module]:
    """All modules of a package by their names in it."""
    modules = {}
    for path in sorted(package.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        comments = sum(line.lstrip().startswith("#") for line in lines)
        code = sum(bool(line.strip()) for line in lines) - comments
        name = ".".join(path.relative_to(package).with_suffix("").parts)
        modules[name] = Module(name, path, len(lines), code, comments, ast.parse(text))
    for each in modules.values():
        _note_imports(each, each.tree, AT_TOP, package.name, modules)
    return modules


def _note_imports(module: Module, node: ast.AST, level: str, package: str, modules: dict[str, Module]) -> None:
    for child in ast.iter_child_nodes(node):
        below = level
        if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
            below = FOR_CHECKERS
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and level == AT_TOP:
            below = IN_FUNCTION
        elif isinstance(child, ast.ImportFrom) and (child.module or "").split(".")[0] == package:
            prefix = ".".join((child.module or "").split(".")[1:])
            for alias in child.names:
                inner = f"{prefix}.{alias.name}".lstrip(".")
                module.imports[level].add(inner if inner in modules or f"{inner}.__init__" in modules else prefix)
        _note_imports(module, child, below, package, modules)


def notes(modules: dict[str, Module]) -> int:
    """How many comments stand behind code, and how many strings below a name say what it is.

    What tells tools what to do is no comment.
    """
    behind = sum(
        token.type == tokenize.COMMENT
        and bool(token.line[: token.start[1]].strip())
        and not _FOR_TOOLS.search(token.string)
        for each in modules.values()
        for token in tokenize.generate_tokens(StringIO(each.path.read_text(encoding="utf-8")).readline)
    )
    below = sum(
        isinstance(second, ast.Expr) and isinstance(second.value, ast.Constant) and isinstance(second.value.value, str)
        for each in modules.values()
        for node in ast.walk(each.tree)
        for first, second in itertools.pairwise(getattr(node, "body", ()) if isinstance(node, _WITH_NAMES) else ())
        if isinstance(first, ast.Assign | ast.AnnAssign)
    )
    return behind + below


def function_lengths(module: Module) -> list[tuple[str, int]]:
    """The functions of a module with the lines between their first and last, docstrings included."""
    return [
        (f"{module.name}.{node.name}", (node.end_lineno or node.lineno) - node.lineno)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def anys(modules: dict[str, Module]) -> list[str]:
    """Where ``Any`` is used; its imports do not count."""
    return [
        f"{each.path.relative_to(TOP)}:{node.lineno}"
        for each in modules.values()
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Name) and node.id == "Any"
    ]


def ignores(modules: dict[str, Module]) -> list[str]:
    """Where a type checker is told to look away."""
    return _lines_with(modules, re.compile("# type: ignore"))


def _lines_with(modules: dict[str, Module], pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{each.path.relative_to(TOP)}:{number}"
        for each in modules.values()
        for number, line in enumerate(each.path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def blind(modules: dict[str, Module]) -> list[str]:
    """Where everything is caught and not raised again, be it as something else: what tidies up does not count."""
    return [
        f"{each.path.relative_to(TOP)}:{node.lineno}"
        for each in modules.values()
        for node in ast.walk(each.tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}))
        and not isinstance(node.body[-1], ast.Raise)
    ]


def memos(modules: dict[str, Module]) -> list[str]:
    """The caches that modules have."""
    classes = _memo_classes(modules)
    return [f"{each.name}.{name}" for each in modules.values() for name in _made_of(each.tree, classes)]


def _memo_classes(modules: dict[str, Module]) -> set[str]:
    found = {"Memo", "Constants"}
    while True:
        more = {
            node.name
            for each in modules.values()
            for node in ast.walk(each.tree)
            if isinstance(node, ast.ClassDef)
            and any(isinstance(base, ast.Name) and base.id in found for base in node.bases)
        }
        if more <= found:
            return found
        found |= more


def _made_of(tree: ast.Module, classes: set[str]) -> Iterator[str]:
    """The names at the top of a module that are instances of the classes."""
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call):
            called = node.value.func
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if isinstance(called, ast.Name) and called.id in classes:
                yield from (each.id for each in targets if isinstance(each, ast.Name))


def changed_globals(modules: dict[str, Module]) -> list[str]:
    """Names of modules that functions write to."""
    found = {f"{each.name}.{name}" for each in modules.values() for name in _changed(each.tree)}
    return sorted(found - set(memos(modules)))


def _changed(tree: ast.Module) -> Iterator[str]:
    names = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Dict | ast.List | ast.Set | ast.Call)
    }
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        local = {
            node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        for node in ast.walk(function):
            if isinstance(node, ast.Global):
                yield from node.names
            written = _written(node)
            if written in names - local:
                yield written


def _written(node: ast.AST) -> str:
    """The name whose object the node changes."""
    target: ast.AST | None = None
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        target = node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS:
        target = node.func.value
    return target.id if isinstance(target, ast.Name) else ""


def cycles(modules: dict[str, Module], levels: tuple[str, ...] = LEVELS) -> list[str]:
    """Groups of modules that import each other."""
    edges = {
        name: {to for level in levels for to in each.imports[level] if to in modules and to != name}
        for name, each in modules.items()
    }
    return [" ".join(sorted(group)) for group in _components(edges) if len(group) > 1]


def _components(edges: dict[str, set[str]]) -> list[set[str]]:
    reach = {name: _reached(name, edges) for name in edges}
    found: list[set[str]] = []
    for name in edges:
        group = {other for other in reach[name] if name in reach[other]} | {name}
        if group not in found:
            found.append(group)
    return found


def _reached(start: str, edges: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for each in edges[waiting.pop()] - seen:
            seen.add(each)
            waiting.append(each)
    return seen


def late(modules: dict[str, Module]) -> list[str]:
    """Imports of modules of ours that only functions make."""
    return [
        f"{name} -> {to}" for name, each in modules.items() for to in each.imports[IN_FUNCTION] - each.imports[AT_TOP]
    ]


LISTS = {
    "any": anys,
    "ignore": ignores,
    "blind": blind,
    "globals": changed_globals,
    "memos": memos,
    "functions": lambda modules: [
        f"{n:4} {name}" for m in modules.values() for name, n in function_lengths(m) if n > 60
    ],
    "files": lambda modules: [f"{each.lines:4} {each.name}" for each in modules.values() if each.lines > 300],
    "cycles": cycles,
    "late": late,
}
