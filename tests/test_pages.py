"""The pages for whoever joins lead to what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kustompy.messages.codes import HOME
from kustompy.upstream import DEFAULT_LEVEL

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "kustompy"
SPEC = ROOT / "docs" / "spec"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), SPEC / "README.md", ROOT / "fixtures/README.md"])
SECTIONS = {
    name: set(
        re.findall(r"^#+ ([0-9]+(?:\.[0-9]+)?)\.? ", (SPEC / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    )
    for name in ("kustomize-5.8.1.md", "scalars.md")
}
SOURCES = sorted([*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "tools").rglob("*.py")])


def cited(pattern: str) -> set[str]:
    """The numbers of sections behind each match, over all modules."""
    found = set()
    for path in SOURCES:
        for match in re.findall(pattern, path.read_text(encoding="utf-8")):
            found |= set(re.findall(r"[0-9]+(?:\.[0-9]+)?", match))
    return found


def test_cited_sections_of_the_spec_are_there() -> None:
    numbers = cited(r"spec (?:sections? )?([0-9][0-9., to]*)")
    assert len(numbers) > 20, "the pattern finds nothing any more"
    assert numbers - SECTIONS["kustomize-5.8.1.md"] == set()


def test_cited_sections_on_scalars_are_there() -> None:
    # items are numbered within their sections
    assert {each.split(".")[0] for each in cited(r"spec/scalars ([0-9.]+)")} - SECTIONS["scalars.md"] == set()


def test_the_readme_names_the_version_that_is_followed() -> None:
    named = re.findall(r"kustomize v([0-9.]+[0-9])", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert named
    assert set(named) == {DEFAULT_LEVEL}


def followed() -> set[str]:
    page = (ROOT / "docs/following-kustomize.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([a-z_.]+)` \|", page, flags=re.MULTILINE))


def test_the_modules_that_follow_something_are_there() -> None:
    there = {".".join(path.relative_to(PACKAGE).with_suffix("").parts) for path in PACKAGE.rglob("*.py")}
    assert len(followed()) > 60, "the pattern finds nothing any more"
    assert followed() - {each.removesuffix(".__init__") for each in there} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [each for each in links if not (page.parent / each).exists()] == []


def test_links_of_the_readme_work_where_it_is_shown_alone() -> None:
    links = re.findall(r"\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    prefixes = (f"{HOME}/blob/main/", "https://raw.githubusercontent.com/kustompy/kustompy/main/")
    named = [each.removeprefix(prefix) for each in links for prefix in prefixes if each.startswith(prefix)]
    assert len(named) > 20
    assert [each for each in links if not each.startswith("https://")] == []
    assert [each for each in named if not (ROOT / each.partition("#")[0]).exists()] == []


def test_every_area_of_cases_is_explained() -> None:
    page = (ROOT / "fixtures/README.md").read_text(encoding="utf-8").split("| area |")[1]
    told = set(
        re.findall(r"`([a-z_0-9]+)`", "\n".join(line.split("|")[1] for line in page.splitlines() if "|" in line))
    )
    there = {path.parent.parent.name for path in (ROOT / "fixtures").glob("*/*/input")}
    there |= {path.parent.parent.name for path in (ROOT / "fixtures").glob("*/*/case.json")}
    assert there - told == set(), "say in fixtures/README.md what their cases are about"
