"""The rooms of the house import downwards only, and each does only its own kind of work (docs/architecture.md)."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import kustompy

ROOT = Path(__file__).resolve().parent.parent
PACKAGE, PAGE = ROOT / "kustompy", ROOT / "docs/architecture.md"

# From the ground up: a room imports from the rooms below its own line, and from itself.
LAYERS = [
    "_version limits memo upstream",
    "errors",
    "golang",
    "cel model",
    "system messages yamlio",
    "fieldspecs revisions sops",
    "kustomization session",
    "patches targets validation",
    "inputs transformers provenance references",
    "generators finish results",
    "controllers diagnosis reporting",
    "rendering",
    "doctor editing fleet linting",
    "planning scaffolding",
    "deploying",
    "api",
    "argocd flux",
    "cli testing __init__",
    "__main__",
]
RANK = {room: rank for rank, rooms in enumerate(LAYERS) for room in rooms.split()}

# What only some rooms may do, and the rooms that may.
READERS = {
    "cli.start": "our own modules, compiled",
    "upstream": "our own data",
    "sops.program": "a folder with one encrypted file for the sops program",
    "system.files": "the files of a tree",
    "system.descriptors": "the same, without following links",
    "session.remote": "git and http bases",
    "session.walls": "what git reads by itself: .git files, alternates",
    "system.process": "the size of what a program fetches",
    "cli.level": "settings",
    "results.output_files": "what a build is written to",
    "editing.saving": "kustomizations, written beside and renamed",
    "editing.globs": "what shell patterns match",
    "editing.create": "what a directory holds",
    "editing.localizing.copying": "folders of charts",
    "editing.packages.reading": "folders of manifests",
    "fleet.applications": "which directories lie below one",
    "fleet.watching": "what charts and mounts hold, for a look whether it has changed",
    "fleet.appearing": "which folders there are below those of a watch, for targets that appear",
    "fleet.cache": "which builds of earlier runs there are",
    "fleet.sealed": "builds of earlier runs",
    "controllers.charts": "temporary folders for the helm binary",
    "generators.helm": "temporary folders for the helm binary",
    "generators.function": "temporary folders for KRM functions",
    "generators.exec_plugin": "temporary folders for exec plugins",
    "scaffolding.writing": "new repositories",
    "targets.gitignore": "what git ignores",
    "targets.tree": "the folders below a target",
    "validation.check.inputs": "files of manifests",
    "validation.sources.locations": "schemas of the user's own",
    "validation.sources.archives": "archives of schemas",
    "validation.sources.remote": "the cache of fetched schemas",
}
YAML_LIBRARIES = {"yaml", "ruamel"}
OPENING = {"open", "os.open", "os.listdir", "os.scandir", "os.walk", "io.open"}
PRINTING = {"print", "sys.stdout", "sys.stderr", "os.environ", "os.getenv", "sys.exit", "input"}

MODULES = sorted(PACKAGE.rglob("*.py"))
assert len(MODULES) > 20, "no modules found"


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def room_of(module: str) -> str:
    return module.split(".")[0]


@functools.cache
def parsed(path: Path) -> list[ast.AST]:
    return list(at_run_time(ast.parse(path.read_text(encoding="utf-8"))))


@pytest.fixture(params=MODULES, ids=name_of)
def module(request: pytest.FixtureRequest) -> tuple[str, list[ast.AST]]:
    return name_of(request.param), parsed(request.param)


def test_imports_lead_downwards(module: tuple[str, list[ast.AST]]) -> None:
    name, nodes = module
    assert room_of(name) in RANK, "a new room: say in LAYERS where it stands"
    rank = RANK[room_of(name)]
    others = {each.split(".")[1] for each in imported(nodes, name) if each.startswith("kustompy.")} - {room_of(name)}
    assert {room for room in others if RANK[room] >= rank} == set()


def test_only_yamlio_imports_a_yaml_library(module: tuple[str, list[ast.AST]]) -> None:
    name, nodes = module
    found = {each.split(".")[0] for each in imported(nodes, name)} & YAML_LIBRARIES
    assert not found or room_of(name) == "yamlio"


def test_only_some_open_files(module: tuple[str, list[ast.AST]]) -> None:
    name, nodes = module
    found = set(names_used(nodes)) & OPENING
    assert not found or name in READERS or room_of(name) in {"cli", "testing"}


def test_only_the_command_prints_exits_and_reads_the_environment(module: tuple[str, list[ast.AST]]) -> None:
    name, nodes = module
    found = set(names_used(nodes)) & PRINTING
    assert not found or room_of(name) in {"cli", "testing", "__main__"}


def test_every_folder_is_a_package() -> None:
    """A folder without ``__init__.py`` imports too, as a namespace package: it is one that git left behind."""
    folders = {path.parent for path in MODULES}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_names_for_type_checkers_are_imported_for_type_checkers(module: tuple[str, list[ast.AST]]) -> None:
    """A name that its module defines only under ``TYPE_CHECKING`` is an ImportError at run time; mypy does not tell."""
    name, nodes = module
    missing = []
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "kustompy":
            home = home_of(node.module)
            missing += [each.name for each in node.names if each.name in only_for_type_checkers(home)]
    assert missing == [], f"{name} imports them at run time"


def test_no_module_takes_the_place_of_a_public_name() -> None:
    """``import kustompy.build.x`` would put a module in the place of ``kustompy.build``."""
    public = set(kustompy.__all__)
    assert {path.name for path in PACKAGE.iterdir() if path.is_dir()} & public == set()
    assert {path.stem for path in PACKAGE.glob("*.py")} & public == set()


def home_of(module: str) -> Path:
    path = PACKAGE.parent / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@functools.cache
def only_for_type_checkers(path: Path) -> frozenset[str]:
    """Names that the module defines or imports under ``if TYPE_CHECKING:`` and nowhere else."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            hidden.update(bound(node.body))
            hidden.difference_update(bound(node.orelse))
    return frozenset(hidden - set(bound([each for each in tree.body if not isinstance(each, ast.If)])))


def bound(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """The names that the statements bind, without those inside of functions and classes."""
    for node in statements:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name).split(".")[0] for alias in node.names)
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def imported(nodes: list[ast.AST], name: str) -> Iterator[str]:
    """The modules that the named one imports at run time, at the top or inside functions."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = ["kustompy", *name.split(".")][: -node.level] if node.level else []
            start = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{start}.{alias.name}" for alias in node.names)


def names_used(nodes: list[ast.AST]) -> Iterator[str]:
    """Plain names, and the dotted ones of one dot."""
    for node in nodes:
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def at_run_time(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes of the tree, without what stands under ``if TYPE_CHECKING:``."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        yield node
        waiting.extend(ast.iter_child_nodes(node))


def test_the_page_on_architecture_tells_the_layers() -> None:
    told = re.findall(r"^\d+\. (`.*)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [line.replace("`", "") for line in told] == LAYERS


def test_the_page_on_architecture_tells_the_rooms() -> None:
    block = PAGE.read_text(encoding="utf-8").split("```")[1]
    told = {line.split()[0] for line in block.strip().splitlines()}
    there = {room_of(name_of(path)) for path in MODULES}
    assert there - told == {"__init__", "__main__", "_version"} & there
    assert told - there == set()
