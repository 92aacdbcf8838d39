"""The examples of the pages run, and print what the pages say."""

from __future__ import annotations

import doctest
import re
import shutil
from pathlib import Path

import pytest

from tests.controllers.suite import ended

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["argocd", "flux"]


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The text of a page, in a copy of its example."""
    shutil.copytree(ROOT / "examples" / request.param, tmp_path / "example")
    (tmp_path / "example/.git").mkdir()
    monkeypatch.chdir(tmp_path / "example")
    return (ROOT / f"docs/{request.param}.md").read_text(encoding="utf-8")


def test_the_commands(page: str) -> None:
    blocks = re.findall(r"^```console\n\$ (.*?)\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    assert blocks, "no examples found"
    assert [ended(command)[:2] for command, _ in blocks] == [(0, printed) for _, printed in blocks]


def test_the_library(page: str) -> None:
    blocks = re.findall(r"^```pycon\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    assert blocks, "no examples found"
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {"__name__": "page"}, "page", None, None)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(test, out=said.append)
    assert "".join(said) == ""
