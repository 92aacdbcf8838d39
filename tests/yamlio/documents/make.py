"""Writes the answers of the real kustomize beside the documents: ``python tests/yamlio/documents/make.py``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from reference import HOW, find_reference  # noqa: E402  # the path is set above


def main() -> int:
    reference = find_reference()
    if reference is None:
        print(HOW)  # noqa: T201
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


if __name__ == "__main__":
    raise SystemExit(main())
