"""A tree of the fixtures in which nodes are others: of another type, null, empty, huge, duplicated, an alias."""

from __future__ import annotations

import io
import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from tests.controllers.suite import CASES, read
from tests.fuzz.commands import DESCRIPTION
from tests.fuzz.draws import Draws
from tests.scaffolding.repositories import DESCRIPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST = 100_000
"""How many bytes a tree may have."""
_OF_SEEDS, _FILES, _BYTES = ("fixtures", "examples"), 40, 30_000
_SIZES = (3, 50, 400, 2000, 9000)
_CHANGES, _SLOTS = 4, 20_000

Node = Any
Slot = tuple[Any, Any]
"""A container, and the key of one of its children."""


@lru_cache
def seeds() -> tuple[dict[str, bytes], ...]:
    """The trees that are changed."""
    root = Path(__file__).resolve().parents[2]
    folders = [each for name in _OF_SEEDS for each in sorted((root / name).rglob("input")) if each.is_dir()]
    folders += [root / "examples" / name for name in ("gitops", "flux", "argocd")]
    found = [_contents(each) for each in folders]
    found += [_encoded(read(each.stem).files) for each in sorted(CASES.glob("*.txt"))]
    found += [{DESCRIPTION: json.dumps(each).encode()} for each in DESCRIPTIONS.values()]
    return tuple(each for each in found if 0 < len(each) <= _FILES)


def _contents(folder: Path) -> dict[str, bytes]:
    files = {str(each.relative_to(folder)): each for each in sorted(folder.rglob("*")) if each.is_file()}
    found = {name: each.read_bytes() for name, each in files.items()}
    return found if sum(map(len, found.values())) < _BYTES else {}


def _encoded(files: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in files.items() if not name.startswith(".git/")}


def changed_tree(data: bytes) -> dict[str, bytes]:
    """The tree that the bytes choose, with the changes that they choose."""
    draws = Draws(data)
    files = dict(draws.of(seeds()))
    for _ in range(1 + draws.below(_CHANGES)):
        name = _named(draws, files)
        content = _changed(draws, files[name])
        if sum(map(len, files.values())) - len(files[name]) + len(content) <= LARGEST:
            files[name] = content
    return files


def _named(draws: Draws, files: dict[str, bytes]) -> str:
    """One of the files; every second time a kustomization."""
    names = sorted(files)
    kustomizations = [each for each in names if each.rpartition("/")[2].lower().startswith("kustomization")]
    return draws.of(kustomizations if kustomizations and draws.once_in(2) else names)


def _changed(draws: Draws, content: bytes) -> bytes:
    yaml = YAML(typ="safe")
    try:
        documents = list(yaml.load_all(content))
    except (YAMLError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return content
    slots = _slots(documents)
    if not slots:
        return content
    at = draws.below(len(slots))
    holder, key = slots[at]
    draws.of(CHANGES)(draws, holder, key, slots[:at] + slots[at + 1 :])
    try:
        stream = io.BytesIO()
        yaml.dump_all(documents, stream)
    except (YAMLError, RecursionError, ValueError, TypeError):
        return content  # an alias of what is around it
    return stream.getvalue()


def _slots(top: list[Node]) -> list[Slot]:
    """Every node of the documents, by its container; what is shared is entered once."""
    waiting: list[Node] = [top]
    entered: set[int] = set()
    found: list[Slot] = []
    while waiting and len(found) < _SLOTS:
        node = waiting.pop()
        if id(node) in entered:
            continue
        entered.add(id(node))
        keys = list(node) if isinstance(node, dict) else range(len(node))
        found += [(node, key) for key in keys]
        waiting += [node[key] for key in keys if isinstance(node[key], dict | list)]
    return found


_OTHERS: tuple[Any, ...] = (
    None, "", [], {}, 0, -1, 1.5, True, "x", "*", "..", ".", "/", "a: b", "[", "{}", "---", "a\nb\n", "\0", "\ue000",
    [None], {"": None}, {None: 1}, {1: 2}, [[]], [{}], {"a": []}, ["x"], "$(A)", "${A}", "a=b", "https://x.invalid/y",
    float("inf"), float("nan"), 10**30, "metadata.name", "spec.*.x", "metadata.annotations.[a/b]", "(", "[a-", ".*",
    "*.yaml", "kustomization.yaml", "v1", "Secret", "List", {"kind": "List", "items": None},
)  # fmt: skip


def _other(draws: Draws, holder: Any, key: Any, others: list[Slot]) -> None:
    holder[key] = draws.of(_OTHERS)


def _huge(draws: Draws, holder: Any, key: Any, others: list[Slot]) -> None:
    """Many of something small, many of what was there, or one long text."""
    count, old = draws.of(_SIZES), holder[key]
    kinds: tuple[Callable[[], Any], ...] = (
        lambda: [draws.of(_OTHERS)] * count,
        lambda: {f"k{at}": None for at in range(count)},
        lambda: {f"k{at}": at for at in range(count)},
        lambda: {f"a{at}.b.c": {"x": "y"} for at in range(count // 4)},
        lambda: draws.of(("x", "a b\n", "a,", "../", "$(A)", "-", "[", "a.", "((((", "a*", "\\", "é", "1")) * count,
        lambda: [old] * (count // 4),
        lambda: _nested(count // 4, old),
        lambda: [f"x{at}" for at in range(count)],
        lambda: [{"name": f"x{at}"} for at in range(count // 4)],
    )
    holder[key] = draws.of(kinds)()


def _nested(depth: int, inner: Any) -> Any:
    for at in range(min(depth, 150)):
        inner = [inner] if at % 2 else {"a": inner}
    return inner


def _twice(draws: Draws, holder: Any, key: Any, others: list[Slot]) -> None:
    """The node once more or often, beside itself: shared, so that it is written as aliases."""
    count = draws.of((1, 2, 30, 300, 3000))
    old = holder[key]
    if isinstance(holder, list):
        holder[key:key] = [old] * count
    else:
        for at in range(count):
            holder[f"{key}{at}" if isinstance(key, str) else at] = old


def _gone(draws: Draws, holder: Any, key: Any, others: list[Slot]) -> None:
    del holder[key]


def _renamed(draws: Draws, holder: Any, key: Any, others: list[Slot]) -> None:
    """The node under another key of the tree."""
    names = [each for _, each in others if isinstance(each, str)]
    if isinstance(holder, dict) and names:
        holder[draws.of(names)] = holder.pop(key)


def _moved(draws: Draws, holder: Any, key: Any, others: list[Slot]) -> None:
    """What stands elsewhere: an alias of it, where it is no scalar."""
    if others:
        place, name = draws.of(others)
        holder[key] = place[name]


def _numbered(draws: Draws, holder: Any, key: Any, others: list[Slot]) -> None:
    """Many copies, each with another name."""
    old, count = holder[key], draws.of(_SIZES) // 4
    if isinstance(holder, list) and isinstance(old, dict):
        name = next((each for each in ("name", "path", "metadata") if each in old), "name")
        value = {**old["metadata"]} if isinstance(old.get("metadata"), dict) else None
        for at in range(count):
            holder.append({**old, name: f"x{at}" if value is None else {**value, "name": f"x{at}"}})


CHANGES = (_other, _other, _huge, _twice, _gone, _renamed, _moved, _numbered)
