"""``kustompy build``: render a kustomization to stdout."""

from __future__ import annotations

import sys

from kustompy.pipeline import build
from kustompy.options import Options


def main(argv: list[str]) -> int:
    restricted = not any("None" in each or each == "none" for each in argv)
    positional = [each for each in argv if not each.startswith("-")]
    target = positional[1] if len(positional) > 1 else "."
    result = build(target, Options(restricted=restricted, enable_helm="--enable-helm" in argv))
    for warning in result.warnings:
        sys.stderr.write(f"{warning}\n")
    sys.stdout.write(result.to_yaml())
    return 0
