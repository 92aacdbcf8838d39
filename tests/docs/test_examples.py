"""The examples of the pages run, block after block, and print what the pages say."""

from __future__ import annotations

import doctest
import re
import shutil
from pathlib import Path

import pytest

import kustompy
import kustompy.testing

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["fleet.md", "from-pykustomize.md", "library.md", "property-testing.md", "testing.md"]
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_a_page(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples/gitops", tmp_path / "gitops")
    monkeypatch.chdir(tmp_path / "gitops")
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```pycon\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    assert blocks, "no examples found"
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {"__name__": "page"}, page, None, None)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=FLAGS).run(test, out=said.append)
    assert "".join(said) == ""


@pytest.mark.parametrize(
    ("page", "names"), [("library.md", kustompy.__all__), ("testing.md", kustompy.testing.__all__)]
)
def test_every_public_name_is_on_its_page(page: str, names: list[str]) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert [name for name in names if not re.search(rf"\b{name}\b", text)] == []
