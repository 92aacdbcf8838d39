"""The pages as a site, the blocks of the tutorial and of the page for those who come from other tools, the pictures."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import kustompy
from tests.docs.test_gitops import commands, shell, unlike_elsewhere
from tests.examples.repositories import repository_without_secrets
from tools.pictures import main as pictures
from tools.site import REPOSITORY, on_page_markdown

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
BLOCK = re.compile(r"^( *)```([a-z]+)\n(.*?)^ *```$", flags=re.MULTILINE | re.DOTALL)


def session(page: str, directory: Path, until: str = "\0") -> tuple[list[str], list[str]]:
    """What the console blocks of a page print, and what they print here; blocks that begin with a path are written."""
    typed, expected = [], []
    for indent, language, block in BLOCK.findall((DOCS / page).read_text(encoding="utf-8").partition(until)[0]):
        text = re.sub(f"^{indent}", "", block, flags=re.MULTILINE)
        first = text.split("\n")[0]
        if language == "console":
            typed += [command for command, _ in commands(text)]
            expected += [output for _, output in commands(text)]
        elif re.fullmatch(r"# [\w./-]+", first):
            path = first.removeprefix("# ")
            typed.append(f"mkdir -p $(dirname {path}) && cat > {path} <<'END'\n{text}END")
            expected.append("")
    printed = [unlike_elsewhere(each).replace(str(directory), "…") for each in shell(directory, typed)]
    return expected, printed


@pytest.mark.skipif(
    any(shutil.which(each) is None for each in ("bash", "git", "perl", "grep")), reason="needs bash, git, perl, grep"
)
def test_the_tutorial(tmp_path: Path) -> None:
    # tests/deploying/test_page.py has the rest
    expected, printed = session("tutorial.md", tmp_path, until="## To the cluster")
    assert len(expected) > 15
    assert printed == expected


FROM_ELSEWHERE = {
    "from-argocd-diff-preview.md": "argocd",
    "from-checkov.md": "gitops",
    "from-dyff.md": "gitops",
    "from-flux-local.md": "flux",
    "from-kubeconform.md": "gitops",
    "from-kustomize.md": "gitops",
    "from-pytest-kustomize.md": "gitops",
}
"""The pages for those who come from another tool, and the example that each one's commands run in."""


@pytest.mark.skipif(any(shutil.which(each) is None for each in ("bash", "git", "sed", "cmp")), reason="needs bash, git")
@pytest.mark.parametrize("page", FROM_ELSEWHERE)
def test_the_pages_for_those_who_come_from_elsewhere(page: str, tmp_path: Path) -> None:
    work = tmp_path / "work"
    shutil.copytree(ROOT / "examples" / FROM_ELSEWHERE[page], work)
    expected, printed = session(page, work)
    assert len(expected) > 1
    assert printed == expected


@pytest.mark.skipif(any(shutil.which(each) is None for each in ("bash", "git")), reason="needs bash, git")
def test_the_page_of_pipelines(tmp_path: Path) -> None:
    work = repository_without_secrets(tmp_path / "work")
    (work / ".git/info/exclude").write_text("/bin\n")
    expected, printed = session("ci.md", work)
    assert len(expected) == 3
    assert printed == expected


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_the_readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    expected, printed = session("../README.md", tmp_path)
    assert len(expected) == 2
    assert printed == expected
    monkeypatch.chdir(tmp_path)
    [program] = [text for _, language, text in BLOCK.findall((ROOT / "README.md").read_text()) if language == "python"]
    exec(program, {})
    said = capsys.readouterr().out.splitlines()
    assert (len(said), said[0], said[-1]) == (16, "Namespace notes", "4")


def test_every_extra_is_on_the_page_of_installing() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    table = text.split("[project.optional-dependencies]\n")[1].split("\n\n")[0]
    extras = set(re.findall(r"^([a-z]+) = ", table, flags=re.MULTILINE))
    page = (DOCS / "install.md").read_text(encoding="utf-8")
    assert {"testing", "sops"} < extras
    assert set(re.findall(r"kustompy\[([a-z]+)\]", page)) == extras


def test_every_page_for_those_who_come_from_elsewhere_is_named() -> None:
    text = (DOCS / "migrating.md").read_text(encoding="utf-8")
    assert [each.name for each in DOCS.glob("from-*.md") if f"({each.name})" not in text] == []


def test_links_out_of_the_pages_lead_to_the_repository() -> None:
    page = SimpleNamespace(file=SimpleNamespace(src_uri="spec/README.md"))
    text = "[a](../../fixtures/README.md#x) [b](scalars.md) [c](../library.md#build) [d](https://example.com) [e](#f)"
    assert on_page_markdown(text, page=page) == text.replace("../../fixtures", f"{REPOSITORY}/fixtures")


def test_the_navigation_names_pages_that_are_there() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    named = set(re.findall(r"[\w./-]+\.md$", text, flags=re.MULTILINE))
    assert len(named) > 20
    assert named <= {each.relative_to(DOCS).as_posix() for each in DOCS.rglob("*.md")}


@pytest.mark.skipif(importlib.util.find_spec("mkdocstrings") is None, reason="the extra `docs` is not installed")
def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    errors = (tmp_path / "site/errors/index.html").read_text(encoding="utf-8")
    assert 'id="KST301"' in errors
    names = (tmp_path / "site/api/index.html").read_text(encoding="utf-8")
    told = {"abuild"}  # an attribute of a module to who only reads the source
    assert [name for name in kustompy.__all__ if f'id="kustompy.{name}"' not in names and name not in told] == [
        "__version__"
    ]


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_the_pictures_are_up_to_date() -> None:
    assert pictures(["--check"]) == 0
