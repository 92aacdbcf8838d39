"""What the tests fetch from: a bare repository, and a server that remembers what it was asked."""

from __future__ import annotations

import subprocess
from pathlib import Path

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {}\n"


class Repository:
    """A bare repository, and how a kustomization calls it."""

    def __init__(self, folder: Path) -> None:
        self.bare, self.work = folder / "repo.git", folder / "work"
        self.url = f"file://{self.bare}"
        git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(self.bare))
        git(folder, "clone", "--quiet", str(self.bare), str(self.work))

    def commit(self, files: dict[str, str], tag: str = "") -> None:
        """Write files and push them; a text that starts with ``->`` becomes a symbolic link."""
        for name, text in files.items():
            path = self.work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text.startswith("->"):
                path.symlink_to(text[2:])
            else:
                path.write_text(text)
        git(self.work, "add", "--all")
        git(self.work, "commit", "--quiet", "-m", "change")
        if tag:
            git(self.work, "tag", tag)
        git(self.work, "push", "--quiet", "--tags", "origin", "HEAD:main")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


class Server:
    """Where it listens, and what it was asked for."""

    def __init__(self, address: str) -> None:
        self.url = address
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
