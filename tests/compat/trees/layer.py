"""One directory of a tree while it is drawn: its files, and the manifests that its fields can speak of."""

from __future__ import annotations

import json

from tests.compat.trees.draws import Draws, Value
from tests.compat.trees.scalars import unquoted
from tests.compat.trees.writing import document

Path = list[str | int]
IDENTIFYING = ("apiVersion", "kind")
"""Fields that are rarely changed or read by paths: what becomes of another kind by force is of little interest."""


class Layer:
    """A kustomization in the making."""

    def __init__(self, draws: Draws, directory: str, files: dict[str, str]) -> None:
        self.draws, self.directory, self.files = draws, directory, files
        self.manifests: list[dict[str, Value]] = []
        """About what is there when its transformers run, as it was before any of them."""
        self.affixes: list[tuple[str, str]] = []
        """Prefixes and suffixes that some of the manifests have had."""
        self.generated: list[tuple[bool, str]] = []
        """The secrets and config maps that were generated, by name."""
        self.written = 0

    def file(self, stem: str, text: str) -> str:
        """Write a file of this directory; its path from here."""
        self.written += 1
        name = f"{stem}-{self.written}" if "." not in stem else f"{self.written}-{stem}"
        folder = self.draws.one(("", "", "", "parts/"))
        path = f"{folder}{name}" if "." in stem else f"{folder}{name}.yaml"
        self.files[f"{self.directory}/{path}"] = text
        return path

    def manifest(self) -> dict[str, Value]:
        """Some manifest of this layer, or one that is not there."""
        from tests.compat.trees.kinds import manifest

        if self.manifests and self.draws.chance(97):
            return self.draws.one(self.manifests)
        return manifest(self.draws)

    def has(self, secret: bool, name: str) -> bool:
        """Whether there is a secret or config map of that name."""
        kind = "Secret" if secret else "ConfigMap"
        return any(each.get("kind") == kind and each.get("metadata", {}).get("name") == name for each in self.manifests)

    def name_of(self, manifest: dict[str, Value]) -> str:
        """A name that the manifest has or had."""
        name = str(manifest.get("metadata", {}).get("name", "nameless"))
        if self.affixes and self.draws.chance(25):
            prefix, suffix = self.draws.one(self.affixes)
            return f"{prefix}{unquoted(name)}{suffix}"
        return name

    def inline_or_file(self, stem: str, text: str) -> tuple[str, Value]:
        """``patch`` with the text as a block scalar, or ``path`` with a file of it."""
        if self.draws.chance(50) and not text.startswith((" ", "\n")) and "\t" not in text.split("\n")[0]:
            return "patch", literal(text)
        return "path", self.file(stem, text)

    def place(self, manifest: dict[str, Value]) -> tuple[Path, Value]:
        """A path into a manifest and what is there, deep more often than not."""
        path: Path = []
        value: Value = manifest
        while value and not isinstance(value, str) and (not path or self.draws.chance(85)):
            if isinstance(value, dict):
                key = self.draws.one(
                    [each for each in value if each not in IDENTIFYING or self.draws.chance(5)] or ["kind"]
                )
                if key not in value:
                    break
                path.append(key)
                value = value[key]
            else:
                index = self.draws.number(0, len(value) - 1)
                path.append(index)
                value = value[index]
        return path, value

    def text_of(self, value: Value) -> str:
        """The value as a document; JSON now and then."""
        if self.draws.chance(5):
            return json.dumps(plain(value), indent=self.draws.one((None, 2))) + "\n"
        return document(self.draws, value)


def literal(text: str) -> str:
    """A block scalar that holds the text."""
    return "|-\n" + text.rstrip("\n")


def plain(value: Value) -> Value:
    """What JSON says of a drawn value: scalars are strings but for a few."""
    if isinstance(value, dict):
        return {unquoted(key): plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if value in ("true", "false", "null"):
        return {"true": True, "false": False, "null": None}[value]
    if value.isdigit() and not value.startswith("0"):
        return int(value)
    return unquoted(value).split("\n")[-1]
