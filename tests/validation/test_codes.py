"""Every code of validation is explained, and documented; those from KST950 are of the lint."""

from __future__ import annotations

import re
from pathlib import Path

from kustompy.messages.codes.findings import CODES
from kustompy.validation.rules import SWITCHES

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "validation.md"


def test_each_code_is_explained_and_documented() -> None:
    rows = re.findall(r"^\| (KST\d+) \|.*\| (✓?) ?\|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert {code for code, _ in rows} == {code for code in CODES if code < "KST950"}
    assert {code for code, mark in rows if mark} == SWITCHES
