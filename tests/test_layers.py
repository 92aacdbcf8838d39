"""The rooms of the house import downwards only, and each does only its own kind of work (docs/architecture.md)."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE, PAGE = ROOT / "kustompy", ROOT / "docs/architecture.md"

# From the ground up: a room imports from the rooms below its own line, and from itself.
LAYERS = [
    "_version errors limits garbage go_text git_url codes suggestions hints",
    "model opened process",
    "yamlio tables files options schema_shape",
    "remote go_struct merge_schema public_resource kustomization_type field_edit repeated",
    "patches resource_file kustomization configurations crds openapi validation lookup output_files",
    "context krm_config result callables tracing secret_values",
    "transformers diagnosis",
    "generators finish",
    "builtins documents",
    "accumulate steps plugins difference",
    "pipeline",
    "library",
    "lint",
    "cli testing __init__",
    "__main__",
]
# An entry of `generators:` may be a directory that is accumulated like any base.
MUTUAL = {("accumulate", "steps"), ("steps", "plugins"), ("plugins", "accumulate")}
RANK = {room: rank for rank, rooms in enumerate(LAYERS) for room in rooms.split()}

# What only some rooms may do, and the rooms that may.
READERS = {
    "files": "the files of a tree",
    "opened": "the same, without following links",
    "remote": "git and http bases",
    "tables": "our own data",
    "lint": "settings",
    "validation": "our own data",
    "output_files": "what a build is written to",
    "helm": "temporary folders for the helm binary",
    "function": "temporary folders for KRM functions",
    "exec_plugin": "temporary folders for exec plugins",
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
    above = {room for room in others if RANK[room] >= rank and (room_of(name), room) not in MUTUAL}
    assert above == set()


def test_only_yamlio_imports_a_yaml_library(module: tuple[str, list[ast.AST]]) -> None:
    name, nodes = module
    found = {each.split(".")[0] for each in imported(nodes, name)} & YAML_LIBRARIES
    assert not found or room_of(name) == "yamlio"


def test_only_some_open_files(module: tuple[str, list[ast.AST]]) -> None:
    name, nodes = module
    found = set(names_used(nodes)) & OPENING
    assert not found or READERS.keys() & set(name.split(".")) or room_of(name) in {"cli", "testing"}


def test_only_the_command_prints_exits_and_reads_the_environment(module: tuple[str, list[ast.AST]]) -> None:
    name, nodes = module
    found = set(names_used(nodes)) & PRINTING
    assert not found or room_of(name) in {"cli", "testing", "__main__"}


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
