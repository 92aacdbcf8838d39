"""Each promise of docs/security.md names a test, and there is one of that name."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
PROMISES = [each for each in PAGE.splitlines() if each.startswith("| ") and "test_" in each.rpartition(" | ")[2]]
NAMED = re.compile(r"`(?:tests/)?([a-z_/]*test_[a-z_]+\.py)(?:::(test_[a-z_]+))?`")


def test_there_is_each_test() -> None:
    missing = []
    for path, name in NAMED.findall(PAGE):
        file = next((each for each in (ROOT / "tests" / path, ROOT / "tests/security" / path) if each.is_file()), None)
        if file is None or f"def {name}" not in file.read_text(encoding="utf-8"):
            missing.append(f"{path}::{name}")
    assert missing == []


def test_each_row_names_a_test() -> None:
    rows = [each for each in PROMISES if not each.startswith("| promise")]
    assert len(rows) > 70
    assert [each for each in rows if not NAMED.search(each.rpartition(" | ")[2])] == []
