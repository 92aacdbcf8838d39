"""Fuzzing by chance: trees are drawn from random bytes for so long, and what breaks a command is kept."""

from __future__ import annotations

import hashlib
import random
import sys
import time
from pathlib import Path

import kustompy
from tests.fuzz.commands import Broken, packed, run_all
from tests.fuzz.schema import drawn_tree
from tests.fuzz.structure import changed_tree

DRAWN = {"structure": changed_tree, "schema": drawn_tree}
"""How each target makes a tree of bytes."""
_BYTES = 600
_FORGET = 50


def run(name: str, seconds: float, folder: str, factor: float = 1.5) -> int:
    """Draw trees for so many seconds; each kind of failure is kept a few times."""
    began, count = time.monotonic(), 0
    kinds: dict[str, int] = {}
    while time.monotonic() - began < seconds:
        count += 1
        files = DRAWN[name](random.randbytes(_BYTES))
        try:
            run_all(files, factor)
        except Broken as error:
            kind = " ".join(word for word in str(error).split() if not word[0].isdigit())[:90]
            kinds[kind] = kinds.get(kind, 0) + 1
            if kinds[kind] <= 5:
                _keep(Path(folder), packed(files), error)
        if count % _FORGET == 0:
            kustompy.clear_caches()
    say(f"{name}: {count} trees, {sum(kinds.values())} failures")
    for kind, times in sorted(kinds.items()):
        say(f"{times} x {kind}")
    return bool(kinds)


def _keep(folder: Path, data: bytes, error: Broken) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"commands-{hashlib.sha256(data).hexdigest()[:8]}"
    path.write_bytes(data)
    say(f"{path.name} ({len(data)} bytes): {error}")


def say(text: str) -> None:
    """Tell it at once: a fuzzer runs for long."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
