"""The valid manifests of this folder, and mutants of them that are made the same way each time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from kustompy.model.values import copied
from kustompy.validation.check.inputs import subjects_of_file

HERE = Path(__file__).resolve().parent
FILES = sorted((HERE / "valid").glob("*.yaml"))
assert FILES, "no valid manifests found"

ODD_VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 7.0, 1.5, 2**31, 2**63, "", "x", "10", "100m", "a" * 30, "2024-01-01T00:00:00Z",
    [], {}, [None], [{}], {"name": "x"}, {"a": None}, ["a", "a"], [[1]],
]  # fmt: skip


def manifests(*names: str) -> list[dict[str, Any]]:
    """The manifests of the files, all of them where none is named."""
    wanted = [each for each in FILES if not names or each.stem in names]
    return [subject.value for path in wanted for subject in subjects_of_file(str(path))]


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all values below this one."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield (*path, key)
        yield from places(each, (*path, key))


def mutant(manifest: dict[str, Any], random: Random) -> dict[str, Any]:
    """The manifest with one to three things changed that may or may not be valid."""
    changed: dict[str, Any] = copied(manifest)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        paths = [path for path in places(changed) if path not in (("apiVersion",), ("kind",))]
        if not paths:
            break
        path = random.choice(paths)
        holder: Any = changed
        for part in path[:-1]:
            holder = holder[part]
        _change(holder, path[-1], random)
    return changed


def _change(holder: Any, key: Any, random: Random) -> None:
    change = random.choice(("value", "value", "value", "gone", "unknown", "twice", "wrapped", "swapped"))
    if change == "gone":
        del holder[key]
    elif change == "unknown" and isinstance(holder, dict):
        holder[random.choice(("unknown", "name", "items", "spec", "x-y"))] = copied(random.choice(ODD_VALUES))
    elif change == "twice" and isinstance(holder, list):
        holder.append(copied(holder[key]))
    elif change == "wrapped":
        holder[key] = random.choice(([holder[key]], {"a": holder[key]}))
    elif change == "swapped":
        other = random.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        holder[key], holder[other] = holder[other], holder[key]
    else:
        holder[key] = copied(random.choice(ODD_VALUES))
