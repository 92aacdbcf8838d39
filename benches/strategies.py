#!/usr/bin/env python3
"""How many manifests of each kind the strategies draw in a second of CPU time; all of them are valid.

python benches/strategies.py              every kind
python benches/strategies.py Deployment   this kind only
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import kustompy  # the checkout that this script lies in
from kustompy.testing import KINDS, resources  # same

EXAMPLES = 500
PLAIN = settings(
    max_examples=EXAMPLES,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def drawn(kind: str) -> tuple[list[dict[str, Any]], float]:
    """Manifests of a kind, and the CPU time they took."""
    found: list[dict[str, Any]] = []

    @PLAIN
    @given(resources(kind))
    def draw(manifest: dict[str, Any]) -> None:
        found.append(manifest)

    began = time.process_time()
    draw()
    return found, time.process_time() - began


def main(kinds: list[str]) -> int:
    """One line for each kind."""
    print("| kind | a second |\n|---|---|")
    for kind in kinds or KINDS:
        manifests, seconds = drawn(kind)
        wrong = [each for manifest in manifests for each in kustompy.validate([manifest]) if each.severity == "error"]
        assert not wrong, wrong[0]
        print(f"| {kind} | {len(manifests) / seconds:.0f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
