"""Manifests with one thing changed, a file a group of rules: what the API server refuses, and what no rule may touch.

A line is ``base | fields | code``: a manifest of ``bases.yaml``, what is set in it (paths with ``/``, null takes away),
and the code of the finding, or ``valid``; ``@1.28`` behind it is the version of Kubernetes, else the newest.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from kustompy.validation.table.rows import GROUPS

FOLDER = Path(__file__).resolve().parent / "fields"
VALID = "valid"


class Case(NamedTuple):
    """One line of a file: the manifest that it makes, and what is to be found in it."""

    line: str
    paths: tuple[tuple[str | int, ...], ...]
    manifest: dict[str, Any]
    code: str
    version: str


@cache
def bases() -> dict[str, Any]:
    """The valid manifests by name."""
    made: dict[str, Any] = YAML(typ="safe").load((FOLDER / "bases.yaml").read_text(encoding="utf-8"))
    return made


@cache
def cases(group: str) -> tuple[Case, ...]:
    """The cases of one group, in their order."""
    text = (FOLDER / f"{group}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    split = [line.split(" | ") for line in lines]
    changes = YAML(typ="safe").load("".join(f"- {{{fields}}}\n" for _, fields, _ in split))
    return tuple(
        _case(line, base, changed, wanted)
        for line, (base, _, wanted), changed in zip(lines, split, changes, strict=True)
    )


def _case(line: str, base: str, changes: dict[str, Any], wanted: str) -> Case:
    code, _, version = wanted.partition(" @")
    manifest = deepcopy(bases()[base])
    paths = tuple(tuple(int(step) if step.isdigit() else step for step in path.split("/")) for path in changes)
    for path, value in zip(paths, changes.values(), strict=True):
        _set(manifest, path, value)
    return Case(line, paths, manifest, code, version or "1.37")


def _set(holder: Any, path: tuple[str | int, ...], value: Any) -> None:
    for step, after in pairwise(path):
        if isinstance(holder, dict):
            if holder.get(step) is None:
                holder[step] = [] if isinstance(after, int) else {}
        elif step == len(holder):
            holder.append({})
        holder = holder[step]
    if isinstance(holder, list) and path[-1] == len(holder):
        holder.append(value)
    else:
        holder[path[-1]] = value


def all_cases() -> dict[str, tuple[Case, ...]]:
    """The cases by group."""
    return {group: cases(group) for group in GROUPS}
