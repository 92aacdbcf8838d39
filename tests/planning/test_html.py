"""The page: one file, closed to everything outside of it, and the same with and without scripts."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

import kustompy
from kustompy.cli import main
from kustompy.planning.page.parts import marked
from tests.planning.browser import PROGRAM, Browser

HOSTILE = "</script><script>window.bad=1</script><img src=x onerror=window.bad=2>\"'&<b>\x1b[2J"
VOID = {"meta", "input", "br", "rect", "path"}


class Outline(HTMLParser):
    """The elements of a page, with their attributes, closed as they were opened."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def checked(text: str) -> Outline:
    """The outline of a page that is closed: its policy allows its own style and script, and nothing else."""
    outline = Outline(text)
    (policy,) = [
        attributes["content"] or "" for tag, attributes in outline.elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]  # fmt: skip
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for name in ("style", "script"):
        (content,) = re.findall(rf"<{name}>(.*?)</{name}>", text, flags=re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    for tag, attributes in outline.elements:
        assert tag not in {"img", "iframe", "object", "link", "form", "base"}
        assert not [each for each in attributes if each.startswith("on") or each == "style"]
        for each in ("src", "href"):
            assert (attributes.get(each) or "#").startswith("#")
    assert "\x1b" not in text
    return outline


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Path]:
    """Two sides with names and values that would like to be more than text."""
    for name in "ab":
        manifests = [
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, "data": {HOSTILE: f"{HOSTILE}{name}"}},
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"{HOSTILE}{name}"}},
        ]
        (tmp_path / name).mkdir()
        (tmp_path / name / "all.yaml").write_text(kustompy.dump(manifests))
        (tmp_path / name / "kustomization.yaml").write_text("resources: [all.yaml]\n")
    yield tmp_path


def test_names_and_values_of_strangers_stay_text(hostile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(hostile / "a"), str(hostile / "b"), "--format", "html"]) == 1
    outline = checked(capsys.readouterr().out)
    assert len([tag for tag, _ in outline.elements if tag == "script"]) == 1
    assert any("<img src=x" in each for each in outline.texts)
    assert main(["report", str(hostile / "a")]) == 0
    outline = checked(capsys.readouterr().out)
    assert len([tag for tag, _ in outline.elements if tag == "script"]) == 1


@pytest.mark.parametrize("command", ["diff overlays/dev overlays/prod --format html", "report overlays/prod"])
def test_no_value_of_a_secret_is_in_a_page(command: str, gitops: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(command.split())
    text = capsys.readouterr().out
    checked(text)
    files = [Path(f"overlays/{each}/secrets.env").read_text() for each in ("dev", "prod")]
    values = [line.partition("=")[2] for each in files for line in each.splitlines()]
    encoded = [base64.b64encode(each.encode()).decode() for each in values]
    assert [each for each in (*values, *encoded) if len(each) > 3 and each in text] == []
    assert "SESSION_KEY" in text


def test_the_page_of_a_plan(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path("overlays/prod/kustomization.yaml")
    path.write_text(path.read_text().replace("count: 4", "count: 0"))
    assert main(["plan", "--base", "HEAD", "--format", "html"]) == 0
    text = capsys.readouterr().out
    outline = checked(text)
    ids = [attributes["id"] for tag, attributes in outline.elements if tag == "section"]
    assert ids == ["overlays", "dangers", "changes", "graph", "resources"]
    assert '<span class="line" title="overlays/prod/kustomization.yaml:38:10 replicas">  replicas: 0' in text
    assert "<del>4</del>" in text


def test_words_that_differ_are_marked() -> None:
    assert marked("a b <c>", "a x <c>") == ("a <del>b</del> &lt;c&gt;", "a <ins>x</ins> &lt;c&gt;")


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of 1,000 resources."""
    directory = tmp_path_factory.mktemp("thousand")
    manifests = [
        each
        for number in range(500)
        for each in (
            {
                "apiVersion": "apps/v1", "kind": "Deployment",
                "metadata": {"name": f"app-{number}", "labels": {"app": f"app-{number}", "of": f"{number % 17}"}},
                "spec": {
                    "replicas": number % 5 + 1, "selector": {"matchLabels": {"app": f"app-{number}"}},
                    "template": {
                        "metadata": {"labels": {"app": f"app-{number}"}},
                        "spec": {"containers": [{
                            "name": "app", "image": f"registry.example.com/app-{number}:{number % 7}.{number % 3}",
                            "ports": [{"containerPort": 8000 + number}],
                            "resources": {"requests": {"cpu": f"{number % 9 + 1}00m"}},
                        }]},
                    },
                },
            },
            {
                "apiVersion": "v1", "kind": "Service", "metadata": {"name": f"app-{number}"},
                "spec": {"selector": {"app": f"app-{number}"}, "ports": [{"port": 80, "targetPort": 8000 + number}]},
            },
        )
    ]  # fmt: skip
    (directory / "all.yaml").write_text(kustompy.dump(manifests))
    (directory / "kustomization.yaml").write_text("resources: [all.yaml]\nnamespace: shop\n")
    page = directory / "page.html"
    assert main(["report", str(directory), "--no-findings", "-o", str(page)]) == 0
    return page


def test_a_thousand_resources_are_300_kilobytes(thousand: Path) -> None:
    text = thousand.read_text(encoding="utf-8")
    checked(text)
    assert len(text.encode()) < 300_000
    (packed,) = re.findall(r'id="packed">(.*?)</script>', text)
    data = json.loads(gzip.decompress(base64.b64decode(packed)))
    assert len(data["resources"]) == 1000
    lines = data["resources"][0]
    assert "  - port: 80" in [line for line, _ in lines]
    assert data["writers"][dict(lines)["  - port: 80"]].endswith(" resources")


needs_chromium = pytest.mark.skipif(not PROGRAM, reason="no Chromium is installed")


@needs_chromium
def test_in_a_browser(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], thousand: Path, hostile: Path
) -> None:
    path = Path("overlays/prod/kustomization.yaml")
    path.write_text(path.read_text().replace("count: 4", "count: 0"))
    pages = {}
    for name, arguments in (
        ("plan", "plan --base HEAD --format html"),
        ("diff", f"diff {hostile}/a {hostile}/b --format html"),
    ):
        main(arguments.split())
        pages[name] = tmp_path / f"{name}.html"
        pages[name].write_text(capsys.readouterr().out, encoding="utf-8")
    with Browser(tmp_path / "profile") as browser:
        browser.open(pages["plan"])
        check_plan(browser)
        assert browser.said == []
        assert [each for each in browser.requests if not each.startswith("file:")] == []
        browser.open(pages["diff"])
        assert browser.value("window.bad === undefined && document.images.length === 0")
        assert browser.said == []
        browser.open(thousand)
        unpacked = "document.documentElement.classList.contains('unpacked')"
        browser.value(
            f"new Promise(done => {{ const look = () => {unpacked} ? done(1) : setTimeout(look, 20); look(); }})"
        )
        browser.value(
            "document.querySelector('[data-resource=\"0\"]').open = true; new Promise(done => setTimeout(done, 100))"
        )
        assert "port: 80" in browser.value("document.querySelector('[data-resource=\"0\"] pre').textContent")
        assert browser.value("document.querySelectorAll('[data-resource=\"0\"] [title]').length") > 5
        assert browser.said == []
        browser.send("Emulation.setScriptExecutionDisabled", value=True)
        browser.open(pages["plan"])
        text = browser.send("Runtime.evaluate", expression="document.body.innerText")["result"]["value"]
        assert "StatefulSet" in text or "Deployment web" in text


def check_plan(browser: Browser) -> None:
    """Look at it in two widths, dark and light; use the keys and the filter."""
    pictures = {browser.picture(width, dark=dark) for width in (1200, 420) for dark in (False, True)}
    assert len(pictures) == 4
    for width in (1200, 420):
        browser.picture(width, dark=False)
        assert browser.value("document.documentElement.scrollWidth <= window.innerWidth")
    browser.press("e")
    assert browser.value("[...document.querySelectorAll('main details')].every(each => each.open)")
    browser.press("c")
    assert browser.value("![...document.querySelectorAll('main details')].some(each => each.open)")
    browser.press("j")
    assert browser.value("document.activeElement.tagName") == "SUMMARY"
    browser.press("s")
    assert browser.value("document.getElementById('side').checked")
    browser.press("/")
    assert browser.value("document.activeElement.id") == "filter"
    for key in "replicas":
        browser.press(key)
    shown = browser.value(
        "[...document.querySelectorAll('#changes details:not(.hidden)')].map(each => each.textContent)"
    )
    assert shown
    assert all("replicas" in each for each in shown)
