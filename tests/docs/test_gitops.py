"""The blocks of docs/gitops.md, one after the other, as somebody would type them."""

from __future__ import annotations

import base64
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kustompy

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/gitops.md").read_text(encoding="utf-8")
MARK = "@@@"

pytestmark = pytest.mark.skipif(shutil.which("bash") is None or shutil.which("git") is None, reason="needs bash, git")


def blocks(section: str) -> list[tuple[str, str]]:
    """Language and text of the blocks in a section of the page."""
    text = PAGE.split(f"## {section}\n")[1].split("\n## ")[0]
    return re.findall(r"^```([a-z]*)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def commands(session: str) -> list[tuple[str, str]]:
    """What is typed, with lines that go on, and what is printed."""
    found = []
    for part in session.removeprefix("$ ").split("\n$ "):
        lines = part.rstrip("\n").split("\n")
        count = 1 + next((at for at, line in enumerate(lines[1:]) if not line.startswith(">")), len(lines) - 1)
        typed = "\n".join(line.removeprefix("> ") for line in lines[:count])
        found.append((typed, "".join(f"{line}\n" for line in lines[count:])))
    return found


def shell(directory: Path, typed: list[str]) -> list[str]:
    """What one shell prints for each command."""
    programs = directory / "bin"
    programs.mkdir()
    for name, call in {"kustompy": "-m kustompy", "python": ""}.items():
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {call} "$@"\n')
        (programs / name).chmod(0o755)
    names = {f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {
        **os.environ, **names, "PYTHONPATH": str(ROOT), "PATH": f"{programs}:{os.environ['PATH']}", "PYTHONUTF8": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }  # fmt: skip
    script = "".join(f"{each}\necho '{MARK}'\n" for each in typed)
    done = subprocess.run(
        ["bash", "-c", script], cwd=directory, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return done.stdout.decode().split(f"{MARK}\n")[:-1]


def unlike_elsewhere(text: str) -> str:
    """What is printed, without what is another every time."""
    return re.sub(r"\([0-9a-f]{10}\)", "(…)", re.sub(r"in [0-9.]+ s$", "in … s", text, flags=re.MULTILINE))


def test_a_new_repository(tmp_path: Path) -> None:
    typed, expected = [], []
    for language, text in blocks("A new repository"):
        if language == "yaml":
            (tmp_path / text.split("\n")[0].removeprefix("# ")).write_text(text)
            continue
        assert language == "console"
        typed += [command for command, _ in commands(text)]
        expected += [output for _, output in commands(text)]
    assert [*map(unlike_elsewhere, shell(tmp_path, typed))] == expected


def overlay(section: str, name: str, directory: Path) -> list[tuple[str, str]]:
    """The settings and the overlay of a section, written; the blocks that use them."""
    (language, settings), (another, kustomization), *rest = blocks(section)
    assert (language, another) == ("toml", "yaml")
    (directory / "overlays" / name).mkdir(parents=True)
    (directory / "kustompy.toml").write_text(settings)
    (directory / "overlays" / name / "kustomization.yaml").write_text(kustomization)
    return rest


def test_inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (_, session), (language, python) = overlay("Inputs that the pipeline gives", "prod", tmp_path)
    [(typed, expected)] = commands(session)
    assert shell(tmp_path, [typed]) == [expected]
    secrets = kustompy.load((tmp_path / "prod.yaml").read_text())
    values = [base64.b64decode(each).decode() for secret in secrets for each in secret["data"].values()]
    assert values == ["postgres://a", "b", "c"]
    monkeypatch.chdir(tmp_path)
    for name, value in {"DATABASE_URL": "postgres://a", "SESSION_KEY": "b", "TLS_KEY": "c"}.items():
        monkeypatch.setenv(name, value)
    assert language == "python"
    names = {"kustompy": kustompy, "os": os, "url": "postgres://a", "key": "b", "tls_key": "c"}
    pairs, *builds = python.splitlines()
    exec(pairs, names)
    assert [eval(each, names).to_dicts() for each in builds] == [secrets, secrets]


@pytest.mark.skipif(importlib.util.find_spec("pyrage") is None, reason="needs kustompy[sops]")
def test_sops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.sops.sealing import CASES, KEY

    [(language, session)] = overlay("Files that sops encrypted", "prod", tmp_path)
    assert language == "console"
    for name in ("secret.sops.yaml", "secrets.sops.env"):
        shutil.copy(CASES / name, tmp_path / "overlays/prod" / name)
    (tmp_path / "keys.txt").write_text(f"{KEY}\n")
    for name in ("SOPS_AGE_KEY", "SOPS_AGE_KEY_FILE", "XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert shell(tmp_path, [typed for typed, _ in commands(session)]) == [output for _, output in commands(session)]
    app, secret = sorted(kustompy.load((tmp_path / "prod.yaml").read_text()), key=lambda each: "stringData" in each)
    assert secret["stringData"]["lines"] == "hush-canary\nof lines\n"
    assert base64.b64decode(app["data"]["DATABASE_URL"]) == b"postgres://hush-canary:5432/a=b"
    assert "canary" not in (tmp_path / "review.yaml").read_text()


def test_parameters(tmp_path: Path) -> None:
    [(language, session)] = overlay("Parameters", "preview", tmp_path)
    (tmp_path / "overlays/preview/web.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n")
    assert language == "console"
    [(typed, expected)] = commands(session)
    assert shell(tmp_path, [typed]) == [expected]
