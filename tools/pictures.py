"""Pictures for the pages: what commands print in a copy of examples/gitops, as SVG, and the report in a browser.

The report's picture is taken with ``--browser PROGRAM``, a Chromium; it is not part of ``--check``.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

from kustompy.cli import main as kustompy_main

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
_WIDTH, _LINE, _SIZE, _MARGIN = 8.4, 20, 14, 16
_BACK, _TEXT, _DIM, _RED, _BLUE, _GREEN = "#1e1e2e", "#cdd6f4", "#9399b2", "#f38ba8", "#89b4fa", "#a6e3a1"
_YELLOW = "#f9e2af"


def main(arguments: list[str]) -> int:
    """Write the pictures, or say whether they are up to date."""
    stale = []
    for name, text in pictures().items():
        path = FOLDER / name
        if "--check" in arguments:
            stale += [] if path.is_file() and path.read_text(encoding="utf-8") == text else [name]
        else:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    if "--browser" in arguments:
        photograph(arguments[arguments.index("--browser") + 1])
    for name in stale:
        print(f"docs/pictures/{name} is not what the code makes: run python -m tools pictures")
    return int(bool(stale))


def pictures() -> dict[str, str]:
    """The picture of each file name."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "gitops"
        shutil.copytree(ROOT / "examples" / "gitops", tree)
        kustomization = tree / "overlays/prod/kustomization.yaml"
        text = kustomization.read_text(encoding="utf-8")
        kustomization.write_text(text.replace("name: nginx\n", "name: ngink\n"), encoding="utf-8")
        error = session(tree, ["lint", "overlays/prod"])
        kustomization.write_text(text, encoding="utf-8")
        explained = session(tree, ["explain", "overlays/prod", "Deployment/web", "spec.replicas"])
        compared = session(tree, ["diff", "overlays/dev", "overlays/prod"], most=18)
        planned = plan(tree)
    return {"error.svg": error, "explain.svg": explained, "diff.svg": compared, "plan.svg": planned}


def plan(tree: Path) -> str:
    """The picture of a plan: another image, and an address that cannot change."""
    commit(tree)
    change(tree / "overlays/prod/kustomization.yaml", "newTag: 7.4.1-alpine", "newTag: 7.4.2-alpine")
    change(tree / "base/redis/service.yaml", "clusterIP: None", "clusterIP: 10.0.0.7")
    return session(tree, ["plan", "--base", "main"], most=40)


def change(path: Path, old: str, new: str) -> None:
    """Write the new text in the place of the old one, which has to be there."""
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise SystemExit(f"{path.name} has no {old!r}")
    path.write_text(text.replace(old, new), encoding="utf-8")


def commit(tree: Path) -> None:
    """Make a repository of the tree, whose commit is the same every time."""
    who = {f"GIT_{role}_{what}": "a@example.com" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    when = {f"GIT_{role}_DATE": "2026-01-02T03:04:05Z" for role in ("AUTHOR", "COMMITTER")}
    environment = {**os.environ, **who, **when, "GIT_CONFIG_GLOBAL": os.devnull}
    for words in (["init", "--quiet", "--initial-branch=main"], ["add", "."], ["commit", "--quiet", "-m", "all"]):
        subprocess.run(["git", *words], cwd=tree, env=environment, check=True)


def photograph(browser: str) -> None:
    """Take the picture of a report."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "gitops"
        shutil.copytree(ROOT / "examples" / "gitops", tree)
        page = Path(folder) / "report.html"
        session(tree, ["report", "overlays/prod", "--output", str(page)])
        picture = f"--screenshot={FOLDER / 'report.png'}"
        options = ["--headless", "--no-sandbox", "--hide-scrollbars", "--window-size=1200,1300", picture]
        subprocess.run([browser, *options, page.as_uri()], check=True, capture_output=True)


def session(directory: Path, words: list[str], most: int = 30) -> str:
    """The picture of a command and of what it prints."""
    before = os.getcwd()
    os.chdir(directory)
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            kustompy_main(words)
    finally:
        os.chdir(before)
    lines = [f"$ kustompy {' '.join(words)}", *said.getvalue().rstrip("\n").split("\n")]
    return drawn(lines[:most] + ["…"] * (len(lines) > most))


def drawn(lines: list[str]) -> str:
    """Lines of a terminal as SVG."""
    width = round(max(map(len, lines)) * _WIDTH + 2 * _MARGIN)
    height = len(lines) * _LINE + 2 * _MARGIN
    rows = [
        f'<text x="{_MARGIN}" y="{_MARGIN + _LINE * index + _SIZE}" fill="{_colour(line)}">{_fixed(line)}</text>\n'
        for index, line in enumerate(lines)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' font-family="ui-monospace, Menlo, Consolas, monospace" font-size="{_SIZE}">\n'
        f'<rect width="{width}" height="{height}" rx="8" fill="{_BACK}"/>\n{"".join(rows)}</svg>\n'
    )


def _fixed(line: str) -> str:
    """The line with spaces that SVG does not run together."""
    return escape(line).replace(" ", "\N{NO-BREAK SPACE}")


def _colour(line: str) -> str:
    start = line.strip()
    if line.startswith("$ "):
        return _GREEN
    if line.startswith(("Error", "found ", "! ")):
        return _RED
    if start.startswith(("-->", "= help")):
        return _BLUE
    if start.startswith(("~ ", "+ ", "× ")):
        return _YELLOW
    return _DIM if start.startswith(("|", "…")) else _TEXT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
