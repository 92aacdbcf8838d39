"""Writes the answers of the real kustomize beside the documents of tests/yamlio/documents."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tools.reference import HOW, find_reference

HERE = Path(__file__).resolve().parent.parent / "tests/yamlio/documents"


def main(arguments: list[str]) -> int:
    """Make the answers to all documents."""
    reference = find_reference()
    if reference is None:
        print(HOW, file=sys.stderr)
        return 1
    for source in sorted(HERE.glob("*.yaml")):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "kustomization.yaml").write_text("resources: [r.yaml]\n")
            Path(folder, "r.yaml").write_bytes(source.read_bytes())
            result = reference.build(folder)
        answer = source.with_suffix(".out" if result.code == 0 else ".err")
        source.with_suffix(".out").unlink(missing_ok=True)
        source.with_suffix(".err").unlink(missing_ok=True)
        answer.write_bytes(result.stdout if result.code == 0 else result.stderr.removeprefix(b"error: "))
    return 0
