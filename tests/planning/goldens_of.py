"""Golden texts of this folder: ``WRITE_GOLDENS=1 pytest tests/planning`` writes them, a reader checks them."""

from __future__ import annotations

import os
from pathlib import Path

GOLDENS = Path(__file__).parent / "goldens"


def held(name: str, text: str) -> None:
    """Hold a text against its golden, or make it the golden."""
    path = GOLDENS / name
    if os.environ.get("WRITE_GOLDENS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
